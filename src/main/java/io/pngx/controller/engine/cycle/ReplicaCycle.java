package io.pngx.controller.engine.cycle;

import io.pngx.controller.engine.instances.InstanceSnapshot;
import io.pngx.controller.engine.instances.ReplicaRun;
import io.pngx.controller.engine.instances.UnmatchedTranslations;
import io.pngx.controller.engine.session.ChunkSize;
import io.pngx.controller.engine.session.DocumentTargets;
import io.pngx.controller.engine.session.ExchangeNames;
import io.pngx.controller.engine.session.Job;
import io.pngx.controller.engine.session.Journal;
import io.pngx.controller.engine.session.ReplicaFrozenException;
import io.pngx.controller.engine.session.Session;
import io.pngx.controller.engine.session.Sessions;
import io.pngx.controller.engine.uploads.OpenQuestions;
import io.pngx.controller.paperless.Gateway;
import io.pngx.controller.paperless.Instance;
import io.pngx.controller.rules.RuleBook;
import io.pngx.controller.store.KeyValues;
import io.pngx.controller.store.LogRow;
import io.pngx.controller.store.MaintenanceState;
import io.pngx.controller.store.Replica;
import io.pngx.controller.store.Replicas;
import io.pngx.controller.store.Run;
import io.pngx.controller.store.RunProgress;
import io.pngx.controller.store.Runs;
import io.pngx.controller.store.Setting;
import io.pngx.controller.store.Tables;
import io.pngx.controller.sync.Rules;
import io.pngx.controller.sync.Translation;
import io.pngx.controller.text.Text;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.camel.Body;
import org.apache.camel.ExchangeProperty;

/** Starts one replica's run, and opens its session. */
public final class ReplicaCycle {
    private final Gateway gateway;
    private final Replicas replicas;
    private final Runs runs;
    private final RunProgress progress;
    private final UnmatchedTranslations translations;
    private final Sessions sessions;
    private final KeyValues settings;
    private final MaintenanceState maintenance;
    private final RuleBook rules;
    private final OpenQuestions questions;
    private final Journal journal;
    private final Map<Long, ChunkSize> chunkSizes = new ConcurrentHashMap<>();

    public ReplicaCycle(
            Tables tables,
            Gateway gateway,
            Sessions sessions,
            RuleBook rules,
            OpenQuestions questions,
            Journal journal) {
        this.gateway = gateway;
        this.replicas = tables.replicas();
        this.runs = tables.runs();
        this.progress = tables.progress();
        this.translations = new UnmatchedTranslations(tables);
        this.sessions = sessions;
        this.settings = tables.settings();
        this.maintenance = tables.maintenance();
        this.rules = rules;
        this.questions = questions;
        this.journal = journal;
    }

    /**
     * Returns whether the run can start. While the master was read, the run may have ended, or the address of the
     * master may have changed. The next cycle then starts another run.
     */
    public boolean isOpen(@Body ReplicaRun job) {
        Run now = runs.find(job.run().id()).orElse(null);
        if (now != null
                && now.finishedAt() != null
                && now.isHinted()
                && !job.run().isHinted()) {
            replicas.cycleStarted(job.replicaId(), null); // the run ended before it could compare all changes
        }
        return gateway.instance(Instance.MASTER_HOST)
                        .map(Instance::base)
                        .filter(job.master().base()::equals)
                        .isPresent()
                && now != null
                && now.finishedAt() == null;
    }

