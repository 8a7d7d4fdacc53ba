package io.pngx.controller.engine.cycle;

import io.pngx.controller.store.MaintenanceState;
import io.pngx.controller.store.Replica;
import io.pngx.controller.store.Replicas;
import io.pngx.controller.store.Run;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;

/** Decides from which time on a cycle reads the changes of the master. */
final class ScanStart {
    /**
     * A scan starts this long before the watermark, because the master commits a change later than the time stamp of
     * the change.
     */
    static final Duration OVERLAP = Duration.ofMinutes(5);

    private final Replicas replicas;
    private final MaintenanceState maintenance;

    ScanStart(Replicas replicas, MaintenanceState maintenance) {
        this.replicas = replicas;
        this.maintenance = maintenance;
    }

    /** @return the time from which the runs need the master's changes; null if no run needs changes */
    Instant of(List<Run> due) {
        return due.stream()
                .filter(run -> !run.mode().onlyReads() && !run.isHinted())
                .map(run -> replicas.find(run.replicaId()).orElse(null))
                .filter(replica -> replica != null && replica.watermark() != null)
                .map(this::of)
                .min(Instant::compareTo)
                .orElse(null);
    }

    private Instant of(Replica replica) {
        return of(replica.watermark(), maintenance.newestChange(replica.id()));
    }

    /**
     * Returns the time from which a replica needs the master's changes. The watermark comes from the header Date, which
     * a proxy may take from another clock than that of paperless-ngx. Therefore the time is never later than directly
     * after the newest change that was listed.
     *
     * @param newest the time of the newest change that was listed; null: not known
     */
    static Instant of(Instant watermark, Instant newest) {
        Instant byWatermark = watermark.minus(OVERLAP);
        return newest == null || newest.isAfter(byWatermark) ? byWatermark : newest.plus(1, ChronoUnit.MICROS);
    }
}
