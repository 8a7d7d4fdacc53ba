package io.pngx.controller.engine.session;

import io.pngx.controller.paperless.Dialect;
import io.pngx.controller.paperless.Document;
import io.pngx.controller.paperless.Instance;
import io.pngx.controller.paperless.Kind;
import io.pngx.controller.paperless.Lookup;
import io.pngx.controller.store.Changed;
import io.pngx.controller.store.LookupMap;
import io.pngx.controller.store.MachineFault;
import io.pngx.controller.store.Replica;
import io.pngx.controller.store.Run;
import io.pngx.controller.sync.Backoff;
import io.pngx.controller.sync.KeptLookups;
import io.pngx.controller.sync.Ruled;
import io.pngx.controller.sync.Rules;
import io.pngx.controller.sync.Seen;
import io.pngx.controller.sync.Target;
import io.pngx.controller.sync.Targets;
import io.pngx.controller.sync.Translation;
import java.net.URI;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** A run of a replica while it is in hand. Lives in memory; what must survive a stop is in the database. */
public final class Session {
    /** The keys of a document that rules are shown. */
    public static final String RULE_FIELDS = Seen.FIELDS + ",mime_type,original_file_name";

    private final Run run;
    private final Replica replica;
    private final Dialect dialect;
    private final Translation translation;
    private final Dialect masterDialect;
    private final Rules rules;
    private final boolean syncContent;
    private final Map<String, URI> addresses;
    private volatile String stoppedBecause;
    private volatile Replica.State stoppedState;
    private volatile boolean cancelled;
    private volatile boolean paused;
    private volatile String incomplete;
    private volatile Changed accepted;
    private volatile boolean lookupsAreOthers;
    private final Map<Kind, Set<Long>> planned = new EnumMap<>(Kind.class);
    private final Set<Lookup> unmoved = new LinkedHashSet<>();
    private boolean movedAgain;
    private int listedWrongly;
    private int keeping;
    private int manyAreWrong = 3;
    private final ChunkSize chunkSize;
    private final Deque<DocumentWork> unread = new ArrayDeque<>();
    private final Set<Long> arrived = ConcurrentHashMap.newKeySet();
    private int unanswered;
    private Instant uploadsRestUntil = Instant.MIN;

    /**
     * @param rules       of the replica; they stay the same as long as this session lives
     * @param syncContent is the text of documents carried, too?
     * @param addresses   by host name, where both ends were read
     * @param chunkSize   of this replica; it outlives this session
     */
    public Session(
            Run run,
            Replica replica,
            Dialect dialect,
            Dialect masterDialect,
            Translation translation,
            Rules rules,
            boolean syncContent,
            Map<String, URI> addresses,
            ChunkSize chunkSize) {
        this.run = run;
        this.replica = replica;
        this.dialect = dialect;
        this.translation = translation;
        this.masterDialect = masterDialect;
        this.rules = rules;
        this.syncContent = syncContent;
        this.addresses = addresses;
        this.chunkSize = chunkSize;
        for (Kind kind : Kind.values()) {
            planned.put(kind, new HashSet<>());
        }
    }

    public Run run() {
        return run;
    }

    public long runId() {
        return run.id();
    }

    public Replica replica() {
        return replica;
    }

    public long replicaId() {
        return replica.id();
    }

    /** The name by which routes call the replica. */
    public String host() {
        return replica.host();
    }

    /** Is this end still called where it was when the session was made? */
    public boolean isAt(Instance instance) {
        return instance != null && instance.base().equals(addresses.get(instance.host()));
    }

    public Dialect dialect() {
        return dialect;
    }

    /** The master's version decides which kind of checksum it keeps. */
    public Dialect masterDialect() {
        return masterDialect;
    }

    /** What the rules make of a document of the master. */
    public Ruled ruled(Document document) {
        return rules.apply(syncContent ? document : document.withoutContent(), translation);
    }

    /** What a document of the master should be on this replica, once the rules have selected it. */
    public Target target(Ruled document) {
        return Targets.target(document, translation, rules.revision());
    }

    /** The same, where {@code copy} stands for it already in links to itself, or will in a moment. */
    public Target target(Ruled ruled, long copy) {
        Translation there = translation.with(id -> id == ruled.document().id()
                ? Optional.of(copy)
                : translation.documents().apply(id));
        return Targets.target(ruled, there, rules.revision());
    }

    /** The target with lookups that left the master and that the copy is to keep. */
    public Target keeping(Target target, Ruled ruled, Document copy) {
        return KeptLookups.on(target, ruled.document(), copy, translation);
    }

    /** A dry run found that this lookup would be made, or become another type: the replica may refuse it. */
    public void planned(Kind kind, long masterId) {
        planned.get(kind).add(masterId);
    }

    /**
     * What a document that is mapped should be. Where the last run settled it without lookups that the replica refused then, it should be the same
     * as long as they are planned only.
     */
    public Target target(Ruled document, String settled) {
        Target target = target(document);
        if (settled == null
                || settled.equals(target.fingerprint())
                || planned.values().stream().allMatch(Set::isEmpty)) {
            return target;
        }
        Target without = Targets.target(document, translation.without(planned), rules.revision());
        return without.fingerprint().equals(settled) ? without : target;
    }

