package io.pngx.controller.store;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.function.Supplier;
import javax.sql.DataSource;
import org.springframework.jdbc.datasource.DelegatingDataSource;

/**
 * Lends the single connection for changes. Flushes each commit to the disk, except within {@link #unflushed}.
 *
 * <p>An unflushed commit survives a crash of the process. A power failure may undo the newest unflushed commits. A
 * flushed commit also flushes all commits before it. A flush takes up to 50 ms on an SD card.
 */
final class WriterSource extends DelegatingDataSource {
    private final ThreadLocal<Boolean> unflushed = ThreadLocal.withInitial(() -> false);
    /** Mode of the connection. Only the holder of the connection uses this field. */
    private boolean connectionIsUnflushed;

    WriterSource(DataSource pool) {
        super(pool);
    }

    /** Runs changes in this thread without flushing their commits. */
    <T> T unflushed(Supplier<T> work) {
        boolean before = unflushed.get();
        unflushed.set(true);
        try {
            return work.get();
        } finally {
            unflushed.set(before);
        }
    }

    /** @return whether commits of this thread are not flushed */
    boolean isUnflushed() {
        return unflushed.get();
    }

    @Override
    public Connection getConnection() throws SQLException {
        Connection connection = super.getConnection();
        boolean wanted = unflushed.get();
        if (wanted != connectionIsUnflushed) {
            // After the pool has replaced the connection, the field may describe the old connection. A new connection
            // always flushes its commits, so no commit is unflushed by mistake.
            try (Statement statement = connection.createStatement()) {
                statement.execute("pragma synchronous = " + (wanted ? "normal" : "full"));
                connectionIsUnflushed = wanted;
            } catch (SQLException e) {
                connection.close();
                throw e;
            }
        }
        return connection;
    }
}
