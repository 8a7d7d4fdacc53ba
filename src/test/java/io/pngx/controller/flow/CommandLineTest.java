package io.pngx.controller.flow;

import static org.assertj.core.api.Assertions.assertThat;

import io.pngx.controller.config.Vault;
import io.pngx.controller.store.Database;
import io.pngx.simulator.NewDocument;
import io.pngx.simulator.Paperless;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The commands, each in its own process, with its output and its exit code. */
class CommandLineTest {
    private static final String STARTS = "select count(*) from logs where action = 'start'";

    private final Paperless master = Version.V2.start();
    private final Paperless replica = Version.V3.start();
    private final SecondJvm controller = new SecondJvm("128m");

    @AfterEach
    void end() {
        controller.close();
        master.close();
        replica.close();
    }

    private void configure(int documents) {
        for (int i = 1; i <= documents; i++) {
            master.library().add(NewDocument.text("paper " + i + ".txt", "The text of paper " + i + "."));
        }
        controller.configure(master, List.of(replica), 2, Duration.ofSeconds(30));
    }

    private SecondJvm.Ended command(String... arguments) {
        return controller.command(Map.of(), arguments);
    }

    private static void ended(SecondJvm.Ended ended, int code, String... words) {
        assertThat(ended.said()).contains(words).doesNotContain("\tat ");
        assertThat(ended.code()).as(ended.said()).isEqualTo(code);
    }

    @Test
    void syncOnceLooksFirstThenBringsTheReplicaInLineAndVerifyReadsItBack() {
        configure(5);
        ended(command("sync", "--once", "--dry-run"), 0, "upload 5 documents");
        assertThat(replica.journal().where(call -> call.isWrite())).isEmpty();

        ended(command("sync", "--once"), 0, "success: 5 uploaded", "0 failed");
        assertThat(Equal.differences(master, replica)).isEmpty();
        ended(command("verify"), 0, "5 equal to the master, 0 different");

        int id = replica.api()
                .get("/api/documents/?page_size=1")
                .path("results")
                .path(0)
                .path("id")
                .asInt();
        replica.api().patch("/api/documents/" + id + "/", Map.of("title", "edited"));
        ended(command("verify"), 1, "4 equal to the master, 1 different");
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
    void aPausedReplicaIsLeftOutAndSaid() {
        configure(1);
        try (Database database = Database.open(controller.database())) {
            database.write().sql("update replicas set paused = 1").update();
        }
        ended(command("sync", "--once"), 0, "skipped, because the replica is paused");
        assertThat(replica.journal().all()).isEmpty();
    }

    @Test
    void theDoctorFindsEverythingWellAlsoWhileTheControllerRuns() {
        configure(1);
        ended(
                command("doctor"),
                0,
                "ok    The settings are valid.",
                "is free",
                "ok    The port " + controller.managementPort() + " on 127.0.0.1 is free.",
                "is intact",
                "The master at " + master.url() + " is paperless-ngx " + master.version() + " with 1 documents",
                "Replica \"replica " + replica.port() + "\" at " + replica.url());
        ended(command("health"), 1, "Nothing answers at 127.0.0.1");
        controller.start();
        controller.awaitSuccess(1, Duration.ofMinutes(5));
        ended(command("doctor"), 0, "A controller runs and answers on port");
        ended(command("health"), 0, "200");
        ended(command("sync", "--once"), 2, "Another controller uses this database");
    }

    @Test
    void statusSyncAndLogTalkToTheRunningController() {
        configure(3);
        ended(command("status"), 2, "Nothing answers at http://127.0.0.1:", "start the controller", "--url");
        controller.start();
        controller.awaitSuccess(1, Duration.ofMinutes(5));
        String name = "replica " + replica.port();

        ended(command("sync", "--full", "--replica", name, "--wait"), 0, " of " + name + ": success; 0 uploaded");
        ended(command("sync", "--replica", "Nowhere"), 2, "There is no replica \"Nowhere\"");
        ended(
                command("status"),
                0,
                name + ": up to date; 3 in sync, 0 pending, 0 failed; last success 20",
                "Could take over, not verified yet");
        ended(command("status", "--json"), 0, "\"up_to_date\"", "\"inbox\"");
        ended(command("log", "--lines", "500"), 0, " INFO " + name + ": ");
        ended(command("log", "--lines", "0"), 1, "limit: must be a whole number from 1 to 500.");
        ended(
                controller.command(Map.of("PNGX_TOKEN", "pngx_wrong"), "status"),
                2,
                "This API token is unknown or was revoked");

        replica.close();
        ended(command("sync", "--wait"), 1, "can't be reached");
        ended(command("status"), 1, name + ": unreachable");
    }

    @Test
    void completionsAreAScriptForTheShell() {
        ended(command("completion", "bash"), 0, "complete -F _complete_pngx-controller", "--follow", "status");
        ended(command("completion", "fish"), 2, "fish");
    }

    @Test
    void theDoctorSaysWhatIsWrongAndWhatToDo() {
        ended(
                controller.command(Map.of("SECRET_KEY", "short"), "doctor"),
                1,
                "BAD   SECRET_KEY, key 1 of 1",
                "key generate");
        configure(0);
        try (Database database = Database.open(controller.database())) {
            database.write()
                    .sql("update replicas set token = ?")
                    .param(new Vault(Boot.SECRET_KEY).encrypt("wrong"))
                    .update();
        }
        ended(command("doctor"), 1, "BAD   Replica", "refused the token (401)");
        ended(
                controller.command(Map.of("SECRET_KEY", Vault.generateKey()), "doctor"),
                1,
                "BAD   The master: No key in SECRET_KEY decrypts");
    }

    @Test
    void afterARotationTheNewKeyAloneOpensEverything() {
        configure(2);
        String fresh = Vault.generateKey();
        ended(
                controller.command(Map.of("SECRET_KEY", fresh + "," + Boot.SECRET_KEY), "key", "rotate"),
                0,
                "2 stored secrets were encrypted with the first key of SECRET_KEY");
        ended(controller.command(Map.of("SECRET_KEY", fresh), "sync", "--once"), 0, "2 uploaded");
        ended(
                command("key", "rotate"),
                1,
                "No key in SECRET_KEY decrypts these secrets: token of replica",
                "value of master_token");
    }

    @Test
    void aBackupIsTakenWhileTheControllerRunsAndItsRestoreUploadsNothingTwice() throws Exception {
        configure(3);
        controller.start();
        controller.awaitSuccess(1, Duration.ofMinutes(5));
        Path backup = controller.database().resolveSibling("backup.sqlite3");
        ended(command("backup", backup.toString()), 0, "was copied to", "was read back and is intact");
        assertThat(Files.getPosixFilePermissions(backup))
                .containsExactlyInAnyOrder(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE);
        assertThat(controller.count(STARTS)).isEqualTo(1);
        assertThat(controller.stop()).isTrue();

        // The disk is lost; the user follows docs/operations.md.
        for (String suffix : List.of("", "-wal", "-shm")) {
            Files.deleteIfExists(Path.of(controller.database() + suffix));
        }
        Files.copy(backup, controller.database());
        master.library().add(NewDocument.text("paper 4.txt", "It came after the backup."));
        ended(command("sync", "--once"), 0, "success: 1 uploaded");
        assertThat(Equal.differences(master, replica)).isEmpty();
        assertThat(replica.journal().where("POST", "/api/documents/post_document/"))
                .hasSize(4);
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
}
