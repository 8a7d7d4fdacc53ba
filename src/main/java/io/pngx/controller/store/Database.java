package io.pngx.controller.store;

import com.zaxxer.hikari.HikariDataSource;
import io.pngx.controller.text.Text;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import javax.sql.DataSource;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DataSourceTransactionManager;
import org.springframework.jdbc.datasource.DelegatingDataSource;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * The SQLite database, with several readers and one writer.
 *
 * <p>The writer pool holds a single connection, so that no statement of this process has to wait for another one. That
 * connection must not be held during a call to a paperless-ngx. Rows that must be consistent are written in one
 * {@link #inTransaction}.
 */
public final class Database implements AutoCloseable {
    /** Regular expression for the names of incomplete backups. */
    public static final String UNFINISHED_BACKUP = "\\.backup\\d+\\.part(-\\w+)?";

    private final HikariDataSource readPool;
    private final HikariDataSource writePool;
    private final WriterSource writerSource;
    private final JdbcClient reader;
    private final JdbcClient writer;
    private final TransactionTemplate snapshot;
    private final TransactionTemplate transaction;

    private final Path file;
    /** Empty if the database was opened for reading only. */
    private final Locks locks;
    /** Null if the database was opened for reading only. */
    private final CommitMark mark;

    private final Object identity;
    private final Commits commits;
    private final Machine machine;
    private final Revision stopReasons = new Revision();
    private final KnownCounts counts;
    private final LogDigests logDigests;
    private long missing;
    private boolean lacksSwap;

    /** @param writePool the writer, after the upgrade of the tables */
    private Database(Path file, Locks locks, CommitMark mark, HikariDataSource writePool) {
        this.file = file;
        this.locks = locks;
        this.mark = mark;
        this.writePool = writePool;
        readPool = ConnectionPools.readers(file);
        reader = JdbcClient.create(readPool);
        writerSource = new WriterSource(writePool);
        writer = JdbcClient.create(new GuardedWriter(writerSource, this::requireInPlace));
        snapshot = new TransactionTemplate(new DataSourceTransactionManager(readPool));
        transaction = new TransactionTemplate(new CountedTransactions(writerSource, mark, this::requireInPlace));
        identity = DatabaseFile.identity(file);
        commits = new Commits(this);
        machine = new Machine(this, commits);
        counts = new KnownCounts(this);
        logDigests = new LogDigests(this);
    }

    /**
     * Opens the database. Creates a missing database, and upgrades the tables of an older version.
     *
     * @throws Unusable if another controller uses the database, if the database is damaged, or if the database or its
     *     folder is not writable
     */
    public static Database open(Path named) {
        return open(named, Locks::ofDatabase);
    }

    /**
     * Opens the database as {@link #open} does, for a controller, which also writes to the folder of the database.
     *
     * @throws Unusable as {@link #open}, and if a controller with another database uses the folder
     */
    public static Database openWithFolder(Path named) {
        return open(named, Locks::ofDatabaseAndFolder);
    }

    private static Database open(Path named, Function<Path, Locks> lock) {
        DatabaseFile.createFolder(named.toAbsolutePath().getParent());
        Path file = DatabaseFile.real(named);
        Locks locks = lock.apply(file);
        CommitMark mark = null;
        try {
            if (Files.exists(file)) {
                DatabaseFile.requireNoFolder(file);
                DatabaseFile.requireOneName(file);
                DatabaseFileCheck.requireIntact(file);
                DatabaseFileCheck.requireOwn(file);
                DatabaseFileCheck.requireWritable(file);
            } else {
                DatabaseFile.create(file);
            }
            mark = CommitMark.of(file);
            Database database = new Database(file, locks, mark, ConnectionPools.upgradedWriter(file));
            try {
                database.missing = mark.missing(database.commits.number());
                database.lacksSwap = mark.lacksSwap(Switchovers.swaps(database));
                return database;
            } catch (RuntimeException e) {
                database.readPool.close();
                database.writePool.close();
                throw e;
            }
        } catch (RuntimeException e) {
            if (mark != null) {
                mark.close();
            }
            locks.release();
            throw e;
        }
    }

    /**
     * Opens the database for reading, even while a controller uses the database. Neither creates nor upgrades the
     * database, and writes no row.
     *
     * @throws Unusable if the database is missing or damaged, or another version wrote its tables
     */
    public static Database openReadOnly(Path named) {
        Path file = DatabaseFile.real(named);
        if (!Files.exists(file)) {
            throw new Unusable("There is no database " + file + " yet; the first start creates it.");
        }
        DatabaseFile.requireNoFolder(file);
        DatabaseFileCheck.requireIntact(file);
        DatabaseFileCheck.requireOwn(file);
        Database database = new Database(file, Locks.NONE, null, ConnectionPools.writer(file));
        try {
            Upgrade.requireNone(file, database.writePool);
            return database;
        } catch (RuntimeException e) {
            database.close();
            throw e;
        }
    }

    /**
     * Writes a backup of the committed state and reads it back. Other reads and writes continue during the backup.
     *
     * @return number of rows in the backup
     * @throws Unusable if the backup cannot be written, or its file exists
     */
    public long backup(Path copy) {
        return Backup.write(file, copy);
    }

    /** Thrown if the database cannot be used. The message names the reason and the remedy. */
    public static final class Unusable extends RuntimeException {
        public Unusable(String message) {
            super(message);
        }

        Unusable(String message, Throwable cause) {
            super(message, cause);
        }
    }

    /** Returns the revision of the rows that stop a run: the run itself, its replica, and the pause of all replicas. */
    Revision stopReasons() {
        return stopReasons;
    }

    /** Returns the detector of machine faults. */
    public Machine machine() {
        return machine;
    }

    /** Returns a warning if other users of the machine can read the database. */
    public Optional<Text> openToOthers() {
        return DatabaseFile.openToOthers(file);
    }

    /** Returns a warning if the file system of the folder has no locks. */
    public Optional<Text> unlockedFolder() {
        return locks.unlockedFolder();
    }

    /**
     * Returns the number of transactions that earlier processes committed and that this database lacks. If the number
     * is above 0, the file is an older copy of the database or has lost its {@code -wal} file.
     */
    public long missingTransactions() {
        return missing;
    }

    /** @return whether the file is a copy from before a switchover, or from before the undo of a switchover */
    public boolean isFromBeforeSwitchover() {
        return lacksSwap;
    }

    /**
     * Records the number of committed swaps beside the database. Call this method after each swap, and at each start,
     * after the pause that {@link #isFromBeforeSwitchover} requires is stored.
     */
    public void recordSwaps() {
        mark.swapped(Switchovers.swaps(this));
    }

    /** @return whether the path of the database still leads to the file that was opened */
    boolean isInPlace() {
        return identity == null || identity.equals(DatabaseFile.identity(file));
    }

    /** Replaces the connections for queries, because some may be connected to another file at this path. */
    void renewReaders() {
        readPool.getHikariPoolMXBean().softEvictConnections();
    }

    /** Returns the numbers of documents of replicas. */
    public KnownCounts counts() {
        return counts;
    }

    public LogDigests logDigests() {
        return logDigests;
    }

    private void requireInPlace() {
        if (!isInPlace()) {
            throw new NotInPlace(MachineFault.DATABASE_GONE.text().toString());
        }
    }

    /** Returns the path of the database without symbolic links. */
    public Path file() {
        return file;
    }

    /** Signals that the database file was moved, deleted or replaced, so that writes would be lost. */
    static final class NotInPlace extends DataAccessResourceFailureException {
        NotInPlace(String message) {
            super(message);
        }
    }

    /** Returns the client for queries. The client sees the last committed state. */
    public JdbcClient read() {
        return reader;
    }

    /**
     * Returns whether a query finds a row in the last committed state.
     *
     * @param query the query, as {@code select 1 from ...}
     */
    boolean exists(String query, Object... params) {
        return reader.sql("select exists (" + query + ")")
                .params(params)
                .query(Boolean.class)
                .single();
    }

    /** Returns the client for changes. Its changes join the transaction of this thread, if there is one. */
    public JdbcClient write() {
        return writer;
    }

    /**
     * Returns the writer's data source, for {@code sql:} steps in routes. The data source throws {@link NotInPlace} if
     * the database file was moved, deleted or replaced.
     */
    public DataSource writerDataSource() {
        return new DelegatingDataSource(writerSource) {
            @Override
            public Connection getConnection() throws SQLException {
                requireInPlace();
                return super.getConnection();
            }
        };
    }

    /**
     * Runs several queries of {@link #read()} on the same committed state. Concurrent writes do not affect the results.
     */
    public <T> T inSnapshot(Supplier<T> queries) {
        return snapshot.execute(status -> queries.get());
    }

    /**
     * Runs changes in one transaction. Queries inside must use {@link #write()} to see the changes of the transaction.
     */
    public <T> T inTransaction(Supplier<T> work) {
        return transaction.execute(status -> work.get());
    }

    /** Runs changes in one transaction. */
    public void inTransaction(Runnable work) {
        transaction.executeWithoutResult(status -> work.run());
    }

    /**
     * Runs changes in one transaction that a power failure may undo. Use this method only for changes that a later step
     * detects again if they are lost, never for an intent.
     */
    public <T> T inUnflushedTransaction(Supplier<T> work) {
        return writerSource.unflushed(() -> inTransaction(work));
    }

    /** Runs changes without a result in one transaction that a power failure may undo. */
    public void inUnflushedTransaction(Runnable work) {
        writerSource.unflushed(() -> {
            inTransaction(work);
            return null;
        });
    }

    /** Flushes all earlier commits to the disk, so that a power failure can no longer undo them. */
    public void flush() {
        inTransaction(commits::clearFiller);
    }

    @Override
    public void close() {
        readPool.close();
        writePool.close();
        if (mark != null) {
            mark.close();
        }
        locks.release();
    }
}
