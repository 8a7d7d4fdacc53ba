package io.pngx.controller.flow;

import static org.assertj.core.api.Assertions.assertThat;

import io.pngx.controller.store.Replica;
import io.pngx.controller.store.Run;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Texts that are too long for one answer delay only their own documents. */
class LongTextsTest extends Trouble {
    private static final int DOCUMENTS = 14;
    private static final String TOO_LONG = "with more than 64 MiB of JSON";

    /** Makes every answer too long that contains this document. */
    private void isLong(int document) {
        world.master
                .faults()
                .on("GET", "/api/documents/")
                .query("^(?=.*full_perms=true).*id__in=(\\d+(,|%2C))*" + document + "(,|%2C|&|$)")
                .status(200)
                .header("X-Version", "2.20.15")
                .header("X-Api-Version", "9")
                .json(" ".repeat((64 << 20) + 1));
    }

    private int callsFor(int documents) {
        return (int) world.master.journal().where("GET", "/api/documents/").stream()
                .filter(entry -> String.valueOf(entry.query())
                        .matches("(?=.*full_perms=true).*id__in=\\d+((,|%2C)\\d+){" + (documents - 1) + "}(&.*)?"))
                .count();
    }

    @ParameterizedTest
    @EnumSource(
            value = Run.Mode.class,
            names = {"FULL", "DRY_RUN", "VERIFY"})
    void oneDocumentThatIsTooLongFailsAloneAndTheOthersAreRead(Run.Mode mode) {
        world = World.ofItsOwn(Version.V2, Version.V2);
        addSome(DOCUMENTS);
        world.run();
        int last = world.master.library().documents().stream()
                .mapToInt(each -> each.id())
                .max()
                .orElseThrow();
        List.copyOf(server().library().documents())
                .forEach(each -> server().api()
                        .patch("/api/documents/" + each.id() + "/", Papers.json("title", "edited on the replica")));
        world.forgetJournals();
        isLong(last);
        Run run = world.run(world.replica(), mode);
        assertThat(run.state()).as(world.said(run)).isEqualTo(Run.State.PARTIAL);
        assertThat(world.said(run)).contains(TOO_LONG);
        assertThat(row().state()).isEqualTo(Replica.State.OK);
        assertThat(callsFor(DOCUMENTS)).isEqualTo(1);
        assertThat(callsFor(10)).isEqualTo(1);
        assertThat(callsFor(1)).isPositive();
        if (mode == Run.Mode.FULL) { // by document id, so that the long one is among the last four
            assertThat(callsFor(4)).isEqualTo(1);
            assertThat(callsFor(1)).isEqualTo(4);
            assertThat(run.failed()).isEqualTo(1);
            assertThat(run.updated()).isEqualTo(DOCUMENTS - 1);
        }
    }
}
