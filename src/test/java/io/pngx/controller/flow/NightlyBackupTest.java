package io.pngx.controller.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.pngx.controller.store.Database;
import io.pngx.controller.store.KeyValues;
import io.pngx.controller.store.LogRow;
import io.pngx.controller.store.Logs;
import io.pngx.controller.store.Setting;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The daily backups of the controller's database. */
class NightlyBackupTest {
    private final Boot boot = Boot.fresh(java.util.Map.of("pngx.cron.backup", "* * * * * ?"));
    private final Path folder = boot.data.resolve("backups");

    @BeforeEach
    void twoAreKept() {
        boot.settings().put(Setting.BACKUP_KEEP, "2");
    }

    @AfterEach
    void end() {
        boot.close();
    }

    private List<String> copies() throws IOException {
        if (!Files.exists(folder)) {
            return List.of();
        }
        try (var files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> !name.startsWith("."))
                    .sorted()
                    .toList();
        }
    }

    private List<String> said(LogRow.Level level) {
        return boot.logs().find(new Logs.Filter(null, null, level, null, null, 100)).stream()
                .filter(row -> row.action().equals("backup"))
                .map(LogRow::message)
                .toList();
    }

    private void nights(int number) throws IOException {
        for (int i = 0; i < number; i++) {
            int before = said(LogRow.Level.INFO).size();
            boot.clock().move(Duration.ofDays(1));
            await("the copy of a night")
                    .atMost(Duration.ofMinutes(2))
                    .until(() -> said(LogRow.Level.INFO).size() == before + 1);
        }
    }

    @Test
    void one_is_made_every_night_and_the_newest_are_kept() throws IOException {
        boot.settings().put("mark", "of the test");
        nights(1);
        String first = copies().get(0);
        Files.writeString(folder.resolve("notes.txt"), "somebody's own");
        nights(2);
        await().untilAsserted(() ->
                assertThat(copies()).hasSize(3).contains("notes.txt").doesNotContain(first));
        Path newest = folder.resolve(copies().get(1));
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(newest)))
                .isEqualTo("rw-------");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder)))
                .isEqualTo("rwx------");
        try (Database copy = Database.openReadOnly(newest)) {
            assertThat(new KeyValues(copy).get("mark")).contains("of the test");
        }
        assertThat(said(LogRow.Level.INFO)).hasSize(3).allMatch(text -> text.contains("read back"));
    }

    @Test
    void a_backup_that_a_wrong_clock_dated_in_the_future_repeats_no_backup_and_displaces_none() throws IOException {
        nights(1);
        String first = copies().get(0);
        Path future = Files.copy(folder.resolve(first), folder.resolve("20990101T000000Z.sqlite3"));
        nights(1);
        await().untilAsserted(() -> assertThat(future).doesNotExist());
        assertThat(copies()).hasSize(2).contains(first);
        assertThat(said(LogRow.Level.INFO)).as("one backup a night").hasSize(2);
    }

    /** The database was damaged, and moved away. The backups of before may be all that is left. */
    @Test
    void the_backups_of_an_earlier_database_are_kept() throws IOException {
        nights(1);
        Path earlier = Files.copy(folder.resolve(copies().get(0)), folder.resolve("20200101T000000Z.sqlite3"));
        nights(3);
        assertThat(earlier).exists();
        await().untilAsserted(() -> assertThat(copies()).hasSize(3));
    }

    /** The failure of a backup is not shown as a failure of the master or of a replica. */
    @Test
    void one_that_can_not_be_recorded_is_a_backup_that_failed() throws IOException {
        boot.sql()
                .sql("create trigger refuses before insert on logs when new.action = 'backup' "
                        + "and lower(new.level) = 'info' begin select raise(abort, 'the database is busy'); end")
                .update();
        boot.clock().move(Duration.ofDays(1));
        await().atMost(Duration.ofMinutes(2))
                .until(() -> said(LogRow.Level.ERROR).size() == 1);
        assertThat(said(LogRow.Level.ERROR).get(0)).contains("the database is busy");
        await().until(() -> conditions().equals(List.of("backup_failed")));
        boot.sql().sql("drop trigger refuses").update();
        nights(1);
        await().until(() -> conditions().isEmpty());
    }

    private List<String> conditions() {
        return boot.sql()
                .sql("select condition from alert_states")
                .query(String.class)
                .list();
    }

    @Test
    void what_a_stopped_process_left_is_removed() throws IOException {
        Files.createDirectory(folder);
        Path left = Files.createFile(folder.resolve(".backup123.part"));
        Files.setLastModifiedTime(left, FileTime.from(Instant.now().minus(Duration.ofDays(1))));
        nights(1);
        assertThat(left).doesNotExist();
    }

    @Test
    void one_that_fails_is_said_and_tried_again() throws IOException {
        Files.writeString(folder, "a file where the folder should be");
        boot.clock().move(Duration.ofDays(1));
        await().atMost(Duration.ofMinutes(2))
                .until(() -> said(LogRow.Level.ERROR).size() == 1);
        await().until(() -> boot.sql()
                        .sql("select count(*) from alert_states where condition = 'backup_failed'")
                        .query(Integer.class)
                        .single()
                == 1);
        Files.delete(folder);
        boot.clock().move(Duration.ofHours(2));
        await().atMost(Duration.ofMinutes(2))
                .until(() -> said(LogRow.Level.INFO).size() == 1);
        await().until(() -> boot.sql()
                        .sql("select count(*) from alert_states where condition = 'backup_failed'")
                        .query(Integer.class)
                        .single()
                == 0);
        assertThat(said(LogRow.Level.ERROR)).as("it was said once").hasSize(1);
    }
}
