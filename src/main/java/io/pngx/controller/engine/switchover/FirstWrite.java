package io.pngx.controller.engine.switchover;

import io.pngx.controller.paperless.Write;
import io.pngx.controller.store.Probes;
import io.pngx.controller.store.Replica;
import io.pngx.controller.store.Switchover;
import io.pngx.controller.store.Switchovers;
import java.time.Clock;

/**
 * Records the first write after a switchover, before the write is sent. From then on, the switchover can't be undone,
 * because the write may have changed an instance. A write for a probe tag is not recorded, because the identity check
 * deletes the tag, in this run or in the next.
 */
public final class FirstWrite {
    private final Switchovers switchovers;
    private final Probes probes;
    private final Clock clock;
    /**
     * True until the first write is recorded. Each process starts with true, because an earlier process may have
     * carried out the switchover.
     */
    private boolean awaited = true;

    public FirstWrite(Switchovers switchovers, Probes probes, Clock clock) {
        this.switchovers = switchovers;
        this.probes = probes;
        this.clock = clock;
    }

    synchronized void await() {
        awaited = true;
    }

    /** Records the write if it is the first write after a switchover. Called before each write. */
    public synchronized void record(Write write) {
        if (awaited && (isToTheOldMaster(write) || !isProbe(write))) {
            switchovers.writes(clock.instant());
            awaited = false;
        }
    }

    /**
     * On the old master, even a write for a probe tag is recorded: after an undo, the old master is the master again,
     * and the controller could not delete the tag.
     */
    private boolean isToTheOldMaster(Write write) {
        return switchovers
                .last()
                .map(Switchover::oldMasterId)
                .map(Replica::hostOf)
                .filter(write.host()::equals)
                .isPresent();
    }

    private boolean isProbe(Write write) {
        return probes.all().stream()
                .filter(probe -> Replica.hostOf(probe.replicaId()).equals(write.host()))
                .anyMatch(probe ->
                        write.createsTag(probe.name()) || probe.tagId() != null && write.deletesTag(probe.tagId()));
    }
}
