package io.pngx.controller.alerts;

import io.pngx.controller.metrics.RunChanges;
import io.pngx.controller.store.AlertOutbox;
import io.pngx.controller.store.AlertTarget;
import io.pngx.controller.store.AlertTargets;
import io.pngx.controller.store.LogRow;
import io.pngx.controller.store.Logs;
import io.pngx.controller.store.Run;
import io.pngx.controller.text.Text;
import java.time.Duration;
import java.time.Instant;

/** Writes alerts and pings to the outbox in the format of each target ({@link AlertFormat}), up to a limit per hour. */
final class Outgoing {
    private static final int MOST_AN_HOUR = 30;
    private static final Duration KEPT = Duration.ofDays(1);

    private final AlertTargets targets;
    private final AlertOutbox outbox;
    private final Logs logs;

    Outgoing(AlertTargets targets, AlertOutbox outbox, Logs logs) {
        this.targets = targets;
        this.outbox = outbox;
        this.logs = logs;
    }

    void add(Event event, Instant now) {
        for (AlertTarget target : targets.all()) {
            if (target.isPing()) {
                continue;
            }
            long lately = outbox.since(target.name(), now.minus(Duration.ofHours(1)));
            if (lately < MOST_AN_HOUR) {
                outbox.add(target.name(), event.event(), "", AlertFormat.body(target, event), now);
            } else {
                logs.addForReplica(
                        LogRow.Level.WARN,
                        event.replicaId(),
                        "alert",
                        Text.of(
                                "An alert was not sent to {0}, because this target already got {1} alerts in the"
                                        + " last hour. The alert: {2}",
                                target.name(), String.valueOf(lately), event.message()));
            }
        }
    }

    /**
     * Queues the pings of a run: for its start, for its success or cancellation, and for its failure. Runs that only
     * read, and runs after webhooks, have no pings.
     */
    void ping(RunChanges.Change change, Instant now) {
        Run run = change.now();
        if (run.mode().onlyReads()
                || run.isHinted()
                || targets.find(AlertTarget.ping(run.replicaId())).isEmpty()) {
            return;
        }
        boolean begun = run.state() != Run.State.QUEUED && run.state() != Run.State.CANCELLED;
        if (begun && (change.before() == null || change.before().state() == Run.State.QUEUED)) {
            ping(run, "/start", now);
        }
        // A cancelled run sends the ping of a successful run, so that the dead man's switch raises no alarm.
        boolean cancelled = run.state() == Run.State.CANCELLED
                && change.before() != null
                && change.before().state() == Run.State.RUNNING;
        if (run.state() == Run.State.SUCCESS || cancelled) {
            ping(run, "", now);
        } else if (run.state() == Run.State.FAILED || run.state() == Run.State.PARTIAL) {
            ping(run, "/fail", now);
        }
    }

    private void ping(Run run, String path, Instant now) {
        outbox.dropTried(AlertTarget.ping(run.replicaId()));
        outbox.add(
                AlertTarget.ping(run.replicaId()),
                "ping",
                path,
                run.error() == null ? "" : run.error().toString(),
                now);
    }

    void forget(Instant now) {
        outbox.forget(now.minus(KEPT));
    }
}
