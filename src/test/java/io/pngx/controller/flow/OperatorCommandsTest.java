package io.pngx.controller.flow;

import static org.assertj.core.api.Assertions.assertThat;

import io.pngx.controller.config.Vault;
import io.pngx.controller.store.Database;
import io.pngx.simulator.NewDocument;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Commands that operate a controller: state, log, checks, keys and backups. */
class OperatorCommandsTest extends Commands {
    private static final String STARTS = "select count(*) from logs where action = 'start'";

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
        ended(command("log", "--lines", "0"), 2, "--lines must be a whole number from 1 to 500");
        ended(
                controller.command(Map.of("PNGX_TOKEN", "pngx_wrong"), "status"),
                2,
                "This API token is unknown or was revoked");
        SecondJvm.Ended broken = controller.command(Map.of("PNGX_TOKEN", "pngx_s3cret\nof two lines"), "status");
        ended(broken, 2, "The API token has a character that no token has");
        assertThat(broken.said()).doesNotContain("s3cret");

        replica.faults()
                .on("POST", "/api/documents/post_document/")
                .once()
                .status(413)
                .html("<h1>413</h1>");
        master.library().add(NewDocument.text("refused.txt", "It is refused once."));
        ended(command("sync", "--wait"), 1, "1 failed");
        ended(command("sync", "--wait"), 1, "success; 0 uploaded", name + ": 1 document failed in an earlier run");
        ended(command("sync", "--wait", "--full"), 0, "success; 1 uploaded");

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
}
