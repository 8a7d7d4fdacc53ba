package io.pngx.controller.store;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Writes databases of versions from before the baseline, and reads database files without the program. Earlier versions
 * wrote the files in {@code upgrade}, which never change.
 */
final class OldDatabase {
    /** Versions of the files in {@code upgrade}. The files have rows in every table. */
    static final String BASE_18 = "base-18";

    static final String BASE_21 = "base-21";
    static final String BASELINE_14 = "baseline-14";

    /** A version between the files, with rows in every table. */
    static final String BASELINE_5 = "baseline-5";

    /** Tables and columns that were renamed after base-21. */
    private static final Map<String, String> RENAMED = Map.of(
            "upkeep",
            "maintenance_state",
            "reach",
            "connection_options",
            "rests",
            "retry_after",
            "versions",
            "file_versions",
            "replaced",
            "replaced_copies",
            "strangers",
            "unmapped_documents",
            "left_out",
            "links_left_out",
            "owned",
            "has_owner");

    private OldDatabase() {}

    static void write(Path file, String version) {
        execute(file, "pragma journal_mode = wal");
        if (version.equals(BASELINE_5)) {
            make(file, 5);
            execute(file, """
                    insert into switchovers(id, kind, state, replica_id, replica_name, replica_url, master_url,
                      old_master_name, old_master_id, requested_at, requested_by, changed_at, report)
                      values (4, 'failover', 'DONE', 7, 'shed', 'http://shed:8000', 'http://old:8000', 'old', 2,
                      '2026-01-01T01:00:00.000000Z', 'by anna', '2026-01-01T01:00:01.000000Z', '{"lines":[]}');
                    insert into returned_documents(id, switchover_id, finding, document_id, title, details, found_at)
                      values (9, 4, 'left_behind', 3, 'Left', '{}', '2026-01-01T02:00:00.000000Z');
                    insert into drills(id, replica_id, state, by_hand, total, summary, requested_at)
                      values (6, 1, 'passed', 1, 1, 'All is well.', '2026-01-01T03:00:00.000000Z');
                    insert into drill_checks values (6, 'tag', 'skipped', 'No document has a tag.');
                    insert into drill_documents values (6, 11, 101, 'Bill', 'ok', 'ok', 'ok', 'ok', 'skipped', 'Why.');
                    """);
        } else {
            execute(file, text("/upgrade/" + version + ".sql"));
        }
    }

    /** Makes a version of the first baseline: the rows of base-21, upgraded by the steps that the program has. */
    static void make(Path file, int number) {
        execute(file, text("/upgrade/" + BASE_21 + ".sql"));
        String version = "baseline-" + number;
        new OldVersion(OldVersion.Series.BASE, 21)
                .steps().stream()
                        .map(OldVersion::toString)
                        .takeWhile(step -> !step.equals(version))
                        .forEach(step -> execute(file, text("/db/before-baseline/" + step + ".sql")));
        execute(file, "delete from flyway_schema_history");
        for (int each = 1; each <= number; each++) {
            history(file, each, each == 1 ? "V1__baseline.sql" : "V" + each + "__step.sql");
        }
    }

    /** Adds a migration to the history. */
    static void history(Path file, int version, String script) {
        execute(
                file,
                "insert into flyway_schema_history(installed_rank, version, description, type, script, checksum, "
                        + "installed_by, execution_time, success) values (" + version + ", '" + version
                        + "', 'description', 'SQL', '" + script + "', 1, '', 1, 1)");
    }

    static void execute(Path file, String sql) {
        try (var connection = DriverManager.getConnection("jdbc:sqlite:" + file);
                var statement = connection.createStatement()) {
            statement.executeUpdate(sql);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    static String ask(Path file, String sql) throws SQLException {
        try (var connection = DriverManager.getConnection("jdbc:sqlite:" + file);
                var rows = connection.createStatement().executeQuery(sql)) {
            return rows.getString(1);
        }
    }

    /** Returns the rows of each table in the order of their keys, with the names of today. */
    static Map<String, List<Map<String, Object>>> rows(Path file) throws SQLException {
        Map<String, List<Map<String, Object>>> tables = new TreeMap<>();
        try (var connection = DriverManager.getConnection("jdbc:sqlite:" + file);
                var statement = connection.createStatement()) {
            List<String> names = new ArrayList<>();
            try (var found = statement.executeQuery(
                    "select name from sqlite_master where type = 'table' and name not like 'sqlite%' "
                            + "and name not like 'flyway%'")) {
                while (found.next()) {
                    names.add(found.getString(1));
                }
            }
            for (String name : names) {
                List<Map<String, Object>> rows = new ArrayList<>();
                try (var found = statement.executeQuery("select * from " + name + " order by 1, 2")) {
                    while (found.next()) {
                        Map<String, Object> row = new TreeMap<>();
                        for (int i = 1; i <= found.getMetaData().getColumnCount(); i++) {
                            String column = found.getMetaData().getColumnName(i);
                            row.put(RENAMED.getOrDefault(column, column), found.getObject(i));
                        }
                        row.remove("created_by_us");
                        rows.add(row);
                    }
                }
                tables.put(RENAMED.getOrDefault(name, name), rows);
            }
        }
        return tables;
    }

    /** Returns the highest id that each table ever gave out, with the names of today. */
    static Map<String, Long> ids(Path file) throws SQLException {
        Map<String, Long> ids = new TreeMap<>();
        try (var connection = DriverManager.getConnection("jdbc:sqlite:" + file);
                var found = connection.createStatement().executeQuery("select name, seq from sqlite_sequence")) {
            while (found.next()) {
                ids.put(RENAMED.getOrDefault(found.getString(1), found.getString(1)), found.getLong(2));
            }
        }
        return ids;
    }

    private static String text(String resource) {
        try (var in = OldDatabase.class.getResourceAsStream(resource)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