    /**
     * Starts the run, unless it was started before.
     *
     * @throws ReplicaFrozenException if the user must first accept a dry run of the replica
     */
    public void begin(@Body ReplicaRun job) {
        Run run = job.run();
        if (run.mode() != Run.Mode.DRY_RUN
                && replicas.find(run.replicaId()).filter(Replica::dryRunFirst).isPresent()) {
            throw new ReplicaFrozenException(Text.of(
                    "This replica was the master, or has newer values than the master. Nothing is written to this"
                            + " replica before you have seen what a run would overwrite: start a dry run, then accept"
                            + " it."));
        }
        sessions.clearPausedByMachine(run.id());
        if (run.state() == Run.State.QUEUED) {
            runs.started(run.id());
            journal.writeForRun(
                    LogRow.Level.INFO,
                    run,
                    switch (run.mode()) {
                        case INCREMENTAL -> run.isHinted() ? hinted(run) : Text.of("A run begins.");
                        case FULL -> Text.of("A full run begins.");
                        case DRY_RUN -> Text.of("A dry run begins; nothing is written to the replica.");
                        case VERIFY ->
                            run.isHinted()
                                    ? Text.of(
                                            "A verification of {0} begins; nothing is written to the replica.",
                                            named(run))
                                    : Text.of("A verification begins; nothing is written to the replica.");
                    });
        }
        progress.phase(run.id(), "reading");
    }

    private static Text hinted(Run run) {
        return Text.of(
                run.hintedIds().size() == 1
                        ? "A run begins for {0} only, which a webhook or a user named."
                        : "A run begins for {0} only, which webhooks or users named.",
                named(run));
    }

    private static Text named(Run run) {
        int documents = run.hintedIds().size();
        return documents == 1
                ? Text.of("document {0}", run.hintedDocuments())
                : Text.of("{0} documents", String.valueOf(documents));
    }

    /** Opens the session for the rest of the cycle and for the uploads. */
    public void prepare(@Body ReplicaRun job) {
        job.open(session(job));
        // A run of only named documents does not change the replica's state. The state describes the last run that
        // compared all changes.
        if (!job.run().isHinted()) {
            replicas.state(job.replicaId(), Replica.State.OK, questions.message(job.replicaId()));
        }
        sessions.open(job.session());
        if (!job.run().isHinted()) {
            // The stored run becomes a run over all changes only after the new session is open. If the old session ends
            // before, the stored run is still a run of only named documents.
            runs.compareAllChanges(job.run().id());
        }
    }

    /** Opens the session of a run that only reads. The state of the replica stays as it is. */
    public void prepareReadOnly(@Body ReplicaRun job) {
        job.open(session(job));
        sessions.openReadOnly(job.session());
    }

    private Session session(ReplicaRun job) {
        Run run = job.run();
        InstanceSnapshot master = job.master();
        InstanceSnapshot replicaSnapshot = job.replica();
        long replicaId = run.replicaId();
        Translation stored = translations.of(replicaId, master, replicaSnapshot);
        Translation translation = stored.with(masterId -> job.copy(masterId, stored.documents()));
        Replica replica = replicas.find(replicaId).orElseThrow();
        replicas.version(replicaId, replicaSnapshot.version());
        maintenance.seen(
                replicaId, Arrays.stream(replicaSnapshot.inventory()).max().orElse(0));
        ChunkSize chunkSize = chunkSizes.computeIfAbsent(replicaId, id -> new ChunkSize());
        if (run.state() == Run.State.QUEUED) {
            chunkSize.increase();
        }
        Session session = new Session(
                run,
                replica,
                replicaSnapshot.dialect(),
                master.dialect(),
                new DocumentTargets(translation, rulesOf(replica), settings.get(Setting.SYNC_CONTENT)),
                Map.of(Instance.MASTER_HOST, master.base(), replica.host(), replicaSnapshot.base()),
                chunkSize);
        session.recordInventory(replicaSnapshot::lists);
        return session;
    }

    /** @throws ReplicaFrozenException if an enabled rule does not run: no document may bypass this rule */
    private Rules rulesOf(Replica replica) {
        try {
            return rules.of(replica);
        } catch (RuleBook.RuleNotRunningException e) {
            throw new ReplicaFrozenException(e.text());
        }
    }

    public void phase(Job job, String phase) {
        progress.phase(job.run().id(), phase);
    }

    /**
     * @return false if the run was stopped. The route must check for a stop, because a stop inside a split does not end
     *     the route
     */
    public boolean shouldContinue(@ExchangeProperty(ExchangeNames.SESSION) Session session) {
        return !session.stopped();
    }
}
