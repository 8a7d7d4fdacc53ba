package io.pngx.controller.engine.identity;

import io.pngx.controller.engine.instances.ReplicaRun;
import io.pngx.controller.engine.session.CopyIdentity;
import io.pngx.controller.engine.session.ExchangeNames;
import io.pngx.controller.engine.session.Journal;
import io.pngx.controller.engine.session.ReplicaFrozenException;
import io.pngx.controller.engine.session.Session;
import io.pngx.controller.paperless.DocumentPage;
import io.pngx.controller.store.Changed;
import io.pngx.controller.store.IdentitySamples;
import io.pngx.controller.store.LookupMap;
import io.pngx.controller.store.Mapping;
import io.pngx.controller.store.NoteMap;
import io.pngx.controller.store.ReplacedCopies;
import io.pngx.controller.store.ReplacedCopy;
import io.pngx.controller.store.Run;
import io.pngx.controller.store.SyncMap;
import io.pngx.controller.store.Tables;
import io.pngx.controller.text.Text;
import java.time.Instant;
import java.util.Collections;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongPredicate;
import org.apache.camel.Body;
import org.apache.camel.Variable;

/** Checks that the replica is still the instance to which the copies were written. */
public final class ReplicaIdentityCheck {
    private static final int SAMPLE = 20;
    private static final int FEW_GONE = 5;
    private static final int GONE_PERCENT = 20;

    private final SyncMap mappings;
    private final IdentitySamples identitySamples;
    private final LookupMap lookups;
    private final NoteMap notes;
    private final ReplacedCopies replacedCopies;
    private final AcceptedChange acceptedChange;
    private final Journal journal;

    public ReplicaIdentityCheck(Tables tables, AcceptedChange acceptedChange, Journal journal) {
        this.mappings = tables.mappings();
        this.identitySamples = tables.identitySamples();
        this.lookups = tables.lookups();
        this.notes = tables.notes();
        this.replacedCopies = tables.replacedCopies();
        this.acceptedChange = acceptedChange;
        this.journal = journal;
    }

    /**
     * @throws ReplicaFrozenException if so many copies vanished that the replica must have been replaced or restored
     *     from a backup
     */
    public void checkReplica(@Body ReplicaRun job) {
        Session session = job.session();
        if (session.accepted() == Changed.MASTER) {
            return; // missing copies of the old library do not prove that the replica is another instance
        }
        LongPredicate onMaster = job.master()::lists;
        LongPredicate onReplica = job.replica()::lists;
        Map<Long, Long> ids = mappings.ids(session.replicaId());
        long mapped = ids.size();
        long gone = ids.entrySet().stream()
                .filter(each -> onMaster.test(each.getKey()) && !onReplica.test(each.getValue()))
                .count();
        boolean none = mapped > 0 && ids.values().stream().noneMatch(onReplica::test);
        boolean accepted = acceptedChange.find(session) == Changed.REPLICA;
        boolean another =
                none && job.replica().inventory().length > 0 || gone > FEW_GONE && gone * 100 > mapped * GONE_PERCENT;
        if ((another || accepted) && none) {
            forgetLookups(session, accepted);
        }
        if (accepted) {
            session.accept(Changed.REPLICA);
        } else if (another) {
            throw new ReplicaFrozenException(
                    Changed.REPLICA,
                    Text.of(
                            "{0} of {1} documents vanished from the replica: the replica was restored from an older"
                                    + " state, or reinstalled. Nothing is written. Bring the old replica back, or make"
                                    + " a dry run and accept the new replica. Then documents that the new replica holds"
                                    + " are mapped by their bytes, and other documents are uploaded again.",
                            String.valueOf(gone), String.valueOf(mapped)));
        }
    }

    /**
     * Selects copies to check: the newest copies, the copies that were changed last, and a random sample. Selects all
     * copies if some vanished, if the user accepted another replica, and in a dry run, which shows the result of an
     * acceptance. If the user accepted another master, selects the copies that lose their mapping and have notes of the
     * controller.
     *
     * @return a job for each call
     */
    public Iterator<SampleJob> copySample(@Body ReplicaRun job) {
        Session session = job.session();
        if (session.accepted() == Changed.MASTER) {
            return session.run().mode().onlyReads()
                    ? Collections.emptyIterator()
                    : SampleJob.of(
                            job,
                            notes.copiesWithNotes(session.replicaId()).entrySet().stream()
                                    .filter(copy -> !job.unchanged().contains(copy.getKey()))
                                    .map(Map.Entry::getValue)
                                    .toList());
        }
        boolean all = session.accepted() == Changed.REPLICA
                || session.run().mode() == Run.Mode.DRY_RUN
                || !identitySamples.allLive(session.replicaId(), job.replica()::lists);
        Map<Long, Instant> changedLast =
                identitySamples.copiesChangedLast(session.replicaId(), SAMPLE, job.replica()::lists);
        job.timesOfReplica().expect(changedLast);
        Set<Long> ids = new HashSet<>(changedLast.keySet());
        ids.addAll(
                all
                        ? identitySamples.copies(session.replicaId())
                        : identitySamples.sampleOfCopies(session.replicaId(), SAMPLE));
        return SampleJob.of(job, ids);
    }