    /** A tag could not be moved to its parent, perhaps since others hang below it that are moved later. @return false: it was tried at the end, too */
    public boolean movesAgain(Lookup tag) {
        return !movedAgain && unmoved.add(tag);
    }

    /** The end of a kind: what was refused till then is tried once more. */
    public List<Lookup> unmoved() {
        movedAgain = true;
        return List.copyOf(unmoved);
    }

    /** The keys of a document that rules are shown. */
    public String ruleFields() {
        return RULE_FIELDS;
    }

    /** The keys of a document that is asked for its links, which rules may take away. */
    public String linkFields() {
        return rules.isNone() ? "id,custom_fields" : ruleFields();
    }

    public Rules rules() {
        return rules;
    }

    public Translation translation() {
        return translation;
    }

    /** Goes on with what turned out to be another one: a person accepted it, or this is a dry run that says what would be done then. */
    public void accept(Changed what) {
        accepted = what;
    }

    /** Null: all is as it was. */
    public Changed accepted() {
        return accepted;
    }

    /** What has the ids of our lookups on this replica stands for nothing. */
    public void lookupsAreOthers() {
        lookupsAreOthers = true;
    }

    public boolean areLookupsOthers() {
        return lookupsAreOthers;
    }

    /** Master id to replica id of a kind of lookups, as far as it still holds. */
    public Map<Long, Long> stored(LookupMap lookups, String kind) {
        return accepted == Changed.MASTER || lookupsAreOthers ? Map.of() : lookups.of(replicaId(), kind);
    }

    /** Ends the run after the document in hand. The first reason counts. */
    public synchronized void stop(Replica.State state, String why) {
        if (stoppedBecause == null) {
            stoppedBecause = why;
            stoppedState = state;
        }
    }

    /** As {@link #stop}, because a person asked for it. */
    synchronized void cancel(String why) {
        if (stoppedBecause == null) {
            cancelled = true;
            stop(null, why);
        }
    }

    /** A POST of a file gave no task: the next one is tried after a moment, and each time after a longer one. */
    public void uploadUnanswered() {
        uploadsRestUntil = Instant.now().plus(Backoff.upload(++unanswered));
    }

    public void uploadAnswered() {
        unanswered = 0;
    }

    public boolean mayUpload() {
        return !Instant.now().isBefore(uploadsRestUntil);
    }

    /**
     * As {@link #stop}, because the machine can't go on. The run stays open, and is begun again once the machine can;
     * a run that only reads ends.
     */
    public synchronized void pause(MachineFault fault) {
        if (stoppedBecause == null) {
            paused = true;
            stop(null, run.mode().onlyReads() ? fault.textOfEndedRun() : fault.text());
        }
    }

    public boolean isPaused() {
        return paused;
    }

    /** The number of documents to ask for in one call. */
    public int chunkSize(int usual) {
        return chunkSize.of(usual);
    }

    /** The answer about these documents was too long: they are asked for again, fewer at a time. */
    public void readAgain(Chunk chunk) {
        chunkSize.fallBelow(chunk.documents().size());
        unread.addAll(chunk.documents());
    }

    /** The next of them; empty: none are left. */
    List<DocumentWork> toReadAgain() {
        List<DocumentWork> some = new ArrayList<>();
        while (!unread.isEmpty() && some.size() < chunkSize.of(Integer.MAX_VALUE)) {
            some.add(unread.remove());
        }
        return some;
    }

    /** The replica said what an upload became. */
    public void arrived(long uploadId) {
        arrived.add(uploadId);
    }

    /** Has it just said so? Asked once: later it may be another paperless that answers, or an older state of it. */
    public boolean justArrived(long uploadId) {
        return arrived.remove(uploadId);
    }

    /** A document is live that the master did not list. @return whether the list is wrong just since this one */
    public boolean listedWrongly() {
        return ++listedWrongly == manyAreWrong;
    }

    /** The master lists nothing at all: then a single document that is live shows that its list is wrong. */
    public void nothingListed() {
        manyAreWrong = 1;
    }

    /** Are there so many of them that the list is no evidence? One may have come back since it was read. */
    public boolean isListWrong() {
        return listedWrongly >= manyAreWrong;
    }

    /** A copy keeps a lookup that left the master. */
    public void keeps() {
        keeping++;
    }

    public int keeping() {
        return keeping;
    }

    /** Something could not be brought over: the run can't be called a success. */
    public void incomplete(String why) {
        if (incomplete == null) {
            incomplete = why;
        }
    }

    /** Null where everything was. */
    public String incomplete() {
        return incomplete;
    }

    public boolean cancelled() {
        return cancelled;
    }

    public boolean stopped() {
        return stoppedBecause != null;
    }

    public String stoppedBecause() {
        return stoppedBecause;
    }

    /** What that says of the replica; null: nothing. */
    public Replica.State stoppedState() {
        return stoppedState;
    }
}
