package io.pngx.controller.engine.adoption;

import io.pngx.controller.engine.session.CopyIdentity;
import io.pngx.controller.engine.session.Journal;
import io.pngx.controller.engine.session.Session;
import io.pngx.controller.engine.session.Spooled;
import io.pngx.controller.paperless.Dialect;
import io.pngx.controller.paperless.Document;
import io.pngx.controller.store.Adoptions;
import io.pngx.controller.store.Checksums;
import io.pngx.controller.store.FinishedDeletions;
import io.pngx.controller.store.MaintenanceState;
import io.pngx.controller.store.Run;
import io.pngx.controller.store.SyncMap;
import io.pngx.controller.store.Tables;
import io.pngx.controller.store.Upload;
import io.pngx.controller.store.UploadedFiles;
import io.pngx.controller.store.Uploads;
import io.pngx.controller.text.Text;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.apache.camel.Body;

/**
 * Adopts documents that a replica had before the controller, if the user confirmed the adoption, or if an upload of the
 * controller created the document. Offers other adoptions to the user.
 */
public final class AdoptionDecision {
    private final Adoptions adoptions;
    private final Checksums checksums;
    private final SyncMap mappings;
    private final Uploads uploads;
    private final UploadedFiles uploadedFiles;
    private final FinishedDeletions finishedDeletions;
    private final MaintenanceState maintenance;
    private final Journal journal;

    public AdoptionDecision(Tables tables, Journal journal) {
        this.adoptions = tables.adoptions();
        this.checksums = tables.checksums();
        this.mappings = tables.mappings();
        this.uploads = tables.uploads();
        this.uploadedFiles = tables.uploadedFiles();
        this.finishedDeletions = tables.finishedDeletions();
        this.maintenance = tables.maintenance();
        this.journal = journal;
    }

    /** Adopts the document, or offers its adoption. A dry run only stores the result in the job. */
    public void decide(@Body AdoptionCandidate candidate) {
        AdoptionCandidates search = candidate.search();
        Session session = search.session();
        List<Long> free = session.dialect() == Dialect.V2 || candidate.sha256() == null
                ? candidate.free()
                : search.withBytes(candidate.sha256(), candidate.fileName());
        if (free.isEmpty()) {
            return;
        }
        List<Long> adoptable = adoptable(session, free, candidate.md5(), candidate.sha256(), -1);
        boolean adopt = !adoptable.isEmpty();
        long document = adopt ? adoptable.get(0) : free.get(0);
        search.match(candidate.getId(), new AdoptionCandidates.Found(document, adopt));
        if (search.isReadOnly()) {
            return;
        }
        if (adopt) {
            adoptions.adopt(
                    session.replicaId(),
                    candidate.getId(),
                    withNewestFile(session, document),
                    new Checksums.Both(candidate.md5(), candidate.sha256()),
                    candidate.onlyVersion());
        } else {
            offer(session, candidate.getId(), document, candidate.title());
        }
    }

    private static Adoptions.Adoptable withNewestFile(Session session, long document) {
        return new Adoptions.Adoptable(
                document,
                Objects.requireNonNullElse(session.uploads().unmappedVersions().file(document), document));
    }

    /** Adopts the document of the replica that shows the bytes of the file in a later version. */
    public void adoptWithVersions(long replicaDocId, Document document, Spooled file, Session session) {
        adoptions.adopt(
                session.replicaId(),
                document.id(),
                withNewestFile(session, replicaDocId),
                new Checksums.Both(file.md5(), file.sha256()),
                document.onlyFileId());
    }

    /**
     * @return whether the upload must wait: the replica already has the bytes, and the user must confirm the adoption
     */
    public boolean needsConfirmation(List<Long> free, Spooled file, Session session) {
        checksums.put(file.md5(), file.sha256());
        return !free.isEmpty() && adoptable(free, file, session).isEmpty();
    }

    /** Returns the documents that may be adopted without another confirmation. The first document becomes the copy. */
    public List<Long> adoptable(List<Long> free, Spooled file, Session session) {
        return adoptable(session, free, file.md5(), file.sha256(), -1);
    }

    /**
     * Selects the documents whose adoption needs no further confirmation: the user confirmed the adoption, an upload of
     * the controller created the document, or the document is already mapped.
     *
     * @param butNotUpload the id of an upload to ignore; -1 to ignore no upload
     */
    private List<Long> adoptable(Session session, List<Long> free, String md5, String sha256, long butNotUpload) {
        if (free.isEmpty()) {
            return free;
        }
        MaintenanceState.State state = maintenance.of(session.replicaId());
        boolean asIfAccepted = session.run().mode() == Run.Mode.DRY_RUN
                && session.accepted() != null; // the user accepted the replica together with its documents
        return free.stream()
                .filter(id -> asIfAccepted
                        || state.mayAdopt(id) && !isRestoredByUser(session, id, state.acceptedAt())
                        || mappings.masterDoc(session.replicaId(), id).isPresent()
                        || uploadedFiles.mayHaveBrought(
                                        session.replicaId(),
                                        id,
                                        session.uploads().added(id),
                                        md5,
                                        sha256,
                                        butNotUpload)
                                && !isRestoredByUser(session, id, null))
                .toList();
    }

    /**
     * Returns whether the document is a copy that the controller moved to the trash, and that a user of the replica
     * restored. The user may have edited the document since, so earlier uploads and confirmations do not count.
     *
     * @param confirmed when the user confirmed the adoption; a copy that was trashed before does not count; null: all
     *     copies count
     */
    private boolean isRestoredByUser(Session session, long replicaDocId, Instant confirmed) {
        Instant added = session.uploads().added(replicaDocId);
        return finishedDeletions.trashed(session.replicaId(), replicaDocId).stream()
                .filter(copy -> added == null || CopyIdentity.isCopy(copy, added))
                .anyMatch(copy -> confirmed == null
                        || copy.actedAt() == null
                        || copy.actedAt().isAfter(confirmed));
    }

    public void offer(List<Long> free, Document document, Session session) {
        offer(session, document.id(), free.get(0), document.title());
    }

    /**
     * Offers the adoption of a foreign document after the replica refused an upload of the same bytes.
     *
     * @return whether the adoption waits for the confirmation of the user
     */
    public boolean offerIfForeign(Session session, Upload upload, long replicaDocId) {
        if (!adoptable(session, List.of(replicaDocId), upload.md5(), upload.sha256(), upload.id())
                .isEmpty()) {
            return false;
        }
        uploads.abandon(upload.id(), Text.of("The replica already has a document with the bytes of this file."));
        offer(session, upload.masterId(), replicaDocId, upload.fileName());
        return true;
    }

    private void offer(Session session, long masterId, long replicaDocId, String title) {
        adoptions.offer(session.replicaId(), masterId, replicaDocId, title);
        journal.info(
                session,
                masterId,
                "offered",
                Text.of(
                        "\"{0}\" is on the replica already (document {1}); confirm its adoption.",
                        String.valueOf(title), String.valueOf(replicaDocId)));
    }
}
