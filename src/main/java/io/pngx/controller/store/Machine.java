package io.pngx.controller.store;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the machine under the database can't do at the moment. While there is such a fault no run begins or goes on; a cheap probe finds out when it is over.
 * It is kept in memory, since a full disk takes no row.
 */
public final class Machine {
    private static final Logger LOG = LoggerFactory.getLogger("pngx");
    private static final Duration FIRST_PROBE = Duration.ofSeconds(2);
    private static final Duration LAST_PROBE = Duration.ofMinutes(2);
    /** What comes back so soon was not over: it is probed for at longer and longer intervals. */
    private static final Duration SETTLED = Duration.ofMinutes(5);
    /** How often who asks may have a row written. */
    private static final Duration BETWEEN_CHECKS = Duration.ofSeconds(5);

    private final Database db;
    private volatile MachineFault fault;
    private Instant nextProbe = Instant.MIN;
    private Instant endedAt = Instant.MIN;
    private Instant checkedAt = Instant.MIN;
    private Duration wait = FIRST_PROBE;
    private volatile Runnable keptPause;

    Machine(Database db) {
        this.db = db;
    }

    /** The sentence that says what is wrong, for as long as it is. */
    public Optional<String> fault() {
        return Optional.ofNullable(fault).map(MachineFault::text);
    }

    /** Looks whether a failure comes from the machine, and if so pauses everything. */
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
        row(LogRow.Level.ERROR, found.text());
    }

    private static Duration min(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? one : other;
    }

    /** May runs begin and go on? Asked in every tick: it costs two looks at the system, and a probe now and then while there is a fault. */
    public synchronized boolean works() {
        if (fault == null) {
            if (!db.isInPlace()) {
                begins(MachineFault.DATABASE_GONE);
            } else if (MachineFault.descriptorsAreShort()) {
                begins(MachineFault.NO_DESCRIPTORS);
            }
        } else if (!Instant.now().isBefore(nextProbe)) {
            probe();
        }
        return fault == null;
    }

    /** As {@link #works}, with a row that is read, and now and then one that is written and read back. */
    public synchronized boolean check() {
        if (!works()) {
            return false;
        }
        try {
            if (Instant.now().isBefore(checkedAt.plus(BETWEEN_CHECKS))) {
                db.commits();
            } else {
                db.probe();
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
            writeFile();
            db.probe();
            db.probeSpace();
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
        String over = "It is over: \"" + fault.what() + ".\" All runs go on.";
        fault = null;
        endedAt = Instant.now();
        LOG.info("machine: {}", over);
        row(LogRow.Level.INFO, over);
    }

    /** Files in transit need space beside the database. */
    private void writeFile() throws IOException {
        Path file = Files.createTempFile(db.file().getParent(), ".probe", ".part");
        try {
            Files.write(file, new byte[Database.PROBE_BYTES]);
        } finally {
            Files.deleteIfExists(file);
        }
    }

    /** Keeps a pause that can't be written now, until it can; null: none. It is written before anything goes on. */
    public synchronized void keepPause(Runnable write) {
        keptPause = write;
    }

    boolean keepsPause() {
        return keptPause != null;
    }

    private void row(LogRow.Level level, String text) {
        try {
            new Logs(db).add(level, null, null, null, "machine", text);
        } catch (RuntimeException e) {
            LOG.debug("No row was written", e); // the process's log has it
        }
    }
}
