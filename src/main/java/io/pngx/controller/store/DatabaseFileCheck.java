package io.pngx.controller.store;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/** Checks a database file before it is used. Each refusal names the reason and the remedy. */
final class DatabaseFileCheck {
    private DatabaseFileCheck() {}

    /** Rejects the database of another program, such as paperless-ngx, before anything is written to it. */
    static void requireOwn(Path file) {
        boolean foreign;
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
                Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery("""
                        select exists (select 1 from sqlite_master where type = 'table' and name not like 'sqlite_%')
                          and not exists (select 1 from sqlite_master where name = 'flyway_schema_history')""")) {
            foreign = result.next() && result.getBoolean(1);
        } catch (SQLException e) {
            throw new Database.Unusable("The database " + file + " can't be read (" + e.getMessage() + ").");
        }
        if (foreign) {
            throw new Database.Unusable("DATABASE_URL: " + file + " is a database, but not of pngx-controller; name"
                    + " another file. Nothing was changed.");
        }
    }

    /** Rejects a damaged database. Does not compare the indexes with their tables, so that a start stays short. */
    static void requireIntact(Path file) {
        requireIntact(file, "quick_check");
    }

    /** @param pragma the check of SQLite: {@code quick_check} or {@code integrity_check} */
    static void requireIntact(Path file, String pragma) {
        String found;
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
                Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery("pragma " + pragma + "(1)")) {
            found = result.next() ? result.getString(1) : "no answer";
        } catch (SQLException e) {
            found = e.getMessage();
        }
        if (!"ok".equals(found)) {
            throw new Database.Unusable("The database " + file + " is damaged (" + found
                    + "), so nothing is synchronised. Replace the file by a backup. Without a backup, move the file "
                    + "away, start with an empty database, and enter master and replicas again. The controller then "
                    + "finds the documents of the replicas by their checksums, and does not upload them again.");
        }
    }

    /** Rejects a database that is not writable. Waits briefly if another program locks the database. */
    static void requireWritable(Path file) {
        // The transaction below does not detect a read-only file, because SQLite first writes to other files.
        if (!Files.isWritable(file)) {
            throw new Database.Unusable("The database " + file
                    + " is read-only for this user: make it writable (`chmod u+w`; check also its owner and whether its"
                    + " volume is mounted read-only), then start again.");
        }
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
                Statement statement = connection.createStatement()) {
            statement.execute("pragma busy_timeout = " + ConnectionPools.BUSY_MILLIS);
            statement.execute("begin immediate");
            statement.execute("rollback");
        } catch (SQLException e) {
            throw new Database.Unusable("The database " + file + " can't be written to (" + e.getMessage()
                    + "): close other programs that use the database, such as a database browser, make sure that "
                    + "this user may write to the file, then start again.");
        }
    }
}
