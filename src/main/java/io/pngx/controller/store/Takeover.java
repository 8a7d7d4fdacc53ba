package io.pngx.controller.store;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.sql.DataSource;

/**
 * Upgrades a database whose tables are older than the baseline, the migration {@code V15__baseline.sql}. Moves the rows
 * into the tables of the baseline, and replaces the migration history with that of a new database. All changes are one
 * transaction.
 */
final class Takeover {
    private static final String BASELINE_VERSION = "15";
    private static final String BASELINE = "V" + BASELINE_VERSION + "__baseline.sql";

    /** Each file upgrades the tables from the {@link OldVersion} in its name to the next version. */
    private static final String STEP = "/db/before-baseline/%s.sql";

    /** Fills the table of titles, which triggers fill otherwise. */
    private static final String TITLES =
            "insert into titles select distinct master_id, title from sync_map where title is not null";

    private static final String OLD = "old_";

    private final DataSource source;

    Takeover(DataSource source) {
        this.source = source;
    }

    /** Returns the version of the tables if they are older than the baseline; empty for every other database. */
    Optional<OldVersion> version() {
        try (Connection connection = source.getConnection();
                Statement statement = connection.createStatement()) {
            if (ask(statement, "select count(*) from sqlite_master where name = '" + Upgrade.HISTORY + "'") == 0) {
                return Optional.empty();
            }
            List<String> scripts = texts(statement, "select script from " + Upgrade.HISTORY);
            int number = ask(statement, "select coalesce(max(cast(version as integer)), 0) from " + Upgrade.HISTORY);
            return OldVersion.of(scripts, number);
        } catch (SQLException e) {
            throw new IllegalStateException("The history of the database can't be read", e);
        }
    }

    /**
     * Upgrades the database; on failure, changes nothing.
     *
     * @param version version of the tables
     * @param baselineChecksum checksum of the baseline in Flyway's history
     */
    void carryOut(OldVersion version, int baselineChecksum) throws SQLException {
        try (Connection connection = source.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("pragma foreign_keys = off"); // renaming or dropping a table must not cascade
            try {
                statement.execute("begin immediate");
                for (OldVersion step : version.steps()) {
                    statement.executeUpdate(text(STEP.formatted(step)));
                }
                moveRows(statement, text("/db/migration/" + BASELINE));
                rewriteHistory(statement, baselineChecksum);
                statement.execute("commit");
            } catch (SQLException e) {
                rollBack(statement, e);
                throw e;
            } finally {
                statement.execute("pragma foreign_keys = on");
            }
        }
    }

    private static void moveRows(Statement statement, String baseline) throws SQLException {
        drop(statement, "trigger");
        drop(statement, "index");
        List<String> tables = names(statement, "table");
        for (String table : tables) {
            statement.executeUpdate("alter table " + table + " rename to " + OLD + table);
        }
        statement.executeUpdate("delete from sqlite_stat1"); // the baseline inserts the numbers of its own indexes
        statement.executeUpdate(baseline);
        // A trigger would change rows that were moved, so the triggers are created again after the last row.
        List<String> triggers = texts(statement, "select sql from sqlite_master where type = 'trigger'");
        drop(statement, "trigger");
        for (String table : tables) {
            String columns = String.join(
                    ", ", texts(statement, "select name from pragma_table_info('" + OLD + table + "') order by cid"));
            statement.executeUpdate("delete from " + table); // the initial rows of the baseline
            statement.executeUpdate(
                    "insert into " + table + "(" + columns + ") select " + columns + " from " + OLD + table);
        }
        statement.executeUpdate(TITLES);
        // Keeps the sequences of the old tables, so that no id is assigned again.
        statement.executeUpdate("delete from sqlite_sequence where name not like '" + OLD + "%'");
        statement.executeUpdate("update sqlite_sequence set name = substr(name, " + (OLD.length() + 1) + ")");
        for (String table : tables) {
            statement.executeUpdate("drop table " + OLD + table);
        }
        for (String trigger : triggers) {
            statement.executeUpdate(trigger);
        }
    }

    private static void drop(Statement statement, String type) throws SQLException {
        for (String name : names(statement, type)) {
            statement.executeUpdate("drop " + type + " " + name);
        }
    }

    private static void rewriteHistory(Statement statement, int baselineChecksum) throws SQLException {
        statement.executeUpdate("delete from " + Upgrade.HISTORY);
        statement.executeUpdate("insert into " + Upgrade.HISTORY
                + "(installed_rank, version, description, type, script, checksum, installed_by, execution_time, "
                + "success)"
                + " values (1, '" + BASELINE_VERSION + "', 'baseline', 'SQL', '" + BASELINE + "', " + baselineChecksum
                + ", '', 0, 1)");
    }

    /** Returns the names of all tables, indexes or triggers, without those of SQLite and Flyway. */
    private static List<String> names(Statement statement, String type) throws SQLException {
        return texts(
                statement,
                "select name from sqlite_master where type = '" + type + "' and sql is not null and name not like"
                        + " 'sqlite\\_%' escape '\\' and tbl_name <> '" + Upgrade.HISTORY + "'");
    }

    private static List<String> texts(Statement statement, String sql) throws SQLException {
        List<String> texts = new ArrayList<>();
        try (ResultSet rows = statement.executeQuery(sql)) {
            while (rows.next()) {
                texts.add(rows.getString(1));
            }
        }
        return texts;
    }

    private static int ask(Statement statement, String sql) throws SQLException {
        try (ResultSet rows = statement.executeQuery(sql)) {
            return rows.getInt(1);
        }
    }

    /** Rolls back. Ignores a failure, because SQLite may already have rolled back, for example on a full disk. */
    private static void rollBack(Statement statement, SQLException reason) {
        try {
            statement.execute("rollback");
        } catch (SQLException e) {
            reason.addSuppressed(e);
        }
    }

    private static String text(String resource) {
        try (InputStream in = Takeover.class.getResourceAsStream(resource)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
