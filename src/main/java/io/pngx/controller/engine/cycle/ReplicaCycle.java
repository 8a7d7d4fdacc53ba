package io.pngx.controller.engine.cycle;

import io.pngx.controller.engine.instances.InstanceSnapshot;
import io.pngx.controller.engine.session.ChunkSize;
import io.pngx.controller.engine.session.Journal;
import io.pngx.controller.engine.session.ReplicaFrozenException;
import io.pngx.controller.engine.session.Session;
import io.pngx.controller.engine.session.Sessions;
import io.pngx.controller.engine.uploads.OpenQuestions;
import io.pngx.controller.paperless.Gateway;
import io.pngx.controller.paperless.Guard;
import io.pngx.controller.paperless.Instance;
import io.pngx.controller.paperless.Kind;
import io.pngx.controller.paperless.Lookup;
import io.pngx.controller.paperless.LookupPage;
import io.pngx.controller.paperless.PaperlessException;
import io.pngx.controller.rules.RuleBook;
import io.pngx.controller.store.KeyValues;
import io.pngx.controller.store.LogRow;
import io.pngx.controller.store.LookupMap;
import io.pngx.controller.store.MaintenanceState;
import io.pngx.controller.store.Probes;
import io.pngx.controller.store.Replica;
import io.pngx.controller.store.Replicas;
import io.pngx.controller.store.Run;
import io.pngx.controller.store.Runs;
import io.pngx.controller.store.Setting;
import io.pngx.controller.store.SyncMap;
import io.pngx.controller.store.Tables;
import io.pngx.controller.store.Unselected;
import io.pngx.controller.store.Uploads;
import io.pngx.controller.sync.Inventory;
import io.pngx.controller.sync.Rules;
import io.pngx.controller.sync.Translation;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongPredicate;
import org.apache.camel.Body;
import org.apache.camel.ExchangeProperty;

/** Prepares one replica's run: start, proof that the replica is an instance of its own, session. */
public final class ReplicaCycle {
    private final Gateway gateway;
    private final Guard guard;
    private final Replicas replicas;
    private final Runs runs;
    private final SyncMap mappings;
    private final LookupMap lookups;
    private final Uploads uploads;
    private final Probes probes;
    private final Sessions sessions;
    private final KeyValues settings;
    private final MaintenanceState upkeep;
    private final RuleBook rules;
    private final Unselected unselected;
    private final OpenQuestions questions;
    private final Journal journal;
    private final Map<Long, ChunkSize> chunkSizes = new ConcurrentHashMap<>();

    public ReplicaCycle(
            Tables tables,
            Gateway gateway,
            Guard guard,
            Sessions sessions,
            RuleBook rules,
            OpenQuestions questions,
            Journal journal) {
        this.gateway = gateway;
        this.guard = guard;
        this.replicas = tables.replicas();
        this.runs = tables.runs();
        this.mappings = tables.mappings();
        this.lookups = tables.lookups();
        this.uploads = tables.uploads();
        this.probes = tables.probes();
        this.sessions = sessions;
        this.settings = tables.settings();
        this.upkeep = tables.maintenance();
        this.rules = rules;
        this.unselected = tables.unselected();
        this.questions = questions;
        this.journal = journal;
    }

    /**
     * Tells whether the run can start. The run may have ended while the master was read, or the address of the master
     * may have changed; the next cycle then starts another run.
     */
    public boolean isOpen(@Body Run run, @ExchangeProperty("master") InstanceSnapshot master) {
        return gateway.instance(Instance.MASTER_HOST)
                        .map(Instance::base)
                        .filter(master.base()::equals)
                        .isPresent()
                && runs.find(run.id()).map(now -> now.finishedAt() == null).orElse(false);
    }

    /** @return the host name of the replica */
    public String begin(@Body Run run) {
        sessions.clearPausedByMachine(run.id());
        if (run.state() == Run.State.QUEUED) {
            runs.started(run.id());
            journal.write(
                    LogRow.Level.INFO,
                    run.id(),
                    run.replicaId(),
                    null,
                    "run",
                    switch (run.mode()) {
                        case INCREMENTAL -> "A run begins.";
                        case FULL -> "A full run begins.";
                        case DRY_RUN -> "A dry run begins; nothing is written to the replica.";
                        case VERIFY -> "A verification begins; nothing is written to the replica.";
                    });
        }
        runs.phase(run.id(), "reading");
        return Replica.hostOf(run.replicaId());
    }

