package io.pngx.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs the smallest setting of the benchmark. Asserts counts of calls and growth of memory, never a time. */
class BenchIT {
    private static final int DOCUMENTS = 20;

    @TempDir
    Path folder;

    @Test
    void theSmallestSettingGivesEveryFigure() throws Exception {
        Figures figures = Bench.run(
                List.of("java", "-Xmx256m", "-XX:TieredStopAtLevel=1", "-jar", "target/pngx-controller.jar"),
                DOCUMENTS,
                List.of(DOCUMENTS),
                List.of("first", "tags", "unchanged"));

        assertThat(figures.value("calls on the master for a new document")).isBetween(1.0, 5.0);
        assertThat(figures.value("calls on the replica for a new document")).isBetween(3.0, 10.0);
        assertThat(figures.value("tag added to 20, writes"))
                .as("the tag, and one PATCH a document")
                .isLessThanOrEqualTo(1 + DOCUMENTS);
        assertThat(figures.value("tag of 20 renamed, writes")).isEqualTo(1);
        for (String mode : List.of("full", "incremental")) {
            assertThat(figures.value(mode + " run, 20 unchanged, calls"))
                    .as("%s: calls of a run without changes", mode)
                    .isLessThan(40);
            assertThat(figures.value(mode + " run, 20 unchanged, growth of memory"))
                    .as("%s: MiB", mode)
                    .isLessThan(64);
        }
        Path json = folder.resolve("figures.json");
        figures.write(json);
        assertThat(Files.readString(json)).contains("\"ratio\"", "bare loop", "\"unit\" : \"calls\"");
    }
}
