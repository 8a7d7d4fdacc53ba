package io.pngx.controller.engine.documents;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.pngx.controller.engine.instances.ReplicaRun;
import io.pngx.controller.engine.session.CopyIdentity;
import io.pngx.controller.engine.session.ExchangeNames;
import io.pngx.controller.engine.session.IdChunks;
import io.pngx.controller.engine.session.Journal;
import io.pngx.controller.engine.session.Session;
import io.pngx.controller.engine.session.StopSignal;
import io.pngx.controller.engine.session.StoppableIterator;
import io.pngx.controller.paperless.Document;
import io.pngx.controller.paperless.DocumentPage;
import io.pngx.controller.store.Comparisons;
import io.pngx.controller.store.CopyInvalidation;
import io.pngx.controller.store.Mapping;
import io.pngx.controller.store.PlanRow.Action;
import io.pngx.controller.store.Plans;
import io.pngx.controller.store.Run;
import io.pngx.controller.store.Unselected;
import io.pngx.controller.text.Text;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.function.LongPredicate;
import java.util.stream.Collectors;
import org.apache.camel.Body;
import org.apache.camel.ExchangeProperty;
import org.apache.camel.Variable;

/**
 * Assigns ownerless copies to the API user. When a user is deleted on the replica, the user's documents lose their
 * owner, and everyone can see these documents (paperless-api.md §7). This class handles only copies that no run
 * compares, because the document is missing on the master or a rule excludes the document.
 */
public final class PrivateCopies {
    private static final int CHUNK = 100;

    private final CopyInvalidation invalidation;
    private final Comparisons comparisons;
    private final Unselected unselected;
    private final Plans plans;
    private final StopSignal stops;
    private final Journal journal;

    public PrivateCopies(
            CopyInvalidation invalidation,
            Comparisons comparisons,
            Unselected unselected,
            Plans plans,
            StopSignal stops,
            Journal journal) {
        this.invalidation = invalidation;
        this.comparisons = comparisons;
        this.unselected = unselected;
        this.plans = plans;
        this.stops = stops;
        this.journal = journal;
    }

    /** A batch of copies that one call reads. */
    public record Batch(Session session, List<Mapping> copies) {
        public String getHost() {
            return session.getHost();
        }

        /** @return the ids of the copies, as the value of the filter {@code id__in} */
        public String getIds() {
            return copies.stream()
                    .map(copy -> String.valueOf(copy.replicaDocId()))
                    .collect(Collectors.joining(","));
        }
    }

    /**
     * Returns the copies that this run does not compare; none in an incremental run if users and groups are unchanged.
     */
    public Iterator<Batch> chunks(@ExchangeProperty(ExchangeNames.JOB) ReplicaRun run) {
        Session session = run.session();
        boolean everything = session.run().mode() != Run.Mode.INCREMENTAL;
        if (!everything
                && session.translation()
                        .accountsDigest()
                        .equals(session.replica().people())) {
            return List.<Batch>of().iterator();
        }
        LongPredicate onMaster = run.master()::lists;
        LongPredicate onReplica = run.replica()::lists;
        Set<Long> excluded = unselected.of(session.replicaId()).keySet();
        List<Mapping> copies = comparisons.owned(session.replicaId()).stream()
                .filter(copy -> onReplica.test(copy.replicaDocId())
                        && (!onMaster.test(copy.masterId()) || excluded.contains(copy.masterId())))
                .toList();
        return new StoppableIterator<>(
                        session, stops, IdChunks.split(copies, CHUNK).iterator())
                .computing(some -> new Batch(session, some));
    }

    /** @return the ownerless copies in the answer; foreign documents with the id of a copy are ignored */
    public List<OwnerJob> ownerless(@Body Batch batch, @Variable(ExchangeNames.ANSWER) DocumentPage page) {
        List<OwnerJob> found = new ArrayList<>();
        for (Document document : page.results()) {
            if (document.owner() == null) {
                batch.copies().stream()
                        .filter(copy -> copy.replicaDocId() == document.id() && CopyIdentity.isCopy(copy, document))
                        .forEach(copy -> found.add(new OwnerJob(batch.session(), copy)));
            }
        }
        return found;
    }

    /** Deletes the stored fingerprint of the copy, and returns the JSON body that sets the owner. */
    public String ownerPatch(@Body OwnerJob job) {
        Session session = job.session();
        Mapping copy = job.copy();
        invalidation.clearFingerprint(session.replicaId(), copy.masterId());
        return JsonNodeFactory.instance
                .objectNode()
                .put("owner", session.translation().syncUser())
                .toString();
    }

    /** Checks and logs the owner that was read back. */
    public void ownerReadBack(@Body OwnerJob job, @Variable(ExchangeNames.ANSWER) Document found) {
        Session session = job.session();
        Mapping copy = job.copy();
        found.requireId(copy.replicaDocId());

        if (found.owner() == null) {
            Text why = Text.of(
                    "Document {0} of the replica, \"{1}\", lost its owner, so everyone may see the document."
                            + " The replica did not accept a new owner; set an owner on the replica.",
                    String.valueOf(found.id()), copy.name());
            session.incomplete(why);
            journal.warn(session, copy.masterId(), "owner", why);
        } else {
            journal.info(
                    session,
                    copy.masterId(),
                    "owner",
                    Text.of(
                            "Document {0} of the replica, \"{1}\", lost its owner; the copy now belongs to"
                                    + " \"{2}\", the API user.",
                            String.valueOf(found.id()), copy.name(), syncUser(session)));
        }
    }

    /** Plans the change of the owner, for a dry run. */
    public void planChange(@Body OwnerJob job) {
        Session session = job.session();
        Mapping copy = job.copy();
        ObjectNode change = JsonNodeFactory.instance
                .objectNode()
                .put("key", "owner")
                .putNull("old")
                .put("new", syncUser(session));
        plans.addChangedCopy(
                session.runId(),
                Action.CHANGE,
                copy,
                copy.name(),
                "[" + change + "]",
                Text.of("The copy lost its owner on the replica, so everyone may see the copy."));
    }

    private static String syncUser(Session session) {
        return session.translation().replica().user(session.translation().syncUser());
    }
}
