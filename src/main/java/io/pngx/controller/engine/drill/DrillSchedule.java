package io.pngx.controller.engine.drill;

import io.pngx.controller.engine.cycle.NightlyTasks;
import io.pngx.controller.engine.instances.Connections;
import io.pngx.controller.engine.session.ReplicaLocks;
import io.pngx.controller.engine.session.StopSignal;
import io.pngx.controller.engine.session.WaitTime;
import io.pngx.controller.paperless.Gateway;
import io.pngx.controller.rules.RuleBook;
import io.pngx.controller.store.Drill;
import io.pngx.controller.store.Drills;
import io.pngx.controller.store.KeyValues;
import io.pngx.controller.store.Machine;
import io.pngx.controller.store.Replica;
import io.pngx.controller.store.Replicas;
import io.pngx.controller.store.Runs;
import io.pngx.controller.store.Tables;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** Selects the drills to start now: requested drills and drills that are due. */
public final class DrillSchedule {
    /** The replica is not synchronised during a drill, so a drill must not take long. */
    private static final Duration TIME_LIMIT = Duration.ofHours(1);

    private final Drills drills;
    private final Replicas replicas;
    private final Runs runs;
    private final KeyValues settings;
    private final NightlyTasks nights;
    private final ReplicaLocks locks;
    private final Connections connections;
    private final Gateway gateway;
    private final RuleBook rules;
    private final StopSignal stops;
    private final Machine machine;
    private final Clock clock;
    private volatile boolean onlyByHand;

    public DrillSchedule(
            Tables tables,
            NightlyTasks nights,
            ReplicaLocks locks,
            Connections connections,
            Gateway gateway,
            RuleBook rules,
            StopSignal stops,
            Clock clock) {
        this.drills = tables.drills();
        this.replicas = tables.replicas();
        this.runs = tables.runs();
        this.settings = tables.settings();
        this.machine = tables.database().machine();
        this.nights = nights;
        this.locks = locks;
        this.connections = connections;
        this.gateway = gateway;
        this.rules = rules;
        this.stops = stops;
        this.clock = clock;
    }

    /** Switches monthly drills off, so that only requested drills start. */
    public void onlyByHand() {
        onlyByHand = true;
    }

    /** @return the drills to start now; each starts once, even if it is selected twice */
    public List<DrillJob> due() {
        List<DrillJob> due = new ArrayList<>();
        if (stops.isClosing() || locks.isDraining() || !machine.works() || !rules.isReady()) {
            return due;
        }
        Instant now = clock.instant();
        for (Replica replica : replicas.all()) {
            Drill open = drills.open(replica.id()).orElse(null);
            boolean locked = locks.isLocked(replica.id());
            if (open != null && open.state() == Drill.State.RUNNING && !locked) {
                abandoned(open, now);
            } else if (!locked
                    && runs.open(replica.id()).isEmpty()
                    && !connections.isMoving(replica.host())
                    && gateway.retryAfter(replica.host()).isEmpty()) {
                Drill next = open == null && isDue(replica) ? queue(replica, now) : open;
                if (next != null && next.state() == Drill.State.QUEUED) {
                    due.add(new DrillJob(next.id(), replica, new WaitTime(clock).begin(TIME_LIMIT)));
                }
            }
        }
        return due;
    }

    private boolean isDue(Replica replica) {
        return !onlyByHand
                && replica.enabled()
                && !replica.paused()
                && !settings.paused()
                && nights.isDrillDue(replica);
    }

    private Drill queue(Replica replica, Instant now) {
        return drills.queue(replica.id(), false, now).orElse(null);
    }

    /**
     * Ends a drill that no thread runs any more. First reads row and lock again, because the drill may have ended or
     * begun in the meantime.
     */
    private void abandoned(Drill drill, Instant now) {
        if (!locks.isLocked(drill.replicaId())
                && drills.find(drill.id())
                        .filter(found -> found.finishedAt() == null)
                        .isPresent()) {
            drills.finish(drill.id(), Drill.State.ABORTED, DrillJob.BROKE_OFF, List.of(), now);
        }
    }
}
