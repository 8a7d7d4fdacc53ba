package io.pngx.controller.engine.instances;

import io.pngx.controller.engine.session.Failure;
import io.pngx.controller.engine.session.Journal;
import io.pngx.controller.paperless.Gateway;
import io.pngx.controller.paperless.Instance;
import io.pngx.controller.store.LogRow;
import io.pngx.controller.store.Replica;
import java.net.URI;
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
     * @param failingSince the first of the failures since the last reading that succeeded; null where it succeeded
     */
    public record Status(
            String state, String version, Long documents, String lastError, Instant readAt, Instant failingSince) {}

    private static final Status UNKNOWN = new Status("unknown", null, null, null, null, null);

    private final Gateway gateway;
    private final Journal journal;
    private volatile Status status = UNKNOWN;
    private volatile URI of;

    public MasterStatus(Gateway gateway, Journal journal) {
        this.gateway = gateway;
        this.journal = journal;
    }

    /** What was seen of another master says nothing about this one. */
    public Status get() {
        return Objects.equals(of, address()) ? status : UNKNOWN;
    }

    private URI address() {
        return gateway.instance(Instance.MASTER_HOST).map(Instance::base).orElse(null);
    }

    /** Read as a whole. */
    public void read(@ExchangeProperty("master") InstanceSnapshot master) {
        if (get().lastError() != null) {
            journal.write(LogRow.Level.INFO, null, null, null, "master", "The master is read again.");
        }
        of = address();
        status = new Status("ok", master.version(), (long) master.inventory().length, null, Instant.now(), null);
    }

    public void failed(Failure failure) {
        Status before = get();
        if (!Objects.equals(failure.textWithNextStep(), before.lastError())) {
            journal.write(LogRow.Level.ERROR, null, null, null, "master", failure.textWithNextStep());
        }
        Replica.State state = failure.state() == null ? Replica.State.ERROR : failure.state();
        of = address();
        status = new Status(
                state.name().toLowerCase(Locale.ROOT),
                before.version(),
                before.documents(),
                failure.textWithNextStep(),
                before.readAt(),
                before.failingSince() == null ? Instant.now() : before.failingSince());
    }
}
