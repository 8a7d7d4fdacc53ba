package io.pngx.controller.store;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.pngx.controller.config.ProcessUser;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.function.Supplier;
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
    private static final int BUSY_MILLIS = 5000;

    private final HikariDataSource readPool;
    private final HikariDataSource writePool;
    private final JdbcClient reader;
    private final JdbcClient writer;
    private final TransactionTemplate transaction;

    private final Path file;
    /** Null: only looked at. */
    private final FileLock lock;

    private Database(Path file, FileLock lock) {
        this.file = file;
        this.lock = lock;
        writePool = pool(file, "writer", 1);
        readPool = pool(file, "reader", 4);
        reader = JdbcClient.create(readPool);
        writer = JdbcClient.create(writePool);
        transaction = new TransactionTemplate(new DataSourceTransactionManager(writePool));
    }

    /**
     * Opens the file, creates it where it is missing, and brings its tables up to date.
     *
     * @throws Unusable where another controller uses it, it is damaged, or its folder can't be written to
     */
    public static Database open(Path file) {
        Path folder = file.toAbsolutePath().getParent();
        if (folder != null && !folder.toFile().isDirectory() && !folder.toFile().mkdirs()) {
            throw new Unusable("DATABASE_URL: the folder " + folder + " can't be created; "
                    + "create it, or name a folder that this user may write to.");
        }
        FileLock lock = lock(file.resolveSibling(file.getFileName() + ".lock"));
        try {
            if (Files.exists(file)) {
                check(file);
                tryToWrite(file);
            }
            Database database = new Database(file, lock);
            try {
                Upgrade.of(file, database.writePool).carryOut();
                return database;
            } catch (RuntimeException e) {
                database.close();
                throw e;
            }
        } catch (RuntimeException e) {
            release(lock);
            throw e;
        }
    }

    /**
     * Looks into the database of a controller, which may be running meanwhile. Nothing is created, brought up to date or written.
     *
     * @throws Unusable where there is none, it is damaged, or another version wrote its tables
     */
    public static Database look(Path file) {
        if (!Files.exists(file)) {
            throw new Unusable("There is no database " + file + " yet; the first start creates it.");
        }
        check(file);
        Database database = new Database(file, null);
        try {
            Upgrade.of(file, database.writePool).requireNone();
            return database;
        } catch (RuntimeException e) {
            database.close();
            throw e;
        }
    }

    /**
     * Writes a copy of what is committed now, while others go on reading and writing.
     *
     * @throws Unusable where the copy can't be written, or a file of that name is there already
     */
    public void backup(Path copy) {
        Backup.write(file, copy);
    }

    /** The database can't be used; the message says why, and what to do. */
    public static final class Unusable extends RuntimeException {
        Unusable(String message) {
            super(message);
        }
    }

    /** Two controllers on one database would both write to the replicas. The system gives the lock back, however we end. */
    private static FileLock lock(Path file) {
        try {
            FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            FileLock lock = channel.tryLock();
            if (lock == null) {
                channel.close();
                throw inUse(file);
            }
            return lock;
        } catch (OverlappingFileLockException e) {
            throw inUse(file);
        } catch (IOException e) {
            throw new Unusable("DATABASE_URL: " + file + " can't be written (" + e.getMessage()
                    + "); the controller runs as " + ProcessUser.name() + ", and the folder has to be writable for that user.");
        }
    }

    private static Unusable inUse(Path lock) {
        return new Unusable("Another controller uses this database (" + lock + " is locked); stop it first: two would both write to the replicas.");
    }

    private static void release(FileLock lock) {
        if (lock == null) {
            return;
        }
        try {
            lock.acquiredBy().close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static void check(Path file) {
        String found;
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
                Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery("pragma quick_check(1)")) {
            found = result.next() ? result.getString(1) : "no answer";
        } catch (SQLException e) {
            found = e.getMessage();
        }
        if (!"ok".equals(found)) {
            throw new Unusable("The database " + file + " is damaged (" + found + "); nothing is synchronised with it. Put a backup of it in its place, "
                    + "or move it away and start with an empty one: enter master and replicas again, and documents that the replicas hold are "
                    + "found by their checksums and not uploaded again.");
        }
    }

    /** What else has the file open may write to it for a moment, but not for ever. */
    private static void tryToWrite(Path file) {
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file); Statement statement = connection.createStatement()) {
            statement.execute("pragma busy_timeout = " + BUSY_MILLIS);
            statement.execute("begin immediate");
            statement.execute("rollback");
        } catch (SQLException e) {
            throw new Unusable("The database " + file + " can't be written to (" + e.getMessage() + "): end what else uses it, such as a backup "
                    + "or a database browser, make sure that this user may write to it, then start again.");
        }
    }

    private static HikariDataSource pool(Path file, String name, int size) {
        SQLiteConfig sqlite = new SQLiteConfig();
        sqlite.setJournalMode(SQLiteConfig.JournalMode.WAL);
        sqlite.setSynchronous(SQLiteConfig.SynchronousMode.FULL); // an intent must survive a power cut
        sqlite.setBusyTimeout(BUSY_MILLIS);
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
        release(lock);
    }
}
