package io.pngx.controller.store;

import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Properties;
import org.sqlite.core.DB;
import org.sqlite.jdbc4.JDBC4Connection;
import org.sqlite.jdbc4.JDBC4PreparedStatement;

/**
 * A connection with a cache of closed statements, because compiling a statement often takes longer than executing the
 * statement. The cache has the statements that were used last. After an upgrade of the tables,
 * {@link #forgetStatements} must be called, because a cached {@code select *} may now return other columns.
 *
 * <p>Two threads must not use a connection at the same time.
 */
final class CachingConnection extends JDBC4Connection {
    /** Maximum number of cached statements. Each statement takes some KiB of memory. */
    static final int KEPT = 100;

    private final Map<String, KeptStatement> kept = new LinkedHashMap<>();

    CachingConnection(String url, String file, Properties properties) throws SQLException {
        super(url, file, properties);
    }

    @Override
    public PreparedStatement prepareStatement(String sql, int type, int concurrency, int holdability)
            throws SQLException {
        checkOpen();
        checkCursor(type, concurrency, holdability);
        KeptStatement statement = kept.remove(sql); // a statement in use is not in the cache
        if (statement == null) {
            return new KeptStatement(this, sql);
        }
        statement.inUse = true;
        return statement;
    }

    private void keep(String sql, KeptStatement statement) throws SQLException {
        KeptStatement other = kept.put(sql, statement);
        if (other != null) {
            other.discard();
        }
        if (kept.size() > KEPT) {
            Iterator<KeptStatement> oldest = kept.values().iterator();
            KeptStatement dropped = oldest.next();
            oldest.remove();
            dropped.discard();
        }
    }

    /** Releases all cached statements. */
    void forgetStatements() throws SQLException {
        for (KeptStatement statement : kept.values()) {
            statement.discard();
        }
        kept.clear();
    }

    int keptStatements() {
        return kept.size();
    }

    /** Closes the connection. The driver then releases all statements. */
    @Override
    public void close() throws SQLException {
        kept.clear();
        super.close();
    }

    /** A statement that {@link #close} resets and returns to the cache. */
    private static final class KeptStatement extends JDBC4PreparedStatement {
        private final CachingConnection owner;
        private final String text;
        private boolean inUse = true;

        KeptStatement(CachingConnection owner, String sql) throws SQLException {
            super(owner, sql);
            this.owner = owner;
            this.text = sql;
        }

        @Override
        public void close() throws SQLException {
            if (owner.isClosed() || pointer.isClosed()) { // the driver closes a statement that failed
                super.close();
                return;
            }
            if (!inUse) {
                return; // the statement is in the cache already
            }
            inUse = false;
            clearGeneratedKeys();
            rs.close();
            pointer.safeRunInt(DB::reset); // an open query would hold its snapshot of the database
            batch = null;
            batchPos = 0;
            batchQueryCount = 0;
            clearParameters();
            setMaxRows(0);
            setQueryTimeout(0);
            owner.keep(text, this);
        }

        private void discard() throws SQLException {
            super.close();
        }
    }
}
