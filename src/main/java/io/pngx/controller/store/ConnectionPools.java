package io.pngx.controller.store;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteConnection;
import org.sqlite.SQLiteDataSource;
import org.sqlite.SQLiteOpenMode;

/** Opens the connections of {@link Database} to its file. */
final class ConnectionPools {
    static final int BUSY_MILLIS = 5000;
    private static final int READERS = 4;

    private ConnectionPools() {}

    static HikariDataSource readers(Path file) {
        return pool(file, "reader", READERS, SQLiteConfig.TransactionMode.DEFERRED);
    }

    /** Opens the writer: a pool of one connection, so that no statement of this process has to wait for another one. */
    static HikariDataSource writer(Path file) {
        return pool(file, "writer", 1, SQLiteConfig.TransactionMode.IMMEDIATE);
    }

    /**
     * Opens the writer, and upgrades the tables. All other connections are opened later: a connection that read the
     * schema in the middle of the upgrade would not know all columns.
     */
    static HikariDataSource upgradedWriter(Path file) {
        HikariDataSource writer = writer(file);
        try {
            Upgrade.carryOut(file, writer);
            try (Connection connection = writer.getConnection()) {
                connection.unwrap(CachingConnection.class).forgetStatements();
            }
            return writer;
        } catch (SQLException e) {
            writer.close();
            throw new IllegalStateException(e);
        } catch (RuntimeException e) {
            writer.close();
            throw e;
        }
    }

    private static HikariDataSource pool(Path file, String name, int size, SQLiteConfig.TransactionMode mode) {
        SQLiteConfig sqlite = new SQLiteConfig();
        sqlite.setJournalMode(SQLiteConfig.JournalMode.WAL);
        sqlite.setSynchronous(SQLiteConfig.SynchronousMode.FULL); // a committed intent must survive a power cut
        sqlite.setBusyTimeout(BUSY_MILLIS);
        sqlite.enforceForeignKeys(true);
        sqlite.setTransactionMode(mode);
        sqlite.setGetGeneratedKeys(false); // otherwise, the driver sends a query after each insert
        sqlite.resetOpenMode(SQLiteOpenMode.CREATE); // SQLite must not create an empty database in place of a moved one
        HikariConfig config = new HikariConfig();
        config.setPoolName(name);
        config.setDataSource(connections(file, sqlite));
        config.setMaximumPoolSize(size);
        config.setConnectionTimeout(60_000);
        return new HikariDataSource(config);
    }

    private static SQLiteDataSource connections(Path file, SQLiteConfig sqlite) {
        return new SQLiteDataSource(sqlite) {
            @Override
            public SQLiteConnection getConnection(String user, String password) throws SQLException {
                CachingConnection connection = new CachingConnection(
                        "jdbc:sqlite:" + file, file.toString(), getConfig().toProperties());
                LogTextFunction.addTo(connection);
                return connection;
            }
        };
    }
}
