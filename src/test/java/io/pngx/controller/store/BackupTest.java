package io.pngx.controller.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BackupTest {
    @TempDir
    Path folder;

    @Test
    void a_folder_and_an_empty_name_are_no_backups() {
        try (Store store = new Store(folder)) {
            assertThatThrownBy(() -> store.db.backup(folder))
                    .hasMessage(folder + " is a folder; name a new file in the folder, such as "
                            + folder.resolve("backup.sqlite3") + ".");
            assertThatThrownBy(() -> store.db.backup(Path.of("")))
                    .hasMessage("The name of the backup is empty; name a new file.");
        }
    }

    @Test
    void a_copy_holds_what_was_committed_and_says_how_much() throws Exception {
        try (Store store = new Store(folder)) {
            store.mapped(store.run(), 1, 101);
            Path copy = folder.resolve("copy.sqlite3");
            long rows = store.db.backup(copy);
            try (Database read = Database.openReadOnly(copy)) {
                assertThat(new Replicas(read).all()).hasSize(1);
                assertThat(rows)
                        .isGreaterThan(read.read()
                                .sql("select count(*) from flyway_schema_history")
                                .query(Long.class)
                                .single());
            }
            assertThatThrownBy(() -> store.db.backup(copy)).hasMessageContaining("never overwrites a file");
        }
    }

    @Test
    void a_copy_of_a_damaged_database_is_none() throws Exception {
        Path file = folder.resolve("db.sqlite3");
        try (Store store = new Store(folder)) {
            for (int i = 0; i < 2000; i++) {
                store.settings.put("key " + i, "x".repeat(200));
            }
        }
        byte[] bytes = Files.readAllBytes(file);
        for (int page = 20; page < 60 && page * 4096 < bytes.length; page++) {
            java.util.Arrays.fill(bytes, page * 4096, page * 4096 + 300, (byte) 7);
        }
        Files.write(file, bytes);
        Path copy = folder.resolve("copy.sqlite3");
        assertThatThrownBy(() -> Backup.write(file, copy)).isInstanceOf(Database.Unusable.class);
        try (var left = Files.list(folder)) {
            assertThat(left.map(each -> each.getFileName().toString()))
                    .noneMatch(name -> name.contains("copy") || name.contains(".part"));
        }
    }

    @Test
    void rows_that_are_missing_or_too_many_are_a_difference() {
        Map<String, Long> five = Map.of("sync_map", 5L);
        assertThat(Backup.agrees(five, five, five)).isTrue();
        assertThat(Backup.agrees(five, Map.of("sync_map", 4L), Map.of("sync_map", 7L)))
                .as("it was written to meanwhile")
                .isTrue();
        assertThat(Backup.agrees(Map.of("sync_map", 4L), five, five)).isFalse();
        assertThat(Backup.agrees(Map.of("sync_map", 6L), five, five)).isFalse();
        assertThat(Backup.agrees(Map.of(), five, five)).as("a table is missing").isFalse();
        assertThat(Backup.agrees(five, five, Map.of("sync_map", 5L, "work", 0L)))
                .isFalse();
    }
}