    /** @return whether the replica's address was not yet proven to differ from the current master */
    public boolean needsProof(@ExchangeProperty("replicaId") long replicaId) {
        Replica replica = replicas.find(replicaId).orElseThrow();
        Instance master = gateway.instance(Instance.MASTER_HOST).orElseThrow();
        Instance there = gateway.instance(replica.host()).orElseThrow();
        if (master.base().equals(there.base())) {
            throw sameAsMaster();
        }
        return !proof(master, there).equals(replica.provenUrl());
    }

    /** @return probe tags of interrupted proofs at this address */
    public List<Probes.Probe> leftovers(@ExchangeProperty("replicaId") long replicaId) {
        return probes.left(replicaId, addressOf(replicaId));
    }

    /**
     * Permits the deletion of a leftover probe tag.
     *
     * @return the id of the tag; null if the replica has no such tag
     */
    public Long leftoverTag(
            @Body LookupPage found,
            @ExchangeProperty("leftover") Probes.Probe leftover,
            @ExchangeProperty("host") String host) {
        Long tag = found.results().stream()
                .filter(each -> each.name().equals(leftover.name()))
                .map(Lookup::id)
                .filter(id -> leftover.tagId() == null || leftover.tagId().equals(id))
                .findFirst()
                .orElse(null);
        if (tag != null) {
            guard.permitDelete(host, "tags", tag);
        }
        return tag;
    }

    public void leftoverGone(@ExchangeProperty("leftover") Probes.Probe leftover) {
        probes.gone(leftover.name());
    }

    /** Creates a random name for the probe tag, and stores the name before the tag is created. */
    public String probeName(@ExchangeProperty("replicaId") long replicaId) {
        byte[] random = new byte[8];
        new SecureRandom().nextBytes(random);
        String name = "pngx-controller-probe-" + HexFormat.of().formatHex(random);
        probes.plan(name, replicaId, addressOf(replicaId));
        return name;
    }

    private String addressOf(long replicaId) {
        return gateway.instance(Replica.hostOf(replicaId)).orElseThrow().base().toString();
    }

    public void probeMade(@Body Lookup tag, @ExchangeProperty("probe") String name) {
        probes.made(name, tag.id());
    }

    /** Permits the deletion of the probe tag. */
    public void permitRemoval(@Body Lookup tag, @ExchangeProperty("host") String host) {
        guard.permitDelete(host, "tags", tag.id());
    }

    /** @return an empty list for the titles of other replicas that are the same instance */
    public List<String> newTwinList() {
        return new ArrayList<>();
    }

    /** @return host names of the other connected replicas */
    public List<String> others(@ExchangeProperty("replicaId") long replicaId) {
        return replicas.all().stream()
                .filter(other -> other.id() != replicaId && other.enabled())
                .map(Replica::host)
                .filter(host -> gateway.instance(host).isPresent())
                .toList();
    }

    /** @param found the tags with the name of the probe tag on another replica */
    public void addTwin(
            @Body LookupPage found,
            @ExchangeProperty("other") String host,
            @ExchangeProperty("twins") List<String> twins) {
        if (found.count() > 0) {
            twins.add(gateway.title(host));
        }
    }

    /**
     * Completes the proof.
     *
     * @param seen  the tags with the name of the probe tag on the master
     * @param twins titles of other replicas that have the probe tag, and so are the same instance
     */
    public void proven(
            @ExchangeProperty("seen") LookupPage seen,
            @ExchangeProperty("twins") List<String> twins,
            @ExchangeProperty("probe") String name,
            @ExchangeProperty("replicaId") long replicaId,
            @ExchangeProperty("reading") InstanceSnapshot reading) {
        probes.gone(name);
        if (seen.count() > 0) {
            throw sameAsMaster();
        }
        if (!twins.isEmpty()) {
            throw new PaperlessException(
                    PaperlessException.Kind.BLOCKED,
                    null,
                    "is the same instance as " + String.join(" and ", twins)
                            + ", under another name; nothing is written to it. Enter the address of another instance,"
                            + " or remove one of the two.");
        }
        if (hasMoved(replicaId) && !holdsAnyCopy(replicaId, reading)) {
            lookups.forgetAll(replicaId); // ids mean nothing on another instance; lookups are matched by name again
            uploads.failConsumed(replicaId);
        }
        replicas.proven(
                replicaId,
                proof(
                        gateway.instance(Instance.MASTER_HOST).orElseThrow(),
                        gateway.instance(Replica.hostOf(replicaId)).orElseThrow()));
    }

