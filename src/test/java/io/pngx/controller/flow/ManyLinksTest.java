package io.pngx.controller.flow;

import static org.assertj.core.api.Assertions.assertThat;

import io.pngx.controller.store.Run;
import io.pngx.simulator.NewDocument;
import io.pngx.simulator.Paperless;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
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

    @Test
    void aFailedReadOfLinkingDocumentsAfterAVersionCostsNoSecondUpload() {
        try (Instances world = new Instances(Version.V3, Version.V3)) {
            Paperless master = world.server(0);
            Paperless replica = world.server(1);
            int field = Papers.lookup(master.api(), "custom_fields", "name", "contract", "data_type", "documentlink");
            int hub = master.library().add(NewDocument.text("hub.txt", "The contract"));
            master.library().add(NewDocument.text("letter.txt", "A letter").field(field, List.of(hub)));
            world.success(replica, Run.Mode.INCREMENTAL);

            master.library().addVersion(hub, "The signed contract".getBytes(StandardCharsets.UTF_8), null);
            master.faults()
                    .on("GET", "/api/documents/")
                    .query(".*fields=id(,|%2C)custom_fields.*")
                    .times(20)
                    .status(400);
            Run failed = world.run(replica, Run.Mode.INCREMENTAL);
            assertThat(failed.error()).asString().contains("The master answered 400");

            master.faults().clear();
            world.boot.clock().move(Duration.ofHours(1));
            world.run(replica, Run.Mode.INCREMENTAL);
            Run full = world.success(replica, Run.Mode.FULL);
            assertThat(full.updated()).isZero();
            assertThat(World.uploads(replica)).isEqualTo(2);
        }
    }
}
