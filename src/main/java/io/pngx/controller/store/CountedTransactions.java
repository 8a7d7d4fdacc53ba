package io.pngx.controller.store;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import org.springframework.jdbc.datasource.ConnectionHolder;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.support.DefaultTransactionStatus;
import org.springframework.transaction.support.TransactionSynchronizationManager;
import org.sqlite.SQLiteConnection;

/**
 * Numbers each committed transaction, within the transaction itself, and passes the number to the {@link CommitMark}.
 */
final class CountedTransactions extends JdbcTransactionManager {
    private final transient WriterSource source;
    private final transient CommitMark mark;
    private final transient Runnable check;
    /**
     * Value of {@code total_changes()} when the last number was assigned. A transaction without changes gets no number.
     */
    private long changes = -1;

    /** @param check throws if the database is not writable */
    CountedTransactions(WriterSource writer, CommitMark mark, Runnable check) {
        super(writer);
        this.source = writer;
        this.mark = mark;
        this.check = check;
    }

    @Override
    protected void doCommit(DefaultTransactionStatus status) {
        long number = mark == null ? 0 : count();
        super.doCommit(status);
        // A power failure may undo an unflushed commit, and the mark must never be above the number in the database.
        if (number > 0 && !source.isUnflushed()) {
            mark.committed(number);
        }
    }

    /**
     * Ignores a failed rollback if SQLite has already rolled back, for example on a full disk. An exception would hide
     * the cause of the rollback.
     */
    @Override
    protected void doRollback(DefaultTransactionStatus status) {
        try {
            super.doRollback(status);
        } catch (RuntimeException e) {
            if (!String.valueOf(e.getCause()).contains("no transaction is active")) {
                throw e;
            }
        }
    }

    /** @return number of the transaction; 0: the transaction has no changes */
    private long count() {
        Connection connection =
                ((ConnectionHolder) TransactionSynchronizationManager.getResource(obtainDataSource())).getConnection();
        try {
            long now = connection.unwrap(SQLiteConnection.class).getDatabase().total_changes();
            if (now == changes) {
                return 0;
            }
            check.run();
            long number = next(connection);
            changes = now + 1; // total_changes() has counted the update of next(), too
            return number;
        } catch (SQLException e) {
            throw translateException("counting a transaction", e);
        }
    }

    private static long next(Connection connection) throws SQLException {
        try (PreparedStatement statement =
                        connection.prepareStatement("update commits set number = number + 1 returning number");
                ResultSet result = statement.executeQuery()) {
            result.next();
            return result.getLong(1);
        }
    }
}
