package io.pngx.controller.store;

import javax.sql.DataSource;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.PreparedStatementCreator;
import org.springframework.jdbc.core.PreparedStatementSetter;
import org.springframework.jdbc.support.KeyHolder;

/** Checks before each change that the database is writable. Queries are not checked. */
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
        check.run();
        return super.update(statement, values);
    }

    @Override
    public int update(PreparedStatementCreator statement, KeyHolder keys) throws DataAccessException {
        check.run();
        return super.update(statement, keys);
    }
}
