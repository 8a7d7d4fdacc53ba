package io.pngx.controller.store;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteOpenMode;

/**
 * Detects changes of the database. SQLite reports only changes by other connections, so this class has a separate
 * connection that changes nothing.
 */
final class DataVersion implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(DataVersion.class);

    private final Path file;
    private Connection connection;
    private long last;
    private long number;

    DataVersion(Path file) {
        this.file = file;
    }

    /**
     * Returns a number that is greater than at the last call if a change was committed in the meantime, or if the
     * database cannot be read.
     */
    synchronized long current() {
        try {
            if (connection == null) {
                SQLiteConfig config = new SQLiteConfig();
                config.resetOpenMode(SQLiteOpenMode.CREATE); // SQLite must not create an empty database
                connection = config.createConnection("jdbc:sqlite:" + file);
                number++;
            }
            try (Statement statement = connection.createStatement();
                    ResultSet result = statement.executeQuery("pragma data_version")) {
                result.next();
                if (result.getLong(1) != last) {
                    last = result.getLong(1);
                    number++;
                }
            }
        } catch (SQLException e) {
            LOG.debug("The version of the database was not read", e);
            renew();
            number++;
        }
        return number;
    }

    /** Opens the file again at the next call, because the path may lead to another file now. */
    synchronized void renew() {
        close();
        connection = null;
    }

    @Override
    public synchronized void close() {
        try {
            if (connection != null) {
                connection.close();
            }
        } catch (SQLException e) {
            LOG.debug("The connection was not closed", e);
        }
    }
}
