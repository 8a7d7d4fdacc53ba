package io.pngx.controller.store;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.function.LongSupplier;
import javax.sql.DataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Removes the free pages of a database file after an upgrade that rewrote all tables. The file keeps its size
 * otherwise, because SQLite reuses free pages, but does not return them.
 */
final class FreePages {
    private static final Logger LOG = LoggerFactory.getLogger("pngx");

    private final Path file;
    private final DataSource source;
    private final LongSupplier usableSpace;

    FreePages(Path file, DataSource source) {
        this(file, source, () -> usableSpace(file));
    }

    /** @param usableSpace function that returns the free space on the volume of the file, in bytes */
    FreePages(Path file, DataSource source, LongSupplier usableSpace) {
        this.file = file;
        this.source = source;
        this.usableSpace = usableSpace;
    }

    /**
     * Rewrites the file if more than a third of its pages are free. A failure is only logged, because the database
     * stays complete. Requires that no other connection is open.
     */
    void removeMany() {
        try (Connection connection = source.getConnection();
                Statement statement = connection.createStatement()) {
            long pages = ask(statement, "pragma page_count");
            long free = ask(statement, "pragma freelist_count");
            if (3 * free <= pages) {
                return;
            }
            long pageSize = ask(statement, "pragma page_size");
            // SQLite writes the used pages to a temporary file, and from there to the write-ahead log.
            long needed = 2 * (pages - free) * pageSize;
            long usable = usableSpace.getAsLong();
            if (usable < needed) {
                LOG.warn(
                        "The upgrade left {} MiB of free pages in the database {}. They are kept for later rows, because"
                                + " only {} MiB are free on its volume, and their removal needs {} MiB.",
                        mebibytes(free * pageSize),
                        file,
                        mebibytes(usable),
                        mebibytes(needed));
                return;
            }
            statement.execute("vacuum");
            statement.execute("pragma wal_checkpoint(truncate)");
            LOG.info(
                    "The upgrade left {} MiB of free pages in the database {}; they were removed.",
                    mebibytes(free * pageSize),
                    file);
        } catch (SQLException e) {
            LOG.warn(
                    "The free pages that the upgrade left in the database {} could not be removed ({}); they are kept for"
                            + " later rows.",
                    file,
                    e.getMessage());
        }
    }

    private static long mebibytes(long bytes) {
        return bytes >> 20;
    }

    private static long ask(Statement statement, String pragma) throws SQLException {
        try (ResultSet row = statement.executeQuery(pragma)) {
            return row.getLong(1);
        }
    }

    /** Returns 0 if the free space is not known. */
    private static long usableSpace(Path file) {
        try {
            return Files.getFileStore(file.getParent()).getUsableSpace();
        } catch (IOException e) {
            return 0;
        }
    }
}
