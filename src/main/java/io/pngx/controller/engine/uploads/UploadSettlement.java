package io.pngx.controller.engine.uploads;

import io.pngx.controller.engine.documents.Chunk;
import io.pngx.controller.engine.documents.CopyWriter;
import io.pngx.controller.engine.documents.DocumentJob;
import io.pngx.controller.engine.documents.DocumentPair;
import io.pngx.controller.engine.documents.DocumentWrite;
import io.pngx.controller.engine.documents.Documents;
import io.pngx.controller.engine.documents.ForeignLinks;
import io.pngx.controller.engine.documents.RuleSelection;
import io.pngx.controller.engine.session.ExchangeNames;
import io.pngx.controller.engine.session.Journal;
import io.pngx.controller.engine.session.Session;
import io.pngx.controller.paperless.ConsumeTask;
import io.pngx.controller.paperless.Document;
import io.pngx.controller.store.Comparison;
import io.pngx.controller.store.Database;
import io.pngx.controller.store.Mapping;
import io.pngx.controller.store.SyncMap;
import io.pngx.controller.store.Tables;
import io.pngx.controller.store.Unselected;
import io.pngx.controller.store.Upload;
import io.pngx.controller.store.UploadEnd;
import io.pngx.controller.store.Work;
import io.pngx.controller.store.WorkQueue;
import io.pngx.controller.sync.Differences;
import io.pngx.controller.sync.Ruled;
import io.pngx.controller.sync.Seen;
import io.pngx.controller.sync.Target;
import io.pngx.controller.text.Text;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.apache.camel.Body;
import org.apache.camel.Variable;

/** Settles an upload: writes the master's metadata to the new document, and maps it. */
public final class UploadSettlement {
    private final Database database;
    private final UploadEnd uploadEnd;
    private final SyncMap mappings;
    private final WorkQueue work;
    private final Unselected unselected;
    private final Journal journal;
    private final Documents documents;
    private final CopyWriter copies;
    private final FileComparison files;
    private final Replacements replacements;
    private final UploadFailures failures;
    private final Duration fresh;
    private final ForeignLinks foreignLinks;

    /** @param fresh highest age of the master's document; an older document is read again */
    public UploadSettlement(
            Tables tables,
            Documents documents,
            CopyWriter copies,
            FileComparison files,
            Replacements replacements,
            UploadFailures failures,
            Journal journal,
            Duration fresh) {
        this.mappings = tables.mappings();
        this.unselected = tables.unselected();
        this.journal = journal;
        this.files = files;
        this.replacements = replacements;
        this.failures = failures;
        this.database = tables.database();
        this.uploadEnd = tables.uploadEnd();
        this.work = tables.work();
        this.documents = documents;
        this.copies = copies;
        this.fresh = fresh;
        this.foreignLinks = new ForeignLinks(tables);
    }

    /**
     * @return whether to read the master's document again, because the document may have changed during a long
     *     consumption. A document that was read recently is not read again: the next cycle finds a later change. If the
     *     replica has rules, the document is always read again, because a rule may exclude the document by now.
     */
    public boolean mustReadAgain(@Body UploadJob job) {
        return job.getUpload().kind() != Upload.Kind.DOCUMENT
                || !job.isReadWithin(fresh)
                || !job.session().rules().isNone();
    }

    /** Records the master's document of the upload. */
    public void recordDocument(@Body UploadJob job, @Variable(ExchangeNames.ANSWER) Document answer) {
        Document document = answer.requireId(job.masterId()).requireWhole();
        documents.requireSameDocument(document, job.session());
        job.setMaster(document);
    }

    /**
     * Starts the comparison of a copy that got a new version. Unlike a new document, such a copy can have links that
     * the master stores only at the other end. The comparison finds these links, so that the write does not remove the
     * links.
     *
     * @return the chunk for the route {@code explainLinks}
     */
    public Chunk compare(@Body UploadJob job, @Variable(ExchangeNames.ANSWER) Document answer) {
        Upload upload = job.getUpload();
        Mapping mapping = mappings.find(upload.replicaId(), upload.masterId()).orElseThrow();
        job.setCopy(new DocumentJob(
                job.session(), upload, mapping, job.master(), job.ruled(), answer.requireId(upload.copy())));
        return new Chunk(job.copy());
    }

    /** Records the document that the replica held already, whose links to foreign documents stay. */
    public void recordAdopted(@Body UploadJob job, @Variable(ExchangeNames.ANSWER) Document answer) {
        job.setAdoptedDocument(answer.requireId(job.getUpload().copy()));
    }

    /**
     * Starts the write of the copy. A new copy gets every field, nulls included, because the replica's matching and
     * defaults changed the document (paperless-api.md §5). A copy with a new version gets only the fields that differ.
     */
    public void startWrite(@Body UploadJob job) {
        Session session = job.session();
        Upload upload = job.getUpload();
        boolean textWaits = textWaits(job);
        if (job.isVersion()) {
            DocumentPair pair = job.copy().pair();
            if (textWaits) {
                pair.leaveOutText();
            }
            job.setWrite(new DocumentWrite(session, upload.copy(), job.master(), pair.target(), pair.patch()));
            job.getWrite().found(pair.replica());
            return;
        }
        Target target = session.targets().target(job.ruled(), upload.copy());
        if (job.replacedCopy() != null) {
            target = session.targets().withKeptLookups(target, job.ruled(), job.replacedCopy());
            target = foreignLinks.keep(target, job.replacedCopy(), session);
        }
        if (job.adoptedDocument() != null) {
            target = foreignLinks.keep(target, job.adoptedDocument(), session);
        }
        if (textWaits) {
            target = target.withoutText();
        }
        job.setWrite(new DocumentWrite(session, upload.copy(), job.master(), target, Differences.everything(target)));
        if (!session.dialect().keepsVersions() && job.trashed() == null) {
            job.getWrite().requireChecksum(upload.md5());
        }
    }

