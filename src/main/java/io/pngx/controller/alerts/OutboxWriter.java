package io.pngx.controller.alerts;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.pngx.controller.store.AlertOutbox;
import io.pngx.controller.store.AlertTarget;
import io.pngx.controller.store.AlertTargets;
import io.pngx.controller.store.LogRow;
import io.pngx.controller.store.Logs;
import io.pngx.controller.store.Run;
import io.pngx.controller.store.Times;
import io.pngx.controller.watch.RunChanges;
import java.time.Duration;
import java.time.Instant;

/** Puts alerts and pings into the outbox, in the format of each target, and limits the number of alerts. */
final class OutboxWriter {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int MAX_PER_HOUR = 30;
    private static final Duration RETENTION = Duration.ofDays(1);

    private final AlertTargets targets;
    private final AlertOutbox outbox;
    private final Logs logs;

    OutboxWriter(AlertTargets targets, AlertOutbox outbox, Logs logs) {
        this.targets = targets;
        this.outbox = outbox;
        this.logs = logs;
    }

    void add(Event event, Instant now) {
        for (AlertTarget target : targets.all()) {
            if (target.isPing()) {
                continue;
            }
            long sentLately = outbox.since(target.name(), now.minus(Duration.ofHours(1)));
            if (sentLately < MAX_PER_HOUR) {
                outbox.add(target.name(), event.event(), "", body(target.name(), event), now);
            } else {
                logs.add(
                        LogRow.Level.WARN,
                        null,
                        event.replicaId(),
                        null,
                        "alert",
                        "Not sent to " + target.name() + ", which got " + sentLately + " alerts within an hour: "
                                + event.message());
            }
        }
    }

    /** Returns a JSON object for a webhook (chats show {@code text}), or the sentence for ntfy. */
    static String body(String target, Event event) {
        if (!target.equals(AlertTarget.WEBHOOK)) {
            return event.message();
        }
        ObjectNode json = JSON.createObjectNode();
        json.put("event", event.event())
                .put("replica", event.replica())
                .put("replica_id", event.replicaId())
                .put("message", event.message())
                .put("text", event.message())
                .put("at", Times.text(event.at()));
        try {
            return JSON.writeValueAsString(json);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("An alert can't be written as JSON", e);
        }
    }

    /** Queues the dead-man pings of a run that writes: started, ended, failed. */
    void ping(RunChanges.Change change, Instant now) {
        Run run = change.now();
        if (run.mode().onlyReads()
                || targets.find(AlertTarget.ping(run.replicaId())).isEmpty()) {
            return;
        }
        boolean begun = run.state() != Run.State.QUEUED && run.state() != Run.State.CANCELLED;
        if (begun && (change.before() == null || change.before().state() == Run.State.QUEUED)) {
            ping(run, "/start", now);
        }
        // Without a ping at its end, a cancelled run would look like one that died.
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
        outbox.add(AlertTarget.ping(run.replicaId()), "ping", path, run.error() == null ? "" : run.error(), now);
    }

    void deleteOld(Instant now) {
        outbox.forget(now.minus(RETENTION));
    }
}
