package io.pngx.controller.engine.deletions;

import io.pngx.controller.engine.instances.ReplicaRun;
import io.pngx.controller.engine.session.CopyIdentity;
import io.pngx.controller.engine.session.Etag;
import io.pngx.controller.engine.session.ExchangeNames;
import io.pngx.controller.engine.session.Journal;
import io.pngx.controller.engine.session.Received;
import io.pngx.controller.engine.session.Session;
import io.pngx.controller.engine.session.StopSignal;
import io.pngx.controller.engine.session.StoppableIterator;
import io.pngx.controller.engine.session.TrashReader;
import io.pngx.controller.engine.session.TrashTimes;
import io.pngx.controller.engine.session.UnconfirmedException;
import io.pngx.controller.paperless.Document;
import io.pngx.controller.paperless.DocumentPage;
import io.pngx.controller.paperless.DocumentRoot;
import io.pngx.controller.paperless.Guard;
import io.pngx.controller.paperless.PaperlessException;
import io.pngx.controller.store.CopyInvalidation;
import io.pngx.controller.store.FinishedDeletions;
import io.pngx.controller.store.SyncMap;
import io.pngx.controller.store.Tables;
import io.pngx.controller.store.Tombstone;
import io.pngx.controller.store.Tombstones;
import io.pngx.controller.store.Unselected;
import io.pngx.controller.store.UploadedFiles;
import io.pngx.controller.store.Versions;
import io.pngx.controller.store.Work;
import io.pngx.controller.store.WorkPlanning;
import io.pngx.controller.sync.Deletion.Evidence;
import io.pngx.controller.text.Text;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.LongPredicate;
import java.util.stream.Collectors;
import org.apache.camel.Body;
import org.apache.camel.Exchange;
import org.apache.camel.Variable;

/**
 * Restores copies from the replica's trash if the master has their document. Either the controller trashed the copy
 * before the document returned on the master, or a user of the replica trashed the copy. Without the restore, the
 * document would be uploaded a second time, and the trashed copy would block the archive serial number. On 2.x, the
 * trashed copy would also block an upload of the same bytes.
 */
public final class TrashRestores {
    private final Tombstones tombstones;
    private final FinishedDeletions finishedDeletions;
    private final Unselected unselected;
    private final SyncMap mappings;
    private final CopyInvalidation invalidation;
    private final UploadedFiles uploadedFiles;
    private final ReplacedCopyRecovery replacedCopyRecovery;
    private final Versions versions;
    private final WorkPlanning workPlanning;
    private final Guard guard;
    private final StopSignal stops;
    private final Journal journal;

    public TrashRestores(
            Tables tables, ReplacedCopyRecovery replacedCopyRecovery, Guard guard, StopSignal stops, Journal journal) {
        this.tombstones = tables.tombstones();
        this.finishedDeletions = tables.finishedDeletions();
        this.unselected = tables.unselected();
        this.mappings = tables.mappings();
        this.invalidation = tables.invalidation();
        this.uploadedFiles = tables.uploadedFiles();
        this.replacedCopyRecovery = replacedCopyRecovery;
        this.versions = tables.versions();
        this.workPlanning = tables.workPlanning();
        this.guard = guard;
        this.stops = stops;
        this.journal = journal;
    }

    /**
     * Returns the copies to restore. A copy whose restore failed waits for the next attempt, like every failed
     * document. A trashed copy that the replica lists was restored by a user, unless the controller began to restore
     * the copy: such a copy is foreign, and its document goes the way of a new document.
     */
    public Iterator<RestoreJob> copies(@Body ReplicaRun run) {
        Session session = run.session();
        // Ignores documents that the current rules exclude. An exclusion by earlier rules does not count. The current
        // rules have selected such a document, or a rule failed and the document waits.
        Set<Long> excluded = unselected.of(session.replicaId()).values().stream()
                .filter(entry -> entry.revision().equals(session.rules().revision()))
                .map(Unselected.Entry::masterId)
                .collect(Collectors.toSet());
        LongPredicate onMaster = id -> run.master().lists(id) && !excluded.contains(id);
        LongPredicate onReplica = run.replica()::lists;
        Instant now = Instant.now();
        Set<Long> failed = workPlanning.waiting(session.replicaId(), Work.Reason.NEW, now);
        Set<Long> failedMapped = workPlanning.waiting(session.replicaId(), Work.Reason.GONE, now);
        Map<Long, Long> mapped = mappings.ids(session.replicaId());
        TrashTimes trash = new TrashTimes();
        List<RestoreJob> copies = new ArrayList<>();
        for (Tombstone tombstone : tombstones.standing(session.replicaId(), Tombstone.DOCUMENTS)) {
            boolean back = tombstone.state() == Tombstone.State.DONE && onMaster.test(tombstone.masterId());
            if (back && mapped.containsKey(tombstone.masterId())) {
                tombstones.returned(tombstone.id()); // the document has another copy
            } else if (back
                    && !failed.contains(tombstone.masterId())
                    && (!onReplica.test(tombstone.replicaObjectId()) || finishedDeletions.isRestoring(tombstone))) {
                copies.add(
                        new RestoreJob(session, tombstone.masterId(), tombstone.replicaObjectId(), tombstone, trash));
            }
        }
        mapped.forEach((masterId, replicaDocId) -> {
            if (onMaster.test(masterId) && !onReplica.test(replicaDocId) && !failedMapped.contains(masterId)) {
                RestoreJob copy = new RestoreJob(session, masterId, replicaDocId, null, trash);
                copy.setReplaced(replacedCopyRecovery.listed(session, masterId, onReplica));
                copies.add(copy);
            }
        });
        return new StoppableIterator<>(session, stops, copies.iterator());
    }

