package io.pngx.controller.flow;

import static org.assertj.core.api.Assertions.assertThat;

import io.pngx.controller.store.Run;
import io.pngx.simulator.NewDocument;
import io.pngx.simulator.Paperless;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Many documents of the master link to one document, which does not link back. */
class ManyLinksTest {
    private static final int MANY = 300; // more than one call asks for

    @Test
    void allLinkingDocumentsAreReadSoThatNoLinkIsTakenAway() {
        try (Instances world = new Instances(Version.V2, Version.V3)) {
            Paperless master = world.server(0);
            Paperless replica = world.server(1);
            int field = Papers.lookup(master.api(), "custom_fields", "name", "contract", "data_type", "documentlink");
            int hub = master.library().add(NewDocument.text("hub.txt", "The contract"));
            for (int i = 0; i < MANY; i++) {
                master.library()
                        .add(NewDocument.text("letter" + i + ".txt", "Letter " + i)
                                .field(field, List.of(hub)));
            }
            world.success(replica, Run.Mode.INCREMENTAL);
            world.forgetJournals();

            Run full = world.success(replica, Run.Mode.FULL);
            assertThat(full.drifted()).isZero();
            assertThat(replica.journal().writes()).isEmpty();
            assertThat(master.journal().where("GET", "/api/documents/"))
                    .as("ids in one call")
                    .allMatch(call -> call.query() == null || call.query().split("%2C|,").length <= 255);
            Run verified = world.success(replica, Run.Mode.VERIFY);
            assertThat(verified.unchanged()).isEqualTo(MANY + 1);
        }
    }
}
