package io.pngx.controller.engine.cycle;

import io.pngx.controller.engine.instances.Connections;
import io.pngx.controller.engine.session.Journal;
import io.pngx.controller.engine.session.Sessions;
import io.pngx.controller.paperless.Gateway;
import io.pngx.controller.paperless.Instance;
import io.pngx.controller.paperless.RetryAfter;
import io.pngx.controller.rules.RuleBook;
import io.pngx.controller.store.KeyValues;
import io.pngx.controller.store.LogRow;
import io.pngx.controller.store.Machine;
import io.pngx.controller.store.Replica;
import io.pngx.controller.store.Replicas;
import io.pngx.controller.store.Run;
import io.pngx.controller.store.Runs;
import io.pngx.controller.store.Tables;
import io.pngx.controller.store.Uploads;
import io.pngx.controller.sync.Due;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.apache.camel.Body;
import org.apache.camel.ExchangeProperty;

/** Says which replicas get a cycle now. The database is the queue: runs asked for by hand wait there. */
public final class Schedule {
    /** How far a scan reaches back behind the watermark: changes are committed later than they are dated. */
    static final Duration OVERLAP = Duration.ofMinutes(5);

    /** So long a run that was handed out may take to begin; after that it is handed out again. */
    private static final Duration BEGINNING = Duration.ofSeconds(30);

    private final Gateway gateway;
    private final Connections connections;
    private final RuleBook rules;
    private final KeyValues settings;
    private final Replicas replicas;
    private final Runs runs;
    private final Uploads uploads;
    private final Sessions sessions;
    private final NightlyTasks nights;
    private final Machine machine;
    private final Journal journal;
    /** By replica: a run that is queued still, because its thread has not begun it yet, is not handed out twice. */
    private final Map<Long, HandedOut> handedOut = new ConcurrentHashMap<>();

    private volatile boolean onlyByHand;

    private record HandedOut(long runId, Instant at) {}

    public Schedule(
            Tables tables,
            Gateway gateway,
            Connections connections,
            RuleBook rules,
            Sessions sessions,
            NightlyTasks nights,
            Journal journal) {
        this.gateway = gateway;
        this.connections = connections;
        this.rules = rules;
        this.settings = tables.settings();
        this.replicas = tables.replicas();
        this.runs = tables.runs();
        this.uploads = tables.uploads();
        this.sessions = sessions;
        this.nights = nights;
        this.machine = tables.database().machine();
        this.journal = journal;
    }

    /** From now on nothing begins by itself: only runs that were asked for. */
    public void onlyByHand() {
        onlyByHand = true;
    }

    /** The runs to start now, or, for a run whose uploads take longer than an interval, to plan anew. */
    public List<Run> due() {
        List<Run> due = new ArrayList<>();
        if (!machine.works()) {
            return due;
        }
        connections.takeUpMoved();
        if (!connections.masterIsSet() || connections.isMoving(Instance.MASTER_HOST) || !rules.isReady()) {
            return due;
        }
        List<Replica> all = replicas.all();
        Instant now =
                Instant.now(); // after they were read: a cycle that began in between would seem to lie in the future
        for (Replica replica : all) {
            Run open = runs.open(replica.id()).orElse(null);
            if (sessions.busy(replica.id())
                    || connections.isMoving(replica.host())
                    || open != null && (open.cancelRequested() || isBeginning(open, now))) {
                continue; // what was cancelled is ended by who has it in hand, or by the watchdog
            }
            String rests = rests(replica);
            if (rests != null) {
                refuse(open, rests);
            } else if (open != null && open.mode().onlyReads()) {
                onlyReads(open, due);
            } else if (replica.enabled() && !replica.paused() && !settings.paused()) {
                boolean elapsed = !onlyByHand && Due.elapsed(replica.lastCycleAt(), settings.interval(replica), now);
                if (open != null && (open.state() == Run.State.QUEUED || elapsed || isDropped(open))) {
                    due.add(open);
                } else if (open == null
                        && !onlyByHand
                        && nights.verifies(
                                replica)) { // before a cycle: where each takes longer than the interval, there is no
                    // time between two
                    runs.queue(replica.id(), Run.Mode.VERIFY).ifPresent(run -> {
                        nights.verificationBegins(run);
                        due.add(run);
                    });
                } else if (open == null && (elapsed || !onlyByHand && looksForUploads(replica, now))) {
                    runs.queue(replica.id(), mode(replica, elapsed, now)).ifPresent(due::add);
                }
            }
        }
        due.stream().filter(run -> !run.mode().onlyReads()).forEach(run -> {
            handedOut.put(run.replicaId(), new HandedOut(run.id(), now));
            replicas.cycleStarted(run.replicaId(), now);
        });
        return due;
    }

