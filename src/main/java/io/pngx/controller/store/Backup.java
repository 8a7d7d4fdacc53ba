package io.pngx.controller.store;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Writes a complete backup of the database into one file. */
final class Backup {
    /**
     * Maximum number of attempts. If rows change while the backup runs, the row counts may differ although the backup
     * is correct.
     */
    private static final int ATTEMPTS = 3;

    private Backup() {}

    /**
     * Writes a backup. The file gets its final name after the backup was compared with the database. Only the user of
     * this process can read the file.
     *
     * @return number of rows in the backup
     */
    static long write(Path file, Path copy) {
        if (copy.toString().isEmpty()) {
            throw new Database.Unusable("The name of the backup is empty; name a new file.");
        }
        if (Files.isDirectory(copy)) {
            throw new Database.Unusable(copy + " is a folder; name a new file in the folder, such as "
                    + copy.resolve("backup.sqlite3") + ".");
        }
        if (Files.exists(copy)) {
            throw new Database.Unusable(
                    "There is a file " + copy + " already, and a backup never overwrites a file; name another file.");
        }
        Path folder = copy.toAbsolutePath().getParent();
        Path growing = null;
        try {
            growing = Files.createTempFile(folder, ".backup", ".part", DatabaseFile.PRIVATE);
            long rows = copy(file, growing);
            Files.move(growing, copy, StandardCopyOption.ATOMIC_MOVE);
            return rows;
        } catch (IOException | SQLException e) {
            throw new Database.Unusable("The backup " + copy + " can't be written (" + reason(e, growing)
                    + "); name a file in an existing folder that has free space and is writable for this user.");
        } finally {
            remove(growing);
        }
    }

    private static long copy(Path file, Path growing) throws SQLException, IOException {
        try (Connection source = DriverManager.getConnection("jdbc:sqlite:" + file)) {
            for (int attempt = 1; attempt <= ATTEMPTS; attempt++) {
                Files.write(growing, new byte[0]);
                Map<String, Long> before = contents(source);
                try (PreparedStatement vacuum = source.prepareStatement("vacuum into ?")) {
                    vacuum.setString(1, growing.toString());
                    vacuum.execute();
                }
                Map<String, Long> after = contents(source);
                Map<String, Long> copied = read(growing);
                if (agrees(copied, before, after)) {
                    return copied.values().stream().mapToLong(Long::longValue).sum();
                }
            }
        }
        throw new SQLException("its rows differ from those of the database");
    }

    /** Opens the backup as a restore would, and counts its rows. */
    private static Map<String, Long> read(Path copy) throws SQLException {
        DatabaseFileCheck.requireIntact(copy, "integrity_check");
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + copy)) {
            return contents(connection);
        }
    }

    static boolean agrees(Map<String, Long> copied, Map<String, Long> before, Map<String, Long> after) {
        return copied.keySet().equals(before.keySet())
                && copied.keySet().equals(after.keySet())
                && copied.entrySet().stream().allMatch(table -> {
                    long one = before.get(table.getKey());
                    long other = after.get(table.getKey());
                    return table.getValue() >= Math.min(one, other) && table.getValue() <= Math.max(one, other);
                });
    }

    /** Counts the rows of each table, including the history of migrations. */
    private static Map<String, Long> contents(Connection connection) throws SQLException {
        List<String> tables = new ArrayList<>();
        Map<String, Long> rows = new TreeMap<>();
        try (Statement statement = connection.createStatement()) {
            try (ResultSet names = statement.executeQuery(
                    "select name from sqlite_master where type = 'table' and name not like 'sqlite_%'")) {
                while (names.next()) {
                    tables.add(names.getString(1));
                }
            }
            for (String table : tables) {
                try (ResultSet count =
                        statement.executeQuery("select count(*) from \"" + table.replace("\"", "\"\"") + "\"")) {
                    rows.put(table, count.getLong(1));
                }
            }
        }
        return rows;
    }

    private static String reason(Exception e, Path growing) {
        return growing == null ? "its folder can't be written to" : e.getMessage();
    }

    private static void remove(Path growing) {
        try {
            if (growing != null) {
                Files.deleteIfExists(growing);
            }
        } catch (IOException leftOver) {
            // Ignored, because the caller reports the cause. The remaining file is hidden and ends in .part.
        }
    }
}
