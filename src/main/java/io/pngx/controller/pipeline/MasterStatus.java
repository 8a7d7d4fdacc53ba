package io.pngx.controller.pipeline;

import io.pngx.controller.store.LogRow;
import java.time.Instant;
import org.apache.camel.ExchangeProperty;

/** What the last reading of the master said, for pages and API. Lives in memory: the next cycle makes it anew. */
public final class MasterStatus {
    /**
     * @param state     {@code unknown} before the first reading, then {@code ok} or {@code error}
     * @param lastError one sentence; null where the last reading succeeded
     */
    public record Status(String state, String version, Long documents, String lastError, Instant readAt) {
    }

    private final Journal journal;
    private volatile Status status = new Status("unknown", null, null, null, null);

    public MasterStatus(Journal journal) {
        this.journal = journal;
    }

    public Status get() {
        return status;
    }

    /** Read as a whole. */
    public void read(@ExchangeProperty("master") Reading master) {
        if ("error".equals(status.state())) {
            journal.write(LogRow.Level.INFO, null, null, null, "master", "The master is read again.");
        }
        status = new Status("ok", master.version(), (long) master.inventory().length, null, Instant.now());
    }

    void failed(String why) {
        journal.write(LogRow.Level.ERROR, null, null, null, "master", why);
        status = new Status("error", status.version(), status.documents(), why, status.readAt());
    }
}
