package io.pngx.controller.store;

import javax.sql.DataSource;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.PreparedStatementCreator;
import org.springframework.jdbc.core.PreparedStatementSetter;
import org.springframework.jdbc.support.KeyHolder;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/**
 * Checks before each change outside a transaction that the database is writable. A transaction checks this before its
 * commit. Queries are not checked.
 */
final class GuardedWriter extends JdbcTemplate {
    private final Runnable check;

    /** @param check throws if the database is not writable */
    GuardedWriter(DataSource writer, Runnable check) {
        super(writer);
        this.check = check;
    }

    @Override
    protected int update(PreparedStatementCreator statement, PreparedStatementSetter values)
            throws DataAccessException {
        checkOutsideTransaction();
        return super.update(statement, values);
    }

    @Override
    public int update(PreparedStatementCreator statement, KeyHolder keys) throws DataAccessException {
        checkOutsideTransaction();
        return super.update(statement, keys);
    }

    private void checkOutsideTransaction() {
        if (!TransactionSynchronizationManager.isActualTransactionActive()) {
            check.run();
        }
    }
}
