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
 * <p>A transaction begins with {@code setAutoCommit(false)}. Unlike the driver's, {@link #commit} and
 * {@link #rollback} do not begin the next transaction: if that failed, a committed transaction would be reported as
 * failed.
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

    /**
     * The driver changes its own mode before SQLite begins the transaction. If SQLite refuses, because another program
     * has locked the database, the connection stays without a transaction. Otherwise, each later change would be
     * committed by itself, and each later commit would fail.
     */
    @Override
    public void setAutoCommit(boolean wanted) throws SQLException {
        try {
            super.setAutoCommit(wanted);
        } catch (SQLException e) {
            getConnectionConfig().setAutoCommit(true);
            throw e;
        }
    }

    @Override
    public void commit() throws SQLException {
        requireTransaction();
        getDatabase().exec("commit", false);
        getConnectionConfig().setAutoCommit(true);
    }

    /** Rolls back. If the statement fails, SQLite has already rolled back by itself. */
    @Override
    public void rollback() throws SQLException {
        requireTransaction();
        getConnectionConfig().setAutoCommit(true);
        getDatabase().exec("rollback", false);
    }

    private void requireTransaction() throws SQLException {
        if (getAutoCommit()) {
            throw new SQLException("no transaction has begun");
        }
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
