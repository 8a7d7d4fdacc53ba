package io.pngx.controller.store;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Optional;
import java.util.function.Supplier;
import org.springframework.dao.DataAccessResourceFailureException;
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
    /** So much has to fit before anything goes on. */
    static final int PROBE_BYTES = 256 * 1024;

    /** Matches the name of a backup that is not whole yet. */
    public static final String UNFINISHED_BACKUP = "\\.backup\\d+\\.part(-\\w+)?";

    private final HikariDataSource readPool;
    private final HikariDataSource writePool;
    private final JdbcClient reader;
    private final JdbcClient writer;
    private final TransactionTemplate snapshot;
    private final TransactionTemplate transaction;

    private final Path file;
    /** Null: only looked at. */
    private final FileLock lock;
    /** Null: only looked at. */
    private final CommitMark mark;

    private final Object identity;
    private final Machine machine;
    private long missing;

    private Database(Path file, FileLock lock, CommitMark mark) {
        this.file = file;
        this.lock = lock;
        this.mark = mark;
        writePool = pool(file, "writer", 1, SQLiteConfig.TransactionMode.IMMEDIATE);
        readPool = pool(file, "reader", 4, SQLiteConfig.TransactionMode.DEFERRED);
        reader = JdbcClient.create(readPool);
        writer = JdbcClient.create(new GuardedWriter(writePool, this::requireInPlace));
        snapshot = new TransactionTemplate(new DataSourceTransactionManager(readPool));
        transaction = new TransactionTemplate(new CountedTransactions(writePool, mark, this::requireInPlace));
        identity = DatabaseFile.identity(file);
        machine = new Machine(this);
    }

    /**
     * Opens the file, creates it where it is missing, and brings its tables up to date.
     *
     * @throws Unusable where another controller uses it, it is damaged, or it or its folder can't be written to
     */
    public static Database open(Path named) {
        DatabaseFile.createFolder(named.toAbsolutePath().getParent());
        Path file = DatabaseFile.real(named);
        FileLock lock = DatabaseFile.lock(file);
        CommitMark mark = null;
        try {
            if (Files.exists(file)) {
                DatabaseFile.requireOneName(file);
                check(file);
                tryToWrite(file);
            } else {
                DatabaseFile.create(file);
            }
            mark = CommitMark.of(file);
            Database database = new Database(file, lock, mark);
            try {
                Upgrade.of(file, database.writePool).carryOut();
                database.missing = mark.missing(database.commits());
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
            DatabaseFile.release(lock);
            throw e;
        }
    }

    /**
     * Looks into the database of a controller, which may be running meanwhile. Nothing is created, brought up to date or written.
     *
     * @throws Unusable where there is none, it is damaged, or another version wrote its tables
     */
    public static Database look(Path named) {
        Path file = DatabaseFile.real(named);
        if (!Files.exists(file)) {
            throw new Unusable("There is no database " + file + " yet; the first start creates it.");
        }
        check(file);
        Database database = new Database(file, null, null);
        try {
            Upgrade.of(file, database.writePool).requireNone();
            return database;
        } catch (RuntimeException e) {
            database.close();
            throw e;
        }
    }

    /**
     * Writes a copy of what is committed now, while others go on reading and writing, and reads it back.
     *
     * @return how many rows it holds
     * @throws Unusable where the copy can't be written, or a file of that name is there already
     */
    public long backup(Path copy) {
        return Backup.write(file, copy);
    }

    /** The database can't be used; the message says why, and what to do. */
    public static final class Unusable extends RuntimeException {
        Unusable(String message) {
            super(message);
        }

        Unusable(String message, Throwable cause) {
            super(message, cause);
        }
    }

    /** What the machine under the database can't do at the moment. */
    public Machine machine() {
        return machine;
    }

    /** What other users of the machine may read of it, as a sentence. */
    public Optional<String> openToOthers() {
        return DatabaseFile.openToOthers(file);
    }

    /** How many committed transactions this file misses that an earlier start wrote; then an older copy, or one without its {@code -wal} file, stands in its place. */
    public long missingTransactions() {
        return missing;
    }

    long commits() {
        return read().sql("select number from commits").query(Long.class).single();
    }

    /** Is the file under its name the one that was opened? */
    boolean isInPlace() {
        return identity == null || identity.equals(DatabaseFile.identity(file));
    }

    private void requireInPlace() {
        if (!isInPlace()) {
            throw new NotInPlace(MachineFault.DATABASE_GONE.text());
        }
    }

    /** Writes a row through the file and reads it back. */
    void probe() {
        long written = inTransaction(() -> write().sql("update commits set number = number + 1 returning number")
                .query(Long.class)
                .single());
        if (commits() < written) {
            throw new NotInPlace("What was written to the database can't be read back.");
        }
    }

    /** Is there space for further pages? None is left behind. */
    void probeSpace() {
        inTransaction(() -> {
            write().sql("update commits set filler = zeroblob(?)")
                    .param(PROBE_BYTES)
                    .update();
            write().sql("update commits set filler = null").update();
        });
    }

    /** Without symbolic links. */
    public Path file() {
        return file;
    }

    /** Another file, or none, has the name of the database: what is written now would be lost. */
    static final class NotInPlace extends DataAccessResourceFailureException {
        NotInPlace(String message) {
            super(message);
        }
    }

    static void check(Path file) {
        check(file, "quick_check");
    }

    static void check(Path file, String pragma) {
        String found;
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
                Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery("pragma " + pragma + "(1)")) {
            found = result.next() ? result.getString(1) : "no answer";
        } catch (SQLException e) {
            found = e.getMessage();
        }
        if (!"ok".equals(found)) {
            throw new Unusable("The database " + file + " is damaged (" + found
                    + "); nothing is synchronised with it. Put a backup of it in its place, or move it away and start"
                    + " with an empty one: enter master and replicas again, and documents that the replicas hold are"
                    + " found by their checksums and not uploaded again.");
        }
    }

    /** What else has the file open may write to it for a moment, but not for ever. */
    private static void tryToWrite(Path file) {
        if (!Files.isWritable(
                file)) { // SQLite would notice it at its first write to this file, which is not its first write
            throw new Unusable("The database " + file
                    + " can only be read by this user: make it writable (`chmod u+w`, the owner, a volume that is"
                    + " mounted for reading only), then start again.");
        }
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
                Statement statement = connection.createStatement()) {
            statement.execute("pragma busy_timeout = " + BUSY_MILLIS);
            statement.execute("begin immediate");
            statement.execute("rollback");
        } catch (SQLException e) {
            throw new Unusable("The database " + file + " can't be written to (" + e.getMessage()
                    + "): end what else uses it, such as a backup "
                    + "or a database browser, make sure that this user may write to it, then start again.");
        }
    }

    private static HikariDataSource pool(Path file, String name, int size, SQLiteConfig.TransactionMode mode) {
        SQLiteConfig sqlite = new SQLiteConfig();
        sqlite.setJournalMode(SQLiteConfig.JournalMode.WAL);
        sqlite.setSynchronous(SQLiteConfig.SynchronousMode.FULL); // an intent must survive a power cut
        sqlite.setBusyTimeout(BUSY_MILLIS);
        sqlite.enforceForeignKeys(true);
        sqlite.setTransactionMode(mode);
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

    /** All queries of {@link #read()} inside see the same committed state, whatever is written meanwhile. */
    public <T> T inSnapshot(Supplier<T> queries) {
        return snapshot.execute(status -> queries.get());
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
        if (mark != null) {
            mark.close();
        }
        DatabaseFile.release(lock);
    }
}
