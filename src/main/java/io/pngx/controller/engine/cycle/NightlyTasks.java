package io.pngx.controller.engine.cycle;

import io.pngx.controller.store.Drill;
import io.pngx.controller.store.Drills;
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

/** Schedules the nightly tasks: a full run, and the verification of a share of the documents. */
public final class NightlyTasks {
    private final KeyValues settings;
    private final MaintenanceState maintenance;
    private final Replicas replicas;
    private final Drills drills;
    private final Clock clock;

    public NightlyTasks(
            KeyValues settings, MaintenanceState maintenance, Replicas replicas, Drills drills, Clock clock) {
        this.settings = settings;
        this.maintenance = maintenance;
        this.replicas = replicas;
        this.drills = drills;
        this.clock = clock;
    }

    /**
     * @return the mode of the next scheduled run; the first run of a replica compares all documents, whatever its mode
     */
    Run.Mode mode(Replica replica) {
        Instant last =
                Objects.requireNonNullElse(maintenance.of(replica.id()).lastFullAt(), replicas.createdAt(replica.id()));
        return due(last, settings.get(Setting.FULL_SYNC_AT)) ? Run.Mode.FULL : Run.Mode.INCREMENTAL;
    }

    /** @return whether the nightly verification is due; never before the replica's first completed run */
    boolean isVerificationDue(Replica replica) {
        if (settings.get(Setting.VERIFY_PERCENT) == 0 || replica.watermark() == null) {
            return false;
        }
        Instant last = Objects.requireNonNullElse(
                maintenance.of(replica.id()).lastVerifyAt(), replicas.createdAt(replica.id()));
        return due(last, settings.get(Setting.VERIFY_AT));
    }

    /** @return whether the monthly drill is due; never before the replica's first completed run */
    public boolean isDrillDue(Replica replica) {
        if (replica.watermark() == null) {
            return false;
        }
        return Nightly.dueMonthly(
                drills.lastStart(replica.id()).orElseGet(() -> replicas.createdAt(replica.id())),
                drills.last(replica.id())
                        .filter(Drill.Last::passed)
                        .map(Drill.Last::finishedAt)
                        .orElse(null),
                settings.get(Setting.DRILL_AT).orElse(null),
                ZoneId.systemDefault(),
                clock.instant());
    }

    /**
     * Records the start of the nightly verification. The next verification is due the next night, even if this
     * verification fails.
     */
    void verificationStarted(Run run) {
        maintenance.verification(run.replicaId(), clock.instant());
        maintenance.nightlyRun(run.replicaId(), run.id());
    }

    /**
     * @return the percentage of mapped documents that a verification compares: the setting's value for the nightly
     *     verification, 100 for a requested verification
     */
    public int verifyPercent(Run run) {
        return Objects.equals(maintenance.of(run.replicaId()).nightlyRunId(), run.id())
                ? settings.get(Setting.VERIFY_PERCENT)
                : 100;
    }

    /** Records the end of a full run; ignores other modes. */
    void fullRunEnded(Run run) {
        if (run.mode() == Run.Mode.FULL) {
            maintenance.fullRun(run.replicaId(), clock.instant());
            maintenance.fullRunSinceSwitchover(run.replicaId());
        }
    }

    private boolean due(Instant last, Optional<LocalTime> at) {
        return Nightly.due(last, at.orElse(null), ZoneId.systemDefault(), clock.instant());
    }
}
