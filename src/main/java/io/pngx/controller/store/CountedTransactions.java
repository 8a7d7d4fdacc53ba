package io.pngx.controller.store;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import javax.sql.DataSource;
import org.springframework.jdbc.datasource.ConnectionHolder;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.support.DefaultTransactionStatus;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/** Gives each committed transaction a number, inside the transaction itself, and tells it to the mark beside the database. */
final class CountedTransactions extends JdbcTransactionManager {
    private final transient CommitMark mark;
    private final transient Runnable check;
    /** Rows that the one connection had changed at the last number; a transaction that changed none costs no write. */
    private long changes = -1;

    /** @param check throws where nothing may be written */
    CountedTransactions(DataSource writer, CommitMark mark, Runnable check) {
        super(writer);
        this.mark = mark;
        this.check = check;
    }

    @Override
    protected void doCommit(DefaultTransactionStatus status) {
        long number = mark == null ? 0 : count();
        super.doCommit(status);
        if (number > 0) {
            mark.committed(number);
        }
    }

    /** SQLite itself rolls back what met a full disk; what is thrown then would hide why. */
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

    /** @return 0: nothing was changed */
    private long count() {
        Connection connection =
                ((ConnectionHolder) TransactionSynchronizationManager.getResource(obtainDataSource())).getConnection();
        try (Statement statement = connection.createStatement()) {
            if (ask(statement, "select total_changes()") == changes) {
                return 0;
            }
            check.run();
            long number = ask(statement, "update commits set number = number + 1 returning number");
            changes = ask(statement, "select total_changes()");
            return number;
        } catch (SQLException e) {
            throw translateException("counting a transaction", e);
        }
    }

    private static long ask(Statement statement, String sql) throws SQLException {
        try (ResultSet result = statement.executeQuery(sql)) {
            result.next();
            return result.getLong(1);
        }
    }
}