    private boolean hasMoved(long replicaId) {
        String before = replicas.find(replicaId).orElseThrow().provenUrl();
        return before != null
                && !before.startsWith(gateway.instance(Replica.hostOf(replicaId))
                                .orElseThrow()
                                .base() + " ");
    }

    private boolean holdsAnyCopy(long replicaId, InstanceSnapshot reading) {
        return mappings.copies(replicaId).stream().anyMatch(reading::lists);
    }

    private static String proof(Instance master, Instance replica) {
        return replica.base() + " is not " + master.base();
    }

    private static PaperlessException sameAsMaster() {
        return new PaperlessException(
                PaperlessException.Kind.BLOCKED,
                null,
                "is the master itself under another name; nothing is written to it. Enter the address of another"
                        + " instance.");
    }

    /** Opens the session for the rest of the cycle and for the uploads. */
    public Session prepare(
            @ExchangeProperty("run") Run run,
            @ExchangeProperty("master") InstanceSnapshot master,
            @ExchangeProperty("reading") InstanceSnapshot reading) {
        Session session = session(run, master, reading);
        replicas.state(run.replicaId(), Replica.State.OK, questions.message(run.replicaId()));
        sessions.open(session);
        return session;
    }

    /** Opens the session of a run that only reads, which does not change the replica's state. */
    public Session prepareReadOnly(
            @ExchangeProperty("run") Run run,
            @ExchangeProperty("master") InstanceSnapshot master,
            @ExchangeProperty("reading") InstanceSnapshot reading) {
        Session session = session(run, master, reading);
        sessions.openReadOnly(session);
        return session;
    }

    private Session session(Run run, InstanceSnapshot master, InstanceSnapshot reading) {
        long replicaId = run.replicaId();
        Map<Kind, Map<Long, Long>> ids = new EnumMap<>(Kind.class);
        Map<Kind, Set<Long>> uncarried = new EnumMap<>(Kind.class);
        Map<Kind, Set<Long>> kept = new EnumMap<>(Kind.class);
        for (Kind kind : Kind.values()) {
            ids.put(kind, new ConcurrentHashMap<>());
            uncarried.put(kind, ConcurrentHashMap.newKeySet());
            kept.put(kind, ConcurrentHashMap.newKeySet());
        }
        LongPredicate onMaster = master::lists;
        LongPredicate onReplica = reading::lists;
        // Documents that left the master, or are left out, stay mapped. paperless refuses links to trashed copies.
        Translation translation = new Translation(
                master.lookups(),
                reading.lookups(),
                ids,
                uncarried,
                kept,
                reading.user().id(),
                masterId -> mappings.replicaDoc(replicaId, masterId)
                        .filter(copy -> onReplica.test(copy)
                                || onMaster.test(masterId) && !unselected.contains(replicaId, masterId)),
                new Inventory(onMaster, master.date(), masterId -> unselected.contains(replicaId, masterId)));
        Replica replica = replicas.find(replicaId).orElseThrow();
        replicas.version(replicaId, reading.version());
        upkeep.seen(replicaId, Arrays.stream(reading.inventory()).max().orElse(0));
        ChunkSize chunkSize = chunkSizes.computeIfAbsent(replicaId, id -> new ChunkSize());
        if (run.state() == Run.State.QUEUED) {
            chunkSize.increase();
        }
        return new Session(
                run,
                replica,
                reading.dialect(),
                master.dialect(),
                translation,
                rulesOf(replica),
                settings.get(Setting.SYNC_CONTENT),
                Map.of(Instance.MASTER_HOST, master.base(), replica.host(), reading.base()),
                chunkSize);
    }

    /** @throws ReplicaFrozenException if an enabled rule does not run: no document may bypass it */
    private Rules rulesOf(Replica replica) {
        try {
            return rules.of(replica);
        } catch (RuleBook.RuleNotRunningException e) {
            throw new ReplicaFrozenException(e.getMessage());
        }
    }

    public void phase(@ExchangeProperty("session") Session session, String phase) {
        runs.phase(session.runId(), phase);
    }

    /** @return whether the run was not stopped; a stop inside a split does not end the route by itself */
    public boolean shouldContinue(@ExchangeProperty("session") Session session) {
        return !session.stopped();
    }
}