    /**
     * An upload that waits for an answer, or for a consumer, when its run is over: it does not wait for the interval,
     * unless an operator cancelled that run.
     */
    private boolean looksForUploads(Replica replica, Instant now) {
        Instant since = uploads.waitingSince(replica.id());
        boolean answers = replica.state() == Replica.State.OK || replica.state() == Replica.State.ERROR;
        return since != null
                && Due.elapsed(replica.lastCycleAt(), Due.look(answers, Duration.between(since, now)), now)
                && !runs.wasCancelled(replica.id());
    }

    /** Looks for uploads come every minute; a full run that can't end comes no more often than the interval. */
    private Run.Mode mode(Replica replica, boolean elapsed, Instant now) {
        Instant lastFull =
                runs.last(replica.id(), Run.Mode.FULL).map(Run::startedAt).orElse(null);
        boolean mayBeFull = elapsed || Due.elapsed(lastFull, settings.interval(replica), now);
        return mayBeFull ? nights.mode(replica) : Run.Mode.INCREMENTAL;
    }

    /**
     * A dry run also looks at what is paused. Such a run holds its lock from beginning to end, so one that is running
     * while the lock is free was left behind by a failure that nothing caught. It is asked for again, since it may have ended
     * before the lock was looked at.
     */
    private void onlyReads(Run open, List<Run> due) {
        if (open.state() == Run.State.QUEUED) {
            if (open.mode() == Run.Mode.DRY_RUN || !settings.paused()) {
                due.add(open);
            }
        } else if (runs.find(open.id()).map(now -> now.finishedAt() == null).orElse(false)) {
            String why = "It broke off; the reason stands in the log of the process. Start it again.";
            journal.write(LogRow.Level.ERROR, open.id(), open.replicaId(), null, "run", why);
            runs.finish(open.id(), Run.State.FAILED, why);
        }
    }

    /** Null where both ends may be called. */
    private String rests(Replica replica) {
        return Stream.of(Instance.MASTER_HOST, replica.host())
                .flatMap(host -> gateway.retryAfter(host).stream()
                        .map(until -> gateway.title(host) + " " + RetryAfter.sentence(until)))
                .findFirst()
                .orElse(null);
    }

    /** Nothing begins meanwhile; who asked for a run is told so. */
    private void refuse(Run open, String why) {
        if (open != null && open.state() == Run.State.QUEUED) {
            journal.write(LogRow.Level.WARN, open.id(), open.replicaId(), null, "run", why);
            runs.finish(open.id(), Run.State.FAILED, why);
        }
    }

    /** The machine could not go on with it, so nobody has it in hand. */
    private boolean isDropped(Run open) {
        return !open.mode().onlyReads()
                && sessions.find(open.replicaId()).isEmpty()
                && runs.find(open.id())
                        .map(now -> now.finishedAt() == null)
                        .orElse(false); // it may have ended since it was read
    }

    private boolean isBeginning(Run open, Instant now) {
        HandedOut last = handedOut.get(open.replicaId());
        return (open.state() == Run.State.QUEUED || isDropped(open))
                && last != null
                && last.runId() == open.id()
                && now.isBefore(last.at().plus(BEGINNING));
    }

    /** Its lock was taken in between, so there was no cycle: it is due as before, once the lock is free. */
    public void missed(@ExchangeProperty("replicaId") long replicaId) {
        handedOut.remove(replicaId);
        replicas.cycleStarted(replicaId, null);
    }

    /** The time from which these runs need the master's changes; null: none needs them. */
    public Instant since(@Body List<Run> due) {
        return due.stream()
                .filter(run -> !run.mode().onlyReads())
                .map(run ->
                        replicas.find(run.replicaId()).map(Replica::watermark).orElse(null))
                .filter(Objects::nonNull)
                .min(Instant::compareTo)
                .map(watermark -> watermark.minus(OVERLAP))
                .orElse(null);
    }
}