    public void addPage(@Body TrashReader job, @Variable(ExchangeNames.ANSWER) DocumentPage page) {
        job.getTrash().add(page);
    }

    /**
     * Returns whether the id of the copy belongs to another document now. A replica that was restored from a backup
     * assigns ids a second time. A document in the trash is no reason to freeze the replica: the identity check found
     * all live copies to be the mapped ones.
     */
    public boolean isDifferentDocument(@Body RestoreJob copy) {
        Evidence evidence = copy.evidence();
        Session session = copy.session();
        if (evidence == Evidence.LIVE && copy.tombstone() != null) {
            return !CopyIdentity.isCopy(
                    copy.tombstone(), copy.live().requireId(copy.getCopyId()).requireAdded());
        }
        if (evidence == Evidence.TRASHED && copy.tombstone() != null) {
            return !CopyIdentity.isCopy(copy.tombstone(), copy.getTrash().of(copy.getCopyId()));
        }
        if (evidence == Evidence.TRASHED) {
            Instant added = copy.getTrash().of(copy.getCopyId());
            return mappings.find(session.replicaId(), copy.masterId())
                    .filter(mapping -> !CopyIdentity.isCopy(mapping, added))
                    .isPresent();
        }
        return false; // a live copy is checked when it is compared
    }

    /** Commits the intent to restore the copy, then permits the gateway to restore the copy. */
    public void permitRestore(@Body RestoreJob copy) {
        finishedDeletions.restoring(copy.session().replicaId(), copy.getCopyId());
        guard.permitRestore(copy.getHost(), copy.getCopyId());
    }

    public void recordRestored(@Body RestoreJob copy, Exchange exchange) {
        Session session = copy.session();
        if (copy.tombstone() == null) {
            invalidation.invalidate(session.replicaId(), copy.masterId());
        } else {
            finishedDeletions.restored(
                    copy.tombstone(), uploadedFiles.sha256(session.replicaId(), copy.masterId(), copy.getCopyId()));
        }
        queueOtherFile(copy, exchange);
        journal.info(
                session,
                copy.masterId(),
                "restored",
                Text.of(
                        "The copy, document {0}, was restored from the replica's trash, because the master has the"
                                + " document.",
                        String.valueOf(copy.getCopyId())));
    }

    /**
     * Queues the file of the document if the copy has another file than the controller sent, according to the MD5 that
     * a 2.x replica sends as the ETag. A user of 2.x changes a file in place, for example by rotating pages. The copy
     * may even have been a document of the master, before a switchover. A 3.x replica lists the checksums of its files,
     * so the next comparison finds another file.
     */
    private void queueOtherFile(RestoreJob copy, Exchange exchange) {
        long replicaId = copy.session().replicaId();
        String md5 = Received.header(exchange, ExchangeNames.PREVIEW, "ETag")
                .flatMap(Etag::checksum)
                .filter(checksum -> checksum.length() == 32)
                .orElse(null);
        boolean other = md5 != null
                && mappings.find(replicaId, copy.masterId())
                        .map(versions::current)
                        .filter(file -> file.md5() != null && !file.hasBytes(md5))
                        .isPresent();
        if (other) {
            invalidation.markFileDamaged(replicaId, copy.masterId());
        }
    }

    /** Records the live document that has the id of the copy. */
    public void foundLive(@Body RestoreJob copy, @Variable(ExchangeNames.ANSWER) Document document) {
        copy.foundLive(document);
    }

