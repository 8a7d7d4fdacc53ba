package io.pngx.controller.engine.cycle;

import io.pngx.controller.engine.instances.Connections;
import io.pngx.controller.engine.instances.CycleJob;
import io.pngx.controller.engine.instances.ReplicaRun;
import io.pngx.controller.engine.session.Journal;
import io.pngx.controller.engine.session.ReplicaLocks;
import io.pngx.controller.engine.session.Sessions;
import io.pngx.controller.paperless.Gateway;
import io.pngx.controller.paperless.Instance;
import io.pngx.controller.paperless.RetryAfter;
import io.pngx.controller.rules.RuleBook;
import io.pngx.controller.store.Drills;
import io.pngx.controller.store.KeyValues;
import io.pngx.controller.store.LogRow;
import io.pngx.controller.store.Machine;
import io.pngx.controller.store.OpenUploads;
import io.pngx.controller.store.Replica;
import io.pngx.controller.store.Replicas;
import io.pngx.controller.store.Run;
import io.pngx.controller.store.Runs;
import io.pngx.controller.store.Tables;
import io.pngx.controller.sync.Due;
import io.pngx.controller.text.Text;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.apache.camel.Body;

/** Selects the runs to start now. The database stores the runs that the user requested. */
public final class Schedule {
    /** A selected run that has not started after this time is selected again. */
    private static final Duration START_TIMEOUT = Duration.ofSeconds(30);

    private final Gateway gateway;
    private final Connections connections;
    private final RuleBook rules;
    private final KeyValues settings;
    private final Replicas replicas;
    private final Runs runs;
    private final OpenUploads openUploads;
    private final Drills drills;
    private final Sessions sessions;
    private final ReplicaLocks locks;
    private final NightlyTasks nights;
    private final ChangeHints hints;
    private final Machine machine;
    private final ScanStart scanStart;
    private final Journal journal;
    /** The last selected run of each replica, by replica id. Prevents a second selection while the run starts. */
    private final Map<Long, Selected> lastSelected = new ConcurrentHashMap<>();

    private volatile boolean onlyByHand;

    private record Selected(long runId, Instant at) {}

    public Schedule(
            Tables tables,
            Gateway gateway,
            Connections connections,
            RuleBook rules,
            Sessions sessions,
            ReplicaLocks locks,
            NightlyTasks nights,
            ChangeHints hints,
            Journal journal) {
        this.gateway = gateway;
        this.connections = connections;
        this.rules = rules;
        this.settings = tables.settings();
        this.replicas = tables.replicas();
        this.runs = tables.runs();
        this.openUploads = tables.openUploads();
        this.drills = tables.drills();
        this.sessions = sessions;
        this.locks = locks;
        this.nights = nights;
        this.hints = hints;
        this.machine = tables.database().machine();
        this.scanStart = new ScanStart(tables.replicas(), tables.maintenance());
        this.journal = journal;
    }

    /** Disables the interval, the nightly tasks and the runs after webhooks. Only requested runs then start. */
    public void onlyByHand() {
        onlyByHand = true;
    }

    /** @return the runs to start now, and open runs to plan again because an interval has passed */
    public List<Run> due() {
        List<Run> due = new ArrayList<>();
        if (!machine.works() || locks.isDraining()) {
            return due;
        }
        connections.applyMovedAddresses();
        if (!connections.isMasterConfigured() || connections.isMoving(Instance.MASTER_HOST) || !rules.isReady()) {
            return due;
        }
        List<Replica> all = replicas.all();
        // The time is read after the replicas, so that no lastCycleAt is later than now.
        Instant now = Instant.now();
        for (Replica replica : all) {
            Run open = runs.open(replica.id()).orElse(null);
            boolean elapsed = !onlyByHand && Due.elapsed(replica.lastCycleAt(), settings.interval(replica), now);
            if (isWaitingForLock(replica, open, elapsed)) {
                locks.wantLock(replica.id());
            }
            if (!isBusy(replica, open, now)) {
                select(replica, open, elapsed, now).ifPresent(due::add);
            }
        }
        due.stream().filter(run -> !run.mode().onlyReads()).forEach(run -> {
            lastSelected.put(run.replicaId(), new Selected(run.id(), now));
            if (!run.isHinted()) {
                replicas.cycleStarted(run.replicaId(), now);
            }
        });
        return due;
    }

    private boolean isWaitingForLock(Replica replica, Run open, boolean elapsed) {
        return locks.isLocked(replica.id())
                && (elapsed || open != null && open.state() == Run.State.QUEUED)
                && mayRun(replica)
                && restReason(replica) == null;
    }

    private boolean isBusy(Replica replica, Run open, Instant now) {
        return locks.isLocked(replica.id())
                || connections.isMoving(replica.host())
                // the holder of the lock, or the watchdog, ends a cancelled run
                || open != null && (open.cancelRequested() || isStarting(open, now));
    }

    /** Selects the open run of a replica, or queues a new run; empty if no run is due. */
    private Optional<Run> select(Replica replica, Run open, boolean elapsed, Instant now) {
        Text rests = restReason(replica);
        if (rests != null) {
            refuse(open, rests);
            return Optional.empty();
        }
        if (open != null && open.mode().onlyReads()) {
            return selectReadOnly(open);
        }
        if (!mayRun(replica)) {
            return Optional.empty();
        }
        if (open == null) {
            return queueNew(replica, elapsed, now);
        }
        return open.state() == Run.State.QUEUED || elapsed || isDropped(open)
                ? Optional.of(elapsed ? open.ofAllChanges() : open)
                : Optional.empty();
    }

