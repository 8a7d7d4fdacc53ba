package io.pngx.controller.store;

import io.pngx.controller.text.Text;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Detects faults of the machine, such as a full disk. During a fault, no run starts or continues. A cheap probe detects
 * the end of the fault. The fault is kept in memory, because on a full disk no row can be stored.
 */
public final class Machine {
    /** Free space that the volume of the database must have, in bytes. */
    public static final long RESERVE = 64L << 20;

    private static final Logger LOG = LoggerFactory.getLogger("pngx");
    private static final Duration FIRST_PROBE = Duration.ofSeconds(2);
    private static final Duration LAST_PROBE = Duration.ofMinutes(2);
    /**
     * If the next fault begins within this time after the end of a fault, the interval between probes is doubled, up to
     * {@link #LAST_PROBE}.
     */
    private static final Duration SETTLED = Duration.ofMinutes(5);
    /** Minimum time between two write probes of {@link #check}, and between two counts of file descriptors. */
    private static final Duration BETWEEN_CHECKS = Duration.ofSeconds(5);

    private final Database db;
    private final Commits commits;
    private volatile MachineFault fault;
    private Instant nextProbe = Instant.MIN;
    private Instant endedAt = Instant.MIN;
    private Instant checkedAt = Instant.MIN;
    private Instant countedAt = Instant.MIN;
    private Duration wait = FIRST_PROBE;
    private volatile long reserve = RESERVE;
    private volatile Runnable keptPause;

    Machine(Database db, Commits commits) {
        this.db = db;
        this.commits = commits;
    }

    /** Returns the current fault as a sentence. */
    public Optional<Text> fault() {
        return present().map(MachineFault::text);
    }

    /** Returns the current fault. */
    public Optional<MachineFault> present() {
        return Optional.ofNullable(fault);
    }

    /** Finds the machine fault that caused a failure. If there is a fault, pauses all runs. */
    public Optional<MachineFault> failed(Throwable failure) {
        Optional<MachineFault> found = MachineFault.in(failure);
        found.ifPresent(this::begins);
        return found;
    }

    private synchronized void begins(MachineFault found) {
        if (fault == found) {
            return;
        }
        Instant now = Instant.now();
        if (fault == null) {
            wait = endedAt.plus(SETTLED).isAfter(now) ? min(wait.multipliedBy(2), LAST_PROBE) : FIRST_PROBE;
        }
        fault = found;
        nextProbe = now.plus(wait);
        LOG.error("machine: {}", found.text());
        if (found != MachineFault.DATABASE_LOCKED) { // the row would wait for the lock
            row(LogRow.Level.ERROR, found.text());
        }
    }

    private static Duration min(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? one : other;
    }

    /**
     * Checks the machine. The check runs in every tick, so it counts the file descriptors only at intervals. Between
     * two counts, a step that finds no free descriptor reports the fault itself. During a fault, the check probes from
     * time to time whether the fault has ended.
     *
     * @return whether runs may start and continue
     */
    public synchronized boolean works() {
        if (fault == null) {
            if (!db.isInPlace()) {
                begins(MachineFault.DATABASE_GONE);
            } else if (Instant.now().isAfter(countedAt.plus(BETWEEN_CHECKS))) {
                countedAt = Instant.now();
                if (MachineFault.descriptorsAreShort()) {
                    begins(MachineFault.NO_DESCRIPTORS);
                }
            }
        } else if (isProbeDue(Instant.now())) {
            probe();
        }
        return fault == null;
    }

    /**
     * @return whether to probe; true also if the clock was set back, because the next probe would be far in the future
     */
    private boolean isProbeDue(Instant now) {
        return !now.isBefore(nextProbe) || nextProbe.isAfter(now.plus(LAST_PROBE));
    }

    /**
     * Checks the machine as {@link #works} does, and also reads a row. At intervals, the check also writes a row and
     * reads it back.
     */
    public synchronized boolean check() {
        if (!works()) {
            return false;
        }
        try {
            if (Instant.now().isBefore(checkedAt.plus(BETWEEN_CHECKS))) {
                commits.number();
            } else {
                commits.probe();
                checkedAt = Instant.now();
            }
            return true;
        } catch (RuntimeException e) {
            failed(e);
            return false;
        }
    }

    private void probe() {
        try {
            if (MachineFault.descriptorsAreShort()) {
                throw new IOException("Too many open files");
            }
            if (fault == MachineFault.DISK_FULL && freeSpace() < reserve) {
                throw new IOException(MachineFault.NO_SPACE);
            }
            writeFile();
            commits.probe();
            commits.probeSpace();
            if (keptPause != null) {
                keptPause.run();
                keptPause = null;
            }
        } catch (IOException | RuntimeException e) {
            nextProbe = Instant.now().plus(wait);
            MachineFault now = MachineFault.in(e).orElse(fault);
            if (now != fault) {
                begins(now);
            }
            return;
        }
        if (fault == MachineFault.DATABASE_GONE) {
            db.renewReaders();
        }
        Text over = Text.of("Resolved: \"{0}.\" All runs continue.", fault.what());
        fault = null;
        endedAt = Instant.now();
        LOG.info("machine: {}", over);
        row(LogRow.Level.INFO, over);
    }

    private long freeSpace() throws IOException {
        return Files.getFileStore(db.file().getParent()).getUsableSpace();
    }

    /** Sets the reserve of free space; only tests call this method. */
    void reserve(long bytes) {
        reserve = bytes;
    }

    /** Writes a file beside the database, because the spool of uploads needs free space there. */
    private void writeFile() throws IOException {
        Path file = Files.createTempFile(db.file().getParent(), ".probe", ".part");
        try {
            Files.write(file, new byte[Commits.PROBE_BYTES]);
        } finally {
            Files.deleteIfExists(file);
        }
    }

    /**
     * Keeps a user's pause in memory, because it cannot be stored during a fault. The pause is stored before runs
     * continue.
     *
     * @param write stores the pause; null discards the kept pause
     */
    public synchronized void keepPause(Runnable write) {
        keptPause = write;
    }

    boolean keepsPause() {
        return keptPause != null;
    }

    private void row(LogRow.Level level, Text text) {
        try {
            new Logs(db).addForSystem(level, "machine", text);
        } catch (RuntimeException e) {
            LOG.debug("No row was written", e); // the process log already has the text
        }
    }
}
