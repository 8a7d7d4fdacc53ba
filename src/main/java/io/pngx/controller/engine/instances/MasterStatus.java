package io.pngx.controller.engine.instances;

import io.pngx.controller.engine.session.Failure;
import io.pngx.controller.engine.session.Journal;
import io.pngx.controller.paperless.Dialect;
import io.pngx.controller.paperless.Gateway;
import io.pngx.controller.paperless.Instance;
import io.pngx.controller.store.CopyInvalidation;
import io.pngx.controller.store.KeyValues;
import io.pngx.controller.store.LogRow;
import io.pngx.controller.store.Replica;
import io.pngx.controller.store.Replicas;
import io.pngx.controller.store.Setting;
import io.pngx.controller.store.Tables;
import io.pngx.controller.store.Times;
import io.pngx.controller.text.Text;
import java.net.URI;
import java.time.Instant;
import java.util.Locale;
import java.util.Objects;
import org.apache.camel.Body;

/** Keeps the result of the last reading of the master in memory, for pages and API. */
public final class MasterStatus {
    /**
     * The result of the last reading of the master.
     *
     * @param state {@code unknown} before the first reading, then {@code ok} or the name of a {@link Replica.State}
     * @param lastError one sentence; null if the last reading succeeded
     * @param failingSince time of the first failure after the last success; null if the last reading succeeded
     * @param names names of the last successful reading
     */
    public record Status(
            String state,
            String version,
            Long documents,
            Text lastError,
            Instant readAt,
            Instant failingSince,
            MasterNames names) {}

    private static final Status UNKNOWN = new Status("unknown", null, null, null, null, null, MasterNames.NONE);

    private final Gateway gateway;
    private final Journal journal;
    private final KeyValues settings;
    private final Replicas replicas;
    private final CopyInvalidation invalidation;
    private volatile Status status = UNKNOWN;
    private volatile URI lastAddress;
    private volatile boolean readingFailed;

    public MasterStatus(Gateway gateway, Journal journal, Tables tables) {
        this.gateway = gateway;
        this.journal = journal;
        this.settings = tables.settings();
        this.replicas = tables.replicas();
        this.invalidation = tables.invalidation();
    }

    /** @return the status; unknown if the last reading used another address */
    public Status get() {
        return Objects.equals(lastAddress, address()) ? status : UNKNOWN;
    }

    private URI address() {
        return gateway.instance(Instance.MASTER_HOST).map(Instance::base).orElse(null);
    }

    /** Records a complete reading. */
    public void readSucceeded(@Body CycleJob cycle) {
        InstanceSnapshot master = cycle.reading();
        if (!isOfPresentMaster(master)) {
            return;
        }
        if (readingFailed && get().lastError() != null) {
            journal.writeForSystem(LogRow.Level.INFO, "master", Text.of("The master can be read again."));
        }
        settings.forget(KeyValues.MASTER_FAILING_SINCE);
        settings.get(Setting.MASTER_URL).ifPresent(url -> recordVersion(master.version(), url));
        lastAddress = address();
        readingFailed = false;
        status = new Status(
                "ok",
                master.version(),
                (long) master.inventory().length,
                null,
                Instant.now(),
                null,
                MasterNames.of(master));
    }

    /**
     * Stores the version of the master. After an upgrade to another dialect, which lists documents in another form
     * (with versions of files), the copies of all replicas are compared. The version is stored last, so that a crash
     * repeats both steps.
     */
    private void recordVersion(String version, String url) {
        settings.masterVersion()
                .filter(before -> Dialect.of(before) != Dialect.of(version))
                .ifPresent(before -> {
                    replicas.all().forEach(replica -> invalidation.compareAll(replica.id()));
                    journal.writeForSystem(
                            LogRow.Level.INFO,
                            "master",
                            Text.of(
                                    "The master has paperless-ngx {0} now, and had {1} before. All documents are"
                                            + " compared.",
                                    version, before));
                });
        settings.masterVersion(version, url);
    }

    /** Records that a cycle could not read the master. The log rows of its runs name the reason. */
    public void readFailed(CycleJob cycle, Failure failure) {
        URI base = cycle.reading() == null ? null : cycle.reading().base();
        if (isPresentAddress(base)) {
            callFailed(base, failure);
            readingFailed = true;
            settings.put(KeyValues.MASTER_FAILING_SINCE, Times.text(status.failingSince()));
        }
    }

    /**
     * Records that a call failed, and ended a run. The age of the replicas still counts, because the cycle read the
     * master.
     *
     * @param base the address of the master when the run began; null if it is unknown
     */
    public void callFailed(URI base, Failure failure) {
        if (!isPresentAddress(base)) {
            return;
        }
        Status before = get();
        Replica.State state = failure.state() == null ? Replica.State.ERROR : failure.state();
        Instant since = failingSince(before);
        lastAddress = address();
        status = new Status(
                state.name().toLowerCase(Locale.ROOT),
                before.version(),
                before.documents(),
                failure.textWithNextStep(),
                before.readAt(),
                since,
                before.names());
    }

    /**
     * Returns whether the reading is of the current master. A switchover or a user may have changed the master since
     * the reading began.
     */
    private boolean isOfPresentMaster(InstanceSnapshot reading) {
        return reading == null || isPresentAddress(reading.base());
    }

    private boolean isPresentAddress(URI base) {
        return base == null || base.equals(address());
    }

    /** Returns the time of the first failure after the last success, even if the controller was restarted since. */
    private Instant failingSince(Status before) {
        if (before.failingSince() != null) {
            return before.failingSince();
        }
        Instant stored = lastAddress == null ? settings.masterFailingSince() : null;
        return stored == null ? Instant.now() : stored;
    }
}
