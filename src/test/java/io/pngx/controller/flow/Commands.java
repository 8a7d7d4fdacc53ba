package io.pngx.controller.flow;

import static org.assertj.core.api.Assertions.assertThat;

import io.pngx.simulator.NewDocument;
import io.pngx.simulator.Paperless;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;

/** Runs commands, each in its own process, and checks output and exit code. */
abstract class Commands {
    final Paperless master = Version.V2.start();
    final Paperless replica = Version.V3.start();
    final SecondJvm controller = new SecondJvm("128m");

    @AfterEach
    void end() {
        controller.close();
        master.close();
        replica.close();
    }

    void configure(int documents) {
        for (int i = 1; i <= documents; i++) {
            master.library().add(NewDocument.text("paper " + i + ".txt", "The text of paper " + i + "."));
        }
        controller.configure(master, List.of(replica), 2, Duration.ofSeconds(30));
    }

    SecondJvm.Ended command(String... arguments) {
        return controller.command(Map.of(), arguments);
    }

    static void ended(SecondJvm.Ended ended, int code, String... words) {
        assertThat(ended.said()).contains(words).doesNotContain("\tat ");
        assertThat(ended.code()).as(ended.said()).isEqualTo(code);
    }
}