    /**
     * Records the replica's answers about a copy that is missing in the replica's list.
     *
     * @throws UnconfirmedException if the answer is unclear or not from paperless-ngx
     * @throws PaperlessException if the replica is not available
     */
    public void recordEvidence(@Body RestoreJob copy, Exchange exchange) {
        Received detail = Received.of(exchange, ExchangeNames.DETAIL);
        Received preview = Received.of(exchange, ExchangeNames.PREVIEW);
        Evidence evidence = detail.evidence(preview);
        if (evidence == Evidence.UNCLEAR) {
            String path = "/api/documents/" + copy.getCopyId() + "/";
            requireAvailable(detail, path);
            requireAvailable(preview, path + "preview/");
            throw new UnconfirmedException(Text.of(
                    "The replica answered {0} for document {1} and {2} for its file; the next run asks again whether "
                            + "the document is in the trash.",
                    String.valueOf(detail.status()),
                    String.valueOf(copy.getCopyId()),
                    String.valueOf(preview.status())));
        }
        copy.found(evidence);
    }

    /**
     * Records that the copy is purged if a version of another document has the id of the copy now. A replica that was
     * restored from a backup assigns ids a second time.
     */
    public void recordRoot(@Body RestoreJob copy, @Variable(ExchangeNames.ANSWER) DocumentRoot root) {
        if (root.isOfVersion(copy.getCopyId())) {
            copy.found(Evidence.PURGED);
        }
    }

    /**
     * Throws an exception if the status concerns the whole replica: rights are missing, or the replica is not
     * available. If a proxy answered, and the replica answers other calls, only the copy fails; otherwise, the run
     * ends.
     */
    private static void requireAvailable(Received answer, String path) {
        try {
            requireAvailable(answer.status());
        } catch (PaperlessException e) {
            throw answer.genuine() || answer.status() == 429 ? e : e.during(path);
        }
    }

    /**
     * Throws an exception, which ends the run, if the status concerns the whole instance: rights are missing, or the
     * instance is not available.
     */
    static void requireAvailable(int status) {
        if (status == 403) {
            throw new PaperlessException(
                    PaperlessException.Kind.AUTH,
                    Text.of("refuses a call for lack of rights (403); use the token of a superuser."));
        }
        if (status == 429 || status == 502 || status == 503 || status == 504) {
            throw new PaperlessException(
                    PaperlessException.Kind.UNREACHABLE,
                    Text.of("is not available now ({0}).", String.valueOf(status)));
        }
    }

    /**
     * Keeps a copy that exists: the copy returned after the list was read, or the list was wrong. If a user restored a
     * copy that the controller had trashed, its document goes the way of a new document.
     */
    public void recordLive(@Body RestoreJob copy, Exchange exchange) {
        Session session = copy.session();
        if (copy.tombstone() != null && !finishedDeletions.isRestoring(copy.tombstone())) {
            return;
        }
        if (copy.tombstone() != null) {
            finishedDeletions.restored(
                    copy.tombstone(), uploadedFiles.sha256(session.replicaId(), copy.masterId(), copy.getCopyId()));
        }
        queueOtherFile(copy, exchange);
        journal.info(
                session,
                copy.masterId(),
                "not listed",
                Text.of(
                        "The replica did not list document {0}, but has the document. The master's document is not"
                                + " uploaded again.",
                        String.valueOf(copy.getCopyId())));
    }

    /**
     * Closes the tombstone, or deletes the mapping, so that a run uploads the master's document again. The document
     * that now has the id of the copy stays.
     */
    public void recordDifferentDocument(@Body RestoreJob copy) {
        Session session = copy.session();
        if (copy.tombstone() != null) {
            tombstones.returned(copy.tombstone().id());
        } else {
            mappings.forget(session.replicaId(), copy.masterId());
        }
        journal.warn(session, copy.masterId(), "other document", CopyIdentity.notTheTrashedCopy(copy.getCopyId()));
    }

    /** Deletes the mapping of a copy that two calls found missing, and queues its document for upload. */
    public void recordPurged(@Body RestoreJob copy) {
        Session session = copy.session();
        if (copy.tombstone() != null) {
            tombstones.returned(copy.tombstone().id());
        } else {
            mappings.forget(session.replicaId(), copy.masterId());
        }
        journal.warn(
                session,
                copy.masterId(),
                "copy missing",
                Text.of(
                        "Document {0} is no longer on the replica. The controller uploads the document again, unless"
                                + " another document of the replica has the same bytes.",
                        String.valueOf(copy.getCopyId())));
    }
}