    /**
     * Queues a verification or the next run of a replica, if one is due. A verification comes before the next cycle: if
     * cycles take longer than the interval, a cycle is always due.
     */
    private Optional<Run> queueNew(Replica replica, boolean elapsed, Instant now) {
        if (replica.dryRunFirst() && replica.state() == Replica.State.BLOCKED) {
            return Optional.empty(); // an earlier run has asked for a dry run; another one would only ask again
        }
        if (!onlyByHand && nights.isVerificationDue(replica)) {
            Optional<Run> verification = runs.queue(replica.id(), Run.Mode.VERIFY);
            verification.ifPresent(nights::verificationStarted);
            return verification;
        }
        boolean drilled = drills.open(replica.id()).isPresent(); // an open drill comes first
        return drilled ? Optional.empty() : next(replica, elapsed, now);
    }

    /** Queues the next run of a replica, if one is due. */
    private Optional<Run> next(Replica replica, boolean elapsed, Instant now) {
        Set<Long> hinted = onlyByHand ? Set.of() : hints.waiting(replica.id());
        boolean allChanges = elapsed || !onlyByHand && isUploadPollDue(replica, now);
        if (!allChanges && hinted.isEmpty()) {
            return Optional.empty();
        }
        // A full run that is due replaces the run for webhooks. Otherwise, many webhooks in a row would delay the full
        // run.
        allChanges |= !hinted.isEmpty() && mode(replica, false, now) == Run.Mode.FULL;
        Optional<Run> run = allChanges || !replica.mayCompareFew()
                ? runs.queue(replica.id(), mode(replica, elapsed, now))
                : runs.queueHinted(replica.id(), Run.Mode.INCREMENTAL, hinted);
        if (run.isPresent()) {
            hints.queued(replica.id(), hinted);
        }
        return run;
    }

    /**
     * Returns whether a cycle must check open uploads before the interval has passed; false if the user cancelled the
     * last run.
     */
    private boolean isUploadPollDue(Replica replica, Instant now) {
        Instant since = openUploads.waitingSince(replica.id());
        boolean answers = replica.state() == Replica.State.OK || replica.state() == Replica.State.ERROR;
        return since != null
                && Due.elapsed(replica.lastCycleAt(), Due.longestGap(answers, Duration.between(since, now)), now)
                && !runs.wasCancelled(replica.id());
    }

    /**
     * @return the mode of the next run; a full run starts at most once an interval, even if open uploads need more runs
     */
    private Run.Mode mode(Replica replica, boolean elapsed, Instant now) {
        Instant lastFull =
                runs.last(replica.id(), Run.Mode.FULL).map(Run::startedAt).orElse(null);
        boolean mayBeFull = elapsed || Due.elapsed(lastFull, settings.interval(replica), now);
        return mayBeFull ? nights.mode(replica) : Run.Mode.INCREMENTAL;
    }

    /**
     * Selects a queued run that only reads. A dry run starts even while synchronisation is paused.
     *
     * <p>Ends a started read-only run if the lock of the replica is free. A read-only run holds the lock from start to
     * end, so a free lock shows that an uncaught failure stopped the run. The run is first read again, because it may
     * have ended before the lock was checked.
     */
    private Optional<Run> selectReadOnly(Run open) {
        if (open.state() == Run.State.QUEUED) {
            return open.mode() == Run.Mode.DRY_RUN || !settings.paused() ? Optional.of(open) : Optional.empty();
        }
        if (runs.find(open.id()).map(now -> now.finishedAt() == null).orElse(false)) {
            Text why =
                    Text.of("The run ended unexpectedly; the log of the process has the reason. Start the run again.");
            journal.writeForRun(LogRow.Level.ERROR, open, why);
            runs.finish(open.id(), Run.State.FAILED, why);
        }
        return Optional.empty();
    }

    /** @return why master or replica must not be called now (Retry-After); null if both may be called */
    private Text restReason(Replica replica) {
        return Stream.of(Instance.MASTER_HOST, replica.host())
                .flatMap(host -> gateway.retryAfter(host).stream()
                        .map(until -> Text.of("{0} {1}", gateway.title(host), RetryAfter.sentence(until))))
                .findFirst()
                .orElse(null);
    }

    /** Ends a requested run that cannot start because of Retry-After. */
    private void refuse(Run open, Text why) {
        if (open != null && open.state() == Run.State.QUEUED) {
            journal.writeForRun(LogRow.Level.WARN, open, why);
            runs.finish(open.id(), Run.State.FAILED, why);
        }
    }

    /** @return whether a fault of the machine paused the run: the run is open, but has no session */
    private boolean isDropped(Run open) {
        return !open.mode().onlyReads()
                && sessions.find(open.replicaId()).isEmpty()
                && runs.find(open.id())
                        .map(now -> now.finishedAt() == null)
                        .orElse(false); // the run may have ended since it was selected
    }

    private boolean isStarting(Run open, Instant now) {
        Selected last = lastSelected.get(open.replicaId());
        return (open.state() == Run.State.QUEUED || isDropped(open))
                && last != null
                && last.runId() == open.id()
                && !Due.elapsed(last.at(), START_TIMEOUT, now);
    }

    private boolean mayRun(Replica replica) {
        return replica.enabled() && !replica.paused() && !settings.paused();
    }

    /** Makes a replica due again, because its cycle could not start while another exchange held the lock. */
    public void lockMissed(@Body ReplicaRun job) {
        lastSelected.remove(job.replicaId());
        if (!job.run().isHinted()) { // a run of named documents needs no cycle: the run is still queued
            replicas.cycleStarted(job.replicaId(), null);
        }
    }

    /** @return the job of the next cycle; it has no runs if nothing is due */
    public CycleJob cycle() {
        List<Run> due = due();
        return new CycleJob(due, scanStart.of(due));
    }
}
