package io.pngx.controller.store;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Properties;
import org.apache.commons.dbcp2.DelegatingPreparedStatement;
import org.apache.commons.dbcp2.PoolingConnection;
import org.apache.commons.pool2.impl.GenericKeyedObjectPool;
import org.apache.commons.pool2.impl.GenericKeyedObjectPoolConfig;
import org.springframework.jdbc.datasource.DriverManagerDataSource;
import org.sqlite.SQLiteConfig;

/**
 * Opens connections to the database. A connection keeps its prepared statements, because SQLite takes longer to parse
 * most statements than to run them.
 */
final class ConnectionSource extends DriverManagerDataSource {
    /** Number of idle statements that a connection keeps. */
    private static final int KEPT = 100;

    ConnectionSource(Path file, SQLiteConfig config) {
        super("jdbc:sqlite:" + file, config.toProperties());
    }

    @Override
    protected Connection getConnectionFromDriverManager(String url, Properties properties) throws SQLException {
        PoolingConnection connection = new PoolingConnection(super.getConnectionFromDriverManager(url, properties));
        GenericKeyedObjectPoolConfig<DelegatingPreparedStatement> limits = new GenericKeyedObjectPoolConfig<>();
        limits.setMaxTotal(KEPT); // when full, the oldest idle statements are closed
        limits.setMaxIdlePerKey(1);
        limits.setJmxEnabled(false);
        connection.setStatementPool(new GenericKeyedObjectPool<>(connection, limits));
        return connection;
    }
}