    /**
     * Checks whether the ids of copies belong to other documents now. If the user accepted that the address leads to
     * another replica, deletes the mappings of such copies.
     *
     * @throws ReplicaFrozenException if a copy was replaced and the user has not accepted another replica
     */
    public void checkCopies(@Body SampleJob sample, @Variable(ExchangeNames.ANSWER) DocumentPage page) {
        Session session = sample.session();
        if (session.accepted() == Changed.MASTER) {
            addProvenCopies(sample, page);
            return;
        }
        for (CopyIdentity.OtherDocument other : otherDocuments(page, session)) {
            if (session.accepted() != Changed.REPLICA) {
                other.freeze();
            }
            forgetLookups(session, true);
            if (isReplacedCopyBack(sample, other.mapping())) {
                continue;
            }
            mappings.forget(session.replicaId(), other.mapping().masterId());
            journal.warn(
                    session,
                    other.mapping().masterId(),
                    "other document",
                    Text.of(
                            "Document {0} of the replica is no longer the copy of this document. The next run finds the"
                                    + " copy by its bytes, or uploads the document again.",
                            String.valueOf(other.id())));
        }
        page.results().forEach(copy -> sample.cycle().timesOfReplica().found(copy.id(), copy.modifiedAt()));
    }

    private void addProvenCopies(SampleJob sample, DocumentPage page) {
        long replicaId = sample.session().replicaId();
        page.results().stream()
                .filter(document -> document.addedAt() != null
                        && mappings.masterDoc(replicaId, document.id())
                                .flatMap(master -> mappings.find(replicaId, master))
                                .filter(mapping ->
                                        mapping.replicaAdded() != null && CopyIdentity.isCopy(mapping, document))
                                .isPresent())
                .forEach(document -> sample.cycle().provenCopies().add(document.id()));
    }

    /**
     * Maps a copy that the lost copy had replaced, if the replica lists its id. Before the first write, the comparison
     * of the document checks that the id still belongs to this copy.
     */
    private boolean isReplacedCopyBack(SampleJob sample, Mapping lost) {
        Optional<ReplacedCopy> back = replacedCopies.unused(lost.replicaId(), lost.masterId()).stream()
                .filter(old -> sample.cycle().replica().lists(old.replicaDocId()))
                .findFirst();
        back.ifPresent(old -> {
            replacedCopies.mapAgain(old);
            journal.warn(
                    sample.session(),
                    lost.masterId(),
                    "other document",
                    Text.of(
                            "Document {0} of the replica is no longer the copy of this document. Document {1}, which"
                                    + " was replaced by the copy, is the copy again, and gets the master's file.",
                            String.valueOf(lost.replicaDocId()), String.valueOf(old.replicaDocId())));
        });
        return back.isPresent();
    }

    /**
     * Deletes the mapping of lookups before all other mappings, so that no run uses the old mapping of lookups after a
     * crash between these steps.
     */
    private void forgetLookups(Session session, boolean accepted) {
        if (accepted && !session.run().mode().onlyReads() && !session.lookups().areDistrusted()) {
            lookups.forgetAll(session.replicaId());
            notes.forgetFormerCopies(session.replicaId());
        }
        session.lookups().distrust();
    }

    public List<CopyIdentity.OtherDocument> otherDocuments(DocumentPage page, Session session) {
        return page.results().stream()
                .flatMap(document -> mappings
                        .masterDoc(session.replicaId(), document.id())
                        .flatMap(master -> mappings.find(session.replicaId(), master))
                        .filter(mapping -> !CopyIdentity.isCopy(mapping, document))
                        .map(mapping -> new CopyIdentity.OtherDocument(mapping, document.id(), document.addedAt()))
                        .stream())
                .toList();
    }
}