    /** @return whether the text has to wait, because the master has a newer file than the upload */
    private boolean textWaits(UploadJob job) {
        return files.textWaits(
                job.master(),
                job.getUpload(),
                job.session(),
                job.isVersion() ? job.copy().pair().replica() : null);
    }

    /**
     * Returns whether the replica stored other bytes than were sent. A v3 replica lists the checksum; a v2 replica
     * answers the read back with 404, and {@link UploadProgress#checkOther} decides.
     */
    private static boolean hasOtherBytes(UploadJob job) {
        Upload upload = job.getUpload();
        return job.isOtherBytes()
                || !upload.adopted()
                        && job.getWrite().found().versions().stream()
                                .anyMatch(version -> version.id() == upload.replicaDocId()
                                        && !upload.hasChecksum(version.checksum()));
    }

    /**
     * Records the settled upload in one transaction: mapping, upload, work item and run. An upload whose document has
     * other bytes fails.
     */
    public void settled(@Body UploadJob job) {
        Session session = job.session();
        Upload upload = job.getUpload();
        Comparison compared = job.getWrite().comparison(job.master(), false, attempts(job));
        if (hasOtherBytes(job)) {
            copies.logResult(session, upload.masterId(), job.getWrite(), null, true);
            job.setUpload(failures.storedOtherBytes(session, upload, compared));
        } else {
            settled(job, compared);
        }
        session.uploads()
                .finishedTasks()
                .addAll(job.tasks().stream().map(ConsumeTask::id).toList());
        session.uploads().moved();
    }

    private int attempts(UploadJob job) {
        return Optional.ofNullable(job.work())
                .or(() -> work.find(job.session().replicaId(), job.masterId()))
                .map(Work::attempts)
                .orElse(0);
    }

    private void settled(UploadJob job, Comparison compared) {
        Session session = job.session();
        Upload upload = job.getUpload();
        Document document = job.master();
        DocumentWrite write = job.getWrite();
        if (job.isReplacement()) {
            replacements.relink(document, session);
        }
        boolean textWaits = textWaits(job);
        boolean more = textWaits || files.hasMore(document, upload, session);
        // While newer files are still to come, the digest is not stored: otherwise, a verification would compare the
        // first file with the master's newest file, and find a difference.
        Comparison result = more ? compared.withoutRefusal().unseen() : compared;
        // On a v2 master, the file may have been changed after the download. In that case, the document is compared
        // again as soon as a scan lists the document.
        boolean touched =
                upload.masterModified() != null && !upload.masterModified().equals(document.modifiedAt());
        if (!textWaits && upload.kind() != Upload.Kind.DOCUMENT && !upload.adopted()) {
            write.addSentFile();
        }
        Runnable end = () -> {
            copies.logResult(session, upload.masterId(), write, textWaits ? null : job.action(), !textWaits);
            if (textWaits) {
                logOlderVersion(job);
            }
            job.setUpload(uploadEnd.settled(
                    upload,
                    touched && document.versions().isEmpty() ? result.unseen() : result,
                    session.runId(),
                    more));
        };
        if (upload.kind() == Upload.Kind.DOCUMENT) {
            // If a power failure undoes the commit, the next start finds the new document by its task.
            database.inUnflushedTransaction(end);
        } else {
            database.inTransaction(end);
        }
    }

    private void logOlderVersion(UploadJob job) {
        List<Document.Version> files = job.master().files();
        long number = files.stream()
                .filter(file -> file.id() <= job.getUpload().masterVersion())
                .count();
        if (number < files.size()) { // otherwise a step that follows logs which file the copy lacks
            copies.logOlderVersion(job.session(), job.masterId(), job.getWrite(), job.action(), number, files.size());
        }
    }

    /**
     * Ends an upload whose document a rule excluded meanwhile. Writes nothing more to the new document, and maps it,
     * unless it would replace a complete copy.
     */
    public void exclude(@Body UploadJob job) {
        Session session = job.session();
        Upload upload = job.getUpload();
        Ruled ruled = job.ruled();
        Document document = ruled.document();
        Comparison nothing =
                new Comparison(null, Seen.digest(document), false, false, document.addedAt(), document.title());
        uploadEnd.excluded(upload, nothing, session.runId(), unselected, RuleSelection.entry(session, ruled));
        journal.warn(
                session,
                upload.masterId(),
                "excluded",
                Text.of(
                        job.isReplacement()
                                ? "The rule \"{0}\" no longer selects \"{1}\", whose new file was already being"
                                        + " uploaded. Document {3} of the replica remains the copy. Document {2} with"
                                        + " the new file belongs to the API user, and replaces the copy when the rules"
                                        + " select the document again."
                                : "The rule \"{0}\" no longer selects \"{1}\", whose file was already being uploaded."
                                        + " Document {2} of the replica belongs to the API user, and the controller no"
                                        + " longer changes this document.",
                        ruled.excludedBy(),
                        document.title(),
                        String.valueOf(upload.replicaDocId()),
                        String.valueOf(upload.copyId())));
    }
}
