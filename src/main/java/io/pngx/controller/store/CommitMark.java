package io.pngx.controller.store;

import io.pngx.controller.config.ProcessUser;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.EnumSet;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the number of the last committed transaction and the number of swaps of the master in a file beside the
 * database.
 *
 * <p>SQLite silently ignores everything after the first damaged byte of its {@code -wal} file. If the number in the
 * database is lower than the number in this file, the database lost transactions. The file is written after each
 * commit, but not flushed to the disk. So the number in the file may be lower than the number in an intact database,
 * but never higher.
 *
 * <p>If the database has had fewer swaps than this file says, the database is an older copy, from before a switchover
 * or its undo.
 */
final class CommitMark implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(CommitMark.class);
    private static final int DIGITS = 19; // constant length: one write replaces the whole number

    private final FileChannel channel;
    /** Number in the file when this process opened the file; 0: not known. */
    private final long found;
    /** Number of swaps in the file when this process opened the file; 0: none, or not known. */
    private final long foundSwaps;

    private CommitMark(FileChannel channel, List<String> lines) {
        this.channel = channel;
        this.found = lines.isEmpty() ? 0 : number(lines.get(0));
        this.foundSwaps = lines.size() < 2 ? 0 : number(lines.get(1));
    }

    static CommitMark of(Path database) {
        Path file = database.resolveSibling(database.getFileName() + ".mark");
        try {
            List<String> lines = Files.exists(file) ? Files.readAllLines(file, StandardCharsets.ISO_8859_1) : List.of();
            return new CommitMark(
                    FileChannel.open(
                            file,
                            EnumSet.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE),
                            DatabaseFile.PRIVATE),
                    lines);
        } catch (IOException e) {
            throw new Database.Unusable("DATABASE_URL: " + file + " can't be written (" + e.getMessage()
                    + "); the controller runs as " + ProcessUser.name()
                    + ", and the file must be writable for that user.");
        }
    }

    /**
     * Parses the number. After a power failure the file may hold any bytes; invalid content counts as an unknown
     * number.
     */
    private static long number(String text) {
        return text.strip().matches("\\d{" + DIGITS + "}") ? Long.parseLong(text.strip()) : 0;
    }

    /** Returns the number of transactions that the database lacks. */
    long missing(long committed) {
        return Math.max(0, found - committed);
    }

    /** @return whether the database lacks a swap */
    boolean lacksSwap(long swaps) {
        return swaps < foundSwaps;
    }

    void committed(long number) {
        write(number, 0);
    }

    /** Writes the number of swaps into the second line. */
    void swapped(long swaps) {
        write(swaps, DIGITS + 1L);
    }

    private void write(long number, long position) {
        try {
            channel.write(ByteBuffer.wrap(line(number)), position);
        } catch (IOException e) {
            LOG.debug(
                    "The .mark file beside the database was not updated. Until the next update, a loss of transactions"
                            + " may go unnoticed",
                    e);
        }
    }

    /** Formats the number with leading zeros. {@code String.format} would take longer than the write. */
    private static byte[] line(long number) {
        String digits = Long.toString(number);
        return ("0".repeat(DIGITS - digits.length()) + digits + "\n").getBytes(StandardCharsets.ISO_8859_1);
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            LOG.debug("The .mark file beside the database was not closed", e);
        }
    }
}
