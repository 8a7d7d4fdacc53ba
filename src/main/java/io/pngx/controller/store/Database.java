package io.pngx.controller.store;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.nio.file.Path;
import java.util.function.Supplier;
import org.flywaydb.core.Flyway;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DataSourceTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;
import org.sqlite.SQLiteConfig;

/**
 * The SQLite database: many readers, one writer.
 *
 * <p>The writer pool holds a single connection, so that no statement of this process meets SQLITE_BUSY; it must never
 * be held over a call to a paperless. Everything that has to be true together is written inside {@link #inTransaction}.
 */
public final class Database implements AutoCloseable {
    private final HikariDataSource readPool;
    private final HikariDataSource writePool;
    private final JdbcClient reader;
    private final JdbcClient writer;
    private final TransactionTemplate transaction;

    private Database(Path file) {
        writePool = pool(file, "writer", 1);
        Flyway.configure().dataSource(writePool).locations("classpath:db/migration").load().migrate();
        readPool = pool(file, "reader", 4);
        reader = JdbcClient.create(readPool);
        writer = JdbcClient.create(writePool);
        transaction = new TransactionTemplate(new DataSourceTransactionManager(writePool));
    }

    /** Opens the file, creates it where it is missing, and brings its tables up to date. */
    public static Database open(Path file) {
        Path folder = file.toAbsolutePath().getParent();
        if (folder != null && !folder.toFile().isDirectory() && !folder.toFile().mkdirs()) {
            throw new IllegalStateException("DATABASE_URL: the folder " + folder + " can't be created; "
                    + "create it, or name a folder that this user may write to");
        }
        return new Database(file);
    }

    private static HikariDataSource pool(Path file, String name, int size) {
        SQLiteConfig sqlite = new SQLiteConfig();
        sqlite.setJournalMode(SQLiteConfig.JournalMode.WAL);
        sqlite.setSynchronous(SQLiteConfig.SynchronousMode.FULL); // an intent must survive a power cut
        sqlite.setBusyTimeout(5000);
        sqlite.enforceForeignKeys(true);
        sqlite.setTransactionMode(SQLiteConfig.TransactionMode.IMMEDIATE);
        HikariConfig config = new HikariConfig();
        config.setPoolName(name);
        config.setJdbcUrl("jdbc:sqlite:" + file);
        config.setDataSourceProperties(sqlite.toProperties());
        config.setMaximumPoolSize(size);
        config.setConnectionTimeout(60_000);
        return new HikariDataSource(config);
    }

    /** For queries. Sees the last committed state. */
    public JdbcClient read() {
        return reader;
    }

    /** For changes; joins the transaction of this thread where there is one. */
    public JdbcClient write() {
        return writer;
    }

    /** The writer's data source, for {@code sql:} steps in routes. */
    public HikariDataSource writerDataSource() {
        return writePool;
    }

    /** All or nothing. Queries inside must use {@link #write()} to see the transaction's own changes. */
    public <T> T inTransaction(Supplier<T> work) {
        return transaction.execute(status -> work.get());
    }

    /** All or nothing. */
    public void inTransaction(Runnable work) {
        transaction.executeWithoutResult(status -> work.run());
    }

    @Override
    public void close() {
        readPool.close();
        writePool.close();
    }
}
