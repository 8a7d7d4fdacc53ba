package io.pngx.controller.flow;

import static org.assertj.core.api.Assertions.assertThat;

import io.pngx.controller.store.Database;
import io.pngx.controller.store.Setting;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Commands that make one run or one drill, while no controller runs. */
class SingleRunCommandsTest extends Commands {
    @Test
    void syncOnceLooksFirstThenBringsTheReplicaInLineAndVerifyReadsItBack() {
        configure(5);
        ended(command("sync", "--once", "--dry-run"), 0, "upload 5 documents");
        assertThat(replica.journal().where(call -> call.isWrite())).isEmpty();

        ended(command("sync", "--once"), 0, "success: 5 uploaded", "0 failed");
        assertThat(Equal.differences(master, replica)).isEmpty();
        ended(command("verify"), 0, "5 equal, 0 different");

        int id = replica.api()
                .get("/api/documents/?page_size=1")
                .path("results")
                .path(0)
                .path("id")
                .asInt();
        replica.api().patch("/api/documents/" + id + "/", Map.of("title", "edited"));
        ended(command("verify"), 1, "4 equal, 1 different");
    }

    @Test
    void drillChecksOneReplicaByItsNameAndSaysWhatCannotBeUsed() {
        configure(3);
        String name = "replica " + replica.port();
        ended(command("drill", "Nowhere"), 2, "There is no replica \"Nowhere\"; write one of: " + name);
        ended(command("drill", name), 2, "has had no run yet", "sync --once");
        command("sync", "--once");
        replica.journal().clear();

        ended(command("drill", name), 0, "passed. 3 documents could be used.", "sign in: ok");
        assertThat(replica.journal().writes()).isEmpty();

        replica.faults().on("GET", "/api/documents/\\d+/preview/").once().status(404);
        ended(command("drill", name), 1, "failed. 1 of 3 documents has a part that cannot be used.", "404");
    }

    @Test
    void aReplicaThatCantBeReachedIsSaidAndIsNoSuccess() {
        configure(1);
        int port = replica.port();
        replica.close();
        ended(command("sync", "--once"), 1, "replica " + port, "failed", "can't be reached");
    }

    @Test
    void withoutAReplicaNothingBegins() {
        SecondJvm.Ended ended = command("sync", "--once");
        ended(ended, 2, "There is no master or no replica yet; start the controller with `run`");
        assertThat(ended.said().strip().lines()).as(ended.said()).hasSize(1);
    }

    @Test
    void withoutATokenOfTheMasterNothingBegins() {
        configure(1);
        try (Database database = Database.open(controller.database())) {
            database.write()
                    .sql("delete from settings where key = ?")
                    .param(Setting.MASTER_TOKEN.key())
                    .update();
        }
        ended(command("sync", "--once"), 2, "The master has no API token yet");
    }

    @Test
    void aPausedReplicaIsLeftOutAndSaid() {
        configure(1);
        try (Database database = Database.open(controller.database())) {
            database.write().sql("update replicas set paused = 1").update();
        }
        ended(command("sync", "--once"), 0, "skipped, because the replica is paused");
        assertThat(replica.journal().all()).isEmpty();
    }

    /** docs/failover.md: the replica is the master now, and the old master returned with its data. */
    @Test
    void whenTheRolesAreSwappedWhatBothHoldIsOfferedAndNothingIsUploaded() {
        configure(3);
        ended(command("sync", "--once"), 0, "3 uploaded");
        try (SecondJvm swapped = new SecondJvm("128m")) {
            swapped.configure(replica, List.of(master), 2, Duration.ofSeconds(30));
            ended(
                    swapped.command(Map.of(), "sync", "--once"),
                    1,
                    "0 uploaded",
                    "Adoption offered: 3 documents are already on the replica");
        }
        assertThat(master.journal().where("POST", "/api/documents/post_document/"))
                .isEmpty();
        assertThat(master.library().documents()).hasSize(3);
    }

    /** A run of only changed documents succeeds although the document is still missing. */
    @Test
    void aDocumentThatWaitsForAnotherAttemptIsSaidAndIsNoSuccess() {
        configure(2);
        replica.faults()
                .on("POST", "/api/documents/post_document/")
                .once()
                .status(413)
                .html("<h1>413</h1>");
        ended(command("sync", "--once"), 1, "1 uploaded", "1 failed");
        ended(
                command("sync", "--once"),
                1,
                "success: 0 uploaded",
                "1 document failed in an earlier run and waits for its next attempt; `sync --once --full` tries it now.");
        ended(command("sync", "--once", "--full"), 0, "success: 1 uploaded");
    }
}
