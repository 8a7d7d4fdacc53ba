package io.pngx.controller.engine.cycle;

import io.pngx.controller.store.KeyValues;
import io.pngx.controller.store.MaintenanceState;
import io.pngx.controller.store.Replica;
import io.pngx.controller.store.Replicas;
import io.pngx.controller.store.Run;
import io.pngx.controller.store.Setting;
import io.pngx.controller.sync.Nightly;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.Objects;
import java.util.Optional;

/** What is due once a night: a full run, and the verification of a share of the documents. */
public final class NightlyTasks {
    private final KeyValues settings;
    private final MaintenanceState upkeep;
    private final Replicas replicas;
    private final Clock clock;

    public NightlyTasks(KeyValues settings, MaintenanceState upkeep, Replicas replicas, Clock clock) {
        this.settings = settings;
        this.upkeep = upkeep;
        this.replicas = replicas;
        this.clock = clock;
    }

    /** What the next run by the interval is. A replica's first run looks at everything anyway. */
    Run.Mode mode(Replica replica) {
        Instant last =
                Objects.requireNonNullElse(upkeep.of(replica.id()).lastFullAt(), replicas.createdAt(replica.id()));
        return due(last, settings.get(Setting.FULL_SYNC_AT)) ? Run.Mode.FULL : Run.Mode.INCREMENTAL;
    }

    /** Is it time for the nightly verification? Nothing is verified before there was a run that had an end. */
    boolean verifies(Replica replica) {
        if (settings.get(Setting.VERIFY_PERCENT) == 0 || replica.watermark() == null) {
            return false;
        }
        Instant last =
                Objects.requireNonNullElse(upkeep.of(replica.id()).lastVerifyAt(), replicas.createdAt(replica.id()));
        return due(last, settings.get(Setting.VERIFY_AT));
    }

    /** It begins: whatever becomes of it, the next one is due in the next night. */
    void verificationBegins(Run run) {
        upkeep.verification(run.replicaId(), clock.instant());
        upkeep.nightlyRun(run.replicaId(), run.id());
    }

    /** Of how many mapped documents a verification looks at: by hand at all, at night at a share. */
    public int percent(Run run) {
        return Objects.equals(upkeep.of(run.replicaId()).nightlyRunId(), run.id())
                ? settings.get(Setting.VERIFY_PERCENT)
                : 100;
    }

    /** A full run came to its end. */
    void fullRunDone(Run run) {
        if (run.mode() == Run.Mode.FULL) {
            upkeep.fullRun(run.replicaId(), clock.instant());
        }
    }

    private boolean due(Instant last, Optional<LocalTime> at) {
        return Nightly.due(last, at.orElse(null), ZoneId.systemDefault(), clock.instant());
    }
}
