package io.pngx.controller.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DatabaseFileTest {
    @TempDir
    Path folder;

    private Path file() {
        return folder.resolve("data").resolve("db.sqlite3");
    }

    @Test
    void a_symbolic_link_leads_to_the_same_lock() throws IOException {
        try (Database first = Database.open(file())) {
            Path link = Files.createSymbolicLink(folder.resolve("link.sqlite3"), file());
            Path linkToLink = Files.createSymbolicLink(folder.resolve("second.sqlite3"), Path.of("link.sqlite3"));
            Path linkedFolder = Files.createSymbolicLink(folder.resolve("linked"), file().getParent());
            for (Path other : List.of(link, linkToLink, linkedFolder.resolve("db.sqlite3"))) {
                assertThatThrownBy(() -> Database.open(other))
                        .as(other.toString())
                        .isInstanceOf(Database.Unusable.class)
                        .hasMessageContaining("Another controller uses this database");
            }
        }
    }

    @Test
    void a_link_to_a_database_that_is_not_there_yet_leads_to_one_file() throws IOException {
        Files.createDirectory(file().getParent());
        Path link = Files.createSymbolicLink(folder.resolve("link.sqlite3"), file());
        try (Database first = Database.open(link)) {
            assertThatThrownBy(() -> Database.open(file()))
                    .hasMessageContaining("Another controller uses this database");
        }
        assertThat(file()).isNotEmptyFile();
    }

    @Test
    void two_controllers_do_not_share_a_folder() throws IOException {
        Path other = file().resolveSibling("other.sqlite3");
        Path link = Files.createSymbolicLink(folder.resolve("linked"), file().getParent());
        try (Database first = Database.openWithFolder(file())) {
            assertThat(first.unlockedFolder()).isEmpty();
            for (Path each : List.of(other, link.resolve("other.sqlite3"))) {
                assertThatThrownBy(() -> Database.openWithFolder(each))
                        .isInstanceOf(Database.Unusable.class)
                        .hasMessageContaining("Another controller uses the folder")
                        .hasMessageContaining("Name a database in another folder");
            }
            assertThat(other).doesNotExist();
            Database.openReadOnly(file()).close();
        }
        Database.openWithFolder(other).close();
    }

    @Test
    void a_folder_that_cannot_be_locked_is_a_warning() throws IOException {
        Files.createDirectories(file().resolveSibling(".in-use"));
        try (Database database = Database.openWithFolder(file())) {
            assertThat(database.unlockedFolder())
                    .hasValueSatisfying(warning -> assertThat(warning.toString())
                            .contains(".in-use can't be locked")
                            .contains("Make sure that no other controller uses this folder"));
        }
    }

    @Test
    void links_in_a_circle_are_refused() throws IOException {
        Files.createSymbolicLink(folder.resolve("one"), Path.of("two"));
        Files.createSymbolicLink(folder.resolve("two"), Path.of("one"));
        assertThatThrownBy(() -> Database.open(folder.resolve("one")))
                .isInstanceOf(Database.Unusable.class)
                .hasMessageContaining("loop");
    }

    @Test
    void a_second_name_is_refused_for_it_would_be_a_second_lock() throws IOException {
        try (Database first = Database.open(file())) {
            Path other = Files.createLink(folder.resolve("other.sqlite3"), file());
            assertThatThrownBy(() -> Database.open(other))
                    .isInstanceOf(Database.Unusable.class)
                    .hasMessageContaining("hard link");
        }
    }

    @Test
    void a_folder_is_no_database() {
        assertThatThrownBy(() -> Database.open(folder))
                .isInstanceOf(Database.Unusable.class)
                .hasMessageContaining("is a folder; name a file in the folder");
        assertThatThrownBy(() -> Database.openReadOnly(folder)).hasMessageContaining("is a folder");
    }

    @Test
    void the_database_of_another_program_stays_as_it_is() throws Exception {
        Path foreign = folder.resolve("foreign.sqlite3");
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + foreign)) {
            connection.createStatement().execute("create table documents_document (id integer)");
        }
        byte[] before = Files.readAllBytes(foreign);

        assertThatThrownBy(() -> Database.open(foreign))
                .isInstanceOf(Database.Unusable.class)
                .hasMessageContaining("is a database, but not of pngx-controller");
        assertThatThrownBy(() -> Database.openReadOnly(foreign)).hasMessageContaining("not of pngx-controller");

        assertThat(Files.readAllBytes(foreign)).isEqualTo(before);
        assertThat(foreign.resolveSibling("foreign.sqlite3-wal")).doesNotExist();
    }

    @Test
    void a_file_that_is_mounted_without_its_folder_is_known() {
        String mounts = """
                22 28 0:21 / /proc rw,nosuid shared:12 - proc proc rw
                40 28 8:1 /srv/db.sqlite3 /data/my\\040files/db.sqlite3 rw,relatime - ext4 /dev/sda1 rw
                41 28 8:1 /srv/data /srv/data rw,relatime - ext4 /dev/sda1 rw
                """;
        assertThat(DatabaseFile.isMounted(Path.of("/data/my files/db.sqlite3"), mounts))
                .isTrue();
        assertThat(DatabaseFile.isMounted(Path.of("/srv/data/db.sqlite3"), mounts))
                .as("its folder is")
                .isFalse();
    }

    @Test
    void only_this_user_may_read_what_is_made() throws IOException {
        try (Database database = Database.open(file())) {
            new KeyValues(database).put("one", "1");
            assertThat(rights(file().getParent())).isEqualTo("rwx------");
            try (var made = Files.list(file().getParent())) {
                assertThat(made.toList())
                        .hasSizeGreaterThanOrEqualTo(4)
                        .allSatisfy(each ->
                                assertThat(rights(each)).as(each.toString()).isEqualTo("rw-------"));
            }
            assertThat(database.openToOthers()).isEmpty();
        }
    }

    @Test
    void what_others_may_read_is_said_with_what_to_do() throws IOException {
        Database.open(file()).close();
        Files.setPosixFilePermissions(file(), PosixFilePermissions.fromString("rw-r--r--"));
        Files.setPosixFilePermissions(file().getParent(), PosixFilePermissions.fromString("rwxr-xr-x"));
        try (Database database = Database.open(file())) {
            assertThat(database.openToOthers().orElseThrow().toString())
                    .contains(
                            "chmod 600 " + file().toRealPath(),
                            "chmod 700 " + file().getParent().toRealPath());
        }
        assertThat(rights(file())).as("it is left as it is").isEqualTo("rw-r--r--");
    }

    private static String rights(Path path) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
    }

    @Test
    void a_cut_wal_is_noticed() throws IOException {
        Path copy = killed(copied -> {
            Path wal = copied.resolveSibling("db.sqlite3-wal");
            byte[] bytes = Files.readAllBytes(wal);
            Files.write(wal, java.util.Arrays.copyOf(bytes, bytes.length / 2));
        });
        try (Database database = Database.open(copy)) {
            assertThat(database.read()
                            .sql("select count(*) from settings")
                            .query(Integer.class)
                            .single())
                    .as("rows are gone, and the file is whole")
                    .isLessThan(100);
            assertThat(database.missingTransactions()).isPositive();
        }
        try (Database database = Database.open(copy)) {
            new KeyValues(database).put("more", "1");
        }
    }

    @Test
    void after_a_kill_nothing_is_missing() throws IOException {
        try (Database database = Database.open(killed(copied -> {}))) {
            assertThat(database.read()
                            .sql("select count(*) from settings")
                            .query(Integer.class)
                            .single())
                    .isEqualTo(100);
            assertThat(database.missingTransactions()).isZero();
        }
    }

    private interface Fate {
        void of(Path database) throws IOException;
    }

    /** Returns a copy of all files as a killed process leaves them. */
    private Path killed(Fate fate) throws IOException {
        Path copy = folder.resolve("copy").resolve("db.sqlite3");
        Files.createDirectory(copy.getParent());
        try (Database database = Database.open(file())) {
            KeyValues values = new KeyValues(database);
            for (int i = 0; i < 100; i++) {
                String key = "key " + i;
                database.inTransaction(() -> values.put(key, "x".repeat(500)));
            }
            for (String suffix : List.of("", "-wal", ".mark")) {
                Files.copy(
                        file().resolveSibling("db.sqlite3" + suffix),
                        copy.resolveSibling("db.sqlite3" + suffix),
                        StandardCopyOption.REPLACE_EXISTING);
            }
        }
        fate.of(copy);
        return copy;
    }

    @Test
    void a_full_disk_is_known_also_where_it_ends_a_transaction() {
        try (Database database = Database.open(file())) {
            KeyValues values = new KeyValues(database);
            long pages =
                    database.write().sql("pragma page_count").query(Long.class).single();
            database.write()
                    .sql("pragma max_page_count = " + pages)
                    .query(Long.class)
                    .single();
            Throwable full = org.assertj.core.api.Assertions.catchThrowable(() -> database.inTransaction(() -> {
                for (int i = 0; i < 100; i++) {
                    values.put("key " + i, "x".repeat(10_000));
                }
            }));
            assertThat(MachineFault.in(full)).contains(MachineFault.DISK_FULL);
            assertThat(database.machine().failed(full)).contains(MachineFault.DISK_FULL);
            assertThat(database.machine().works()).isFalse();
            database.write()
                    .sql("pragma max_page_count = 1073741823")
                    .query(Long.class)
                    .single();
            org.awaitility.Awaitility.await().until(database.machine()::works);
            assertThat(values.get("key 1")).as("all or nothing").isEmpty();
            assertThat(new Logs(database).find(new Logs.Filter(null, null, null, null, null, 9)))
                    .extracting(LogRow::message)
                    .first()
                    .asString()
                    .contains("Resolved", "The disk of the controller is full");
        }
    }

    /** An original is fetched only if the reserve is free. With less space, the fault would return immediately. */
    @Test
    void a_full_disk_is_over_once_the_reserve_is_free() {
        try (Database database = Database.open(file())) {
            database.machine().reserve(Long.MAX_VALUE);
            database.machine().failed(new IOException("No space left on device"));
            assertThat(database.machine().fault().orElseThrow().toString()).contains("at least 64 MiB are free");
            org.awaitility.Awaitility.await()
                    .during(Duration.ofSeconds(4))
                    .until(() -> !database.machine().works());
            database.machine().reserve(1);
            org.awaitility.Awaitility.await().until(database.machine()::works);
        }
    }

    @Test
    void nothing_is_written_to_a_file_that_is_no_longer_there() throws IOException {
        try (Database database = Database.open(file())) {
            KeyValues values = new KeyValues(database);
            Path moved = folder.resolve("moved");
            Files.move(file(), moved);
            assertThatThrownBy(() -> values.put("one", "1")).isInstanceOf(Database.NotInPlace.class);
            assertThat(database.machine().works()).isFalse();
            assertThat(database.machine().fault().orElseThrow().toString())
                    .contains(
                            "deleted, moved or replaced", "continue by themselves when the file is back in its place");
            Files.copy(moved, file());
            assertThatThrownBy(() -> values.put("one", "1"))
                    .as("another file of the same name")
                    .isInstanceOf(Database.NotInPlace.class);
            Files.move(moved, file(), StandardCopyOption.REPLACE_EXISTING);
            values.put("one", "1");
            org.awaitility.Awaitility.await().until(database.machine()::works);
            assertThat(values.get("one")).contains("1");
        }
    }

    /** If a connection created an empty file in place of a moved database, the next start would use the empty file. */
    @Test
    void no_connection_creates_a_database_in_the_place_of_a_moved_one() throws IOException {
        try (Database database = Database.open(file())) {
            Path moved = folder.resolve("moved");
            Files.move(file(), moved);
            database.renewReaders();
            org.awaitility.Awaitility.await().during(Duration.ofSeconds(2)).until(() -> !Files.exists(file()));
            Files.move(moved, file());
            assertThat(new KeyValues(database).get("none")).isEmpty();
        }
    }
}
