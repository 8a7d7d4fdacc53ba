package io.pngx.controller.pipeline;

import io.pngx.controller.store.LogRow;
import io.pngx.controller.store.Replica;
import java.time.Instant;
import java.util.Locale;
import java.util.Objects;
import org.apache.camel.ExchangeProperty;

/** What the last reading of the master said, for pages and API. Lives in memory: the next cycle makes it anew. */
public final class MasterStatus {
    /**
     * @param state     {@code unknown} before the first reading, then {@code ok} or what went wrong, in the words of
     *                  {@link Replica.State}
     * @param lastError one sentence; null where the last reading succeeded
     */
    public record Status(String state, String version, Long documents, String lastError, Instant readAt) {
    }

    private static final Status UNKNOWN = new Status("unknown", null, null, null, null);

    private final Journal journal;
    private volatile Status status = UNKNOWN;

    public MasterStatus(Journal journal) {
        this.journal = journal;
    }

    public Status get() {
        return status;
    }

    /** Read as a whole. */
    public void read(@ExchangeProperty("master") Reading master) {
        if (status.lastError() != null) {
            journal.write(LogRow.Level.INFO, null, null, null, "master", "The master is read again.");
        }
        status = new Status("ok", master.version(), (long) master.inventory().length, null, Instant.now());
    }

    void failed(Failure failure) {
        if (!Objects.equals(failure.text(), status.lastError())) {
            journal.write(LogRow.Level.ERROR, null, null, null, "master", failure.text());
        }
        Replica.State state = failure.state() == null ? Replica.State.ERROR : failure.state();
        status = new Status(state.name().toLowerCase(Locale.ROOT), status.version(), status.documents(), failure.text(), status.readAt());
    }
}
