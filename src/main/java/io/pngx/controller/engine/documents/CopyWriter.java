package io.pngx.controller.engine.documents;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.pngx.controller.engine.session.CopyIdentity;
import io.pngx.controller.engine.session.ExchangeNames;
import io.pngx.controller.engine.session.Journal;
import io.pngx.controller.engine.session.Session;
import io.pngx.controller.paperless.Document;
import io.pngx.controller.paperless.DocumentPage;
import io.pngx.controller.paperless.PaperlessException;
import io.pngx.controller.store.Comparisons;
import io.pngx.controller.store.CopyInvalidation;
import io.pngx.controller.store.Run;
import io.pngx.controller.store.Tables;
import io.pngx.controller.store.Work;
import io.pngx.controller.sync.Readable;
import io.pngx.controller.sync.Uncarried;
import io.pngx.controller.text.Text;
import java.util.ArrayList;
import java.util.List;
import org.apache.camel.Body;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangeProperty;
import org.apache.camel.Variable;
import org.apache.camel.http.base.HttpOperationFailedException;

/** Writes copies that differ from their targets, and records the results. */
public final class CopyWriter {
    private final CopyInvalidation invalidation;
    private final Comparisons comparisons;
    private final ReplicaEdits edits;
    private final DivergedCopies diverged;
    private final Journal journal;

    public CopyWriter(Tables tables, Notes notes, DivergedCopies diverged, Journal journal) {
        this.invalidation = tables.invalidation();
        this.comparisons = tables.comparisons();
        this.edits = new ReplicaEdits(tables, notes, journal);
        this.diverged = diverged;
        this.journal = journal;
    }

    /** Starts the write of a copy. If the copy equals its target, no value is written. */
    public void start(@Body DocumentJob document) {
        Session session = document.session();
        DocumentPair pair = document.pair();
        ObjectNode patch = pair.patch();
        if (patch == null) {
            throw new PaperlessException(
                    PaperlessException.Kind.REJECTED,
                    Text.of("The replica"),
                    Text.of(
                            "lists document {0}, but did not return the document; the next cycle tries again.",
                            String.valueOf(document.mapping().replicaDocId())));
        }
        CopyIdentity.requireCopy(document.mapping(), document.replica());
        boolean leave = edits.stay(document, patch);
        if (!leave) {
            diverged.recordOverwritten(document, patch);
        }
        DocumentWrite write = new DocumentWrite(
                session,
                document.mapping().replicaDocId(),
                document.master(),
                pair.target(),
                leave ? JsonNodeFactory.instance.objectNode() : patch);
        write.found(document.replica());
        write.getSerialNumber().setMissingNumber(document.mapping().numberTaken());
        if (leave) {
            write.getNotes().skip();
        }
        if (write.isOpen() || !pair.wasEqual()) {
            // Deletes the fingerprint before the PATCH, because the state of the copy is unknown if the answer is lost.
            // If the master's document then returned to its earlier values, the fingerprint would hide that the copy
            // differs.
            invalidation.clearFingerprint(session.replicaId(), document.masterId());
        }
        document.setWrite(write);
    }

    /** Records which foreign documents, to which the copy links, are live. */
    public void recordLive(@Body WriteJob job, @Variable(ExchangeNames.ANSWER) DocumentPage live) {
        job.getWrite().getForeignLinks().record(live);
    }

    /** Returns the JSON body of the next PATCH. */
    public String patch(@Body WriteJob job) {
        return job.getWrite().send();
    }

    /** @return whether the replica refused the PATCH because of its content */
    public boolean isRefused(@Variable(ExchangeNames.STATUS) int status) {
        return status == 400;
    }

    /**
     * Omits the values that the replica refused.
     *
     * @throws HttpOperationFailedException if nothing is left to write
     */
    public void omitRefused(
            @Body WriteJob job,
            @Variable(ExchangeNames.ANSWER) String answer,
            @ExchangeProperty(Exchange.TO_ENDPOINT) String endpoint)
            throws HttpOperationFailedException {
        if (!job.getWrite().omitRefused(answer)) {
            throw new HttpOperationFailedException(endpoint, 400, null, null, null, answer);
        }
    }

    /**
     * Omits the custom fields after paperless answered a PATCH with status 500. The next PATCH writes all other values.
     */
    public void omitFailedFields(@Body WriteJob job) {
        job.getWrite().omitFailedFields();
    }

    public void readBack(@Body WriteJob job, @Variable(ExchangeNames.ANSWER) Document found) {
        job.getWrite().readBack(found);
    }

    /** Keeps the copy as it is after its notes were written. The time of its last change is stored with the result. */
    public void readAgain(@Body WriteJob job, @Variable(ExchangeNames.ANSWER) Document copy) {
        job.getWrite().readAgain(copy);
    }

    /** Records the result of the comparison and of the write. */
    public void compared(@Body DocumentJob document) {
        Session session = document.session();
        DocumentWrite write = document.getWrite();
        DocumentPair pair = document.pair();
        boolean written = write.isWritten();
        boolean second = document.work().reason() == Work.Reason.LINK;
        comparisons.compared(
                session.replicaId(),
                document.masterId(),
                document.unseenIfFileMissing(write.comparison(
                        document.master(), second, document.work().attempts())),
                session.runId(),
                document.isFirstAfterAdoption()
                        ? Run.Outcome.ADOPTED
                        : written || session.uploads().hasChangedVersions(document.masterId())
                                ? Run.Outcome.UPDATED
                                : Run.Outcome.UNCHANGED);
        logResult(
                session,
                document.masterId(),
                write,
                document.isFirstAfterAdoption() || written ? document.action() : null,
                isNews(pair, write));
    }

    /** @return whether no earlier row of the log names the values that the copy lacks */
    private static boolean isNews(DocumentPair pair, DocumentWrite write) {
        SerialNumberWrite number = write.getSerialNumber();
        return !pair.wasEqual() && (number.whyOmitted() == null || number.isNewlyTaken());
    }

    /**
     * Records the metadata of a copy whose file waits. The work item stays, and the document counts as changed until
     * its file arrives.
     */
    public void comparedWithoutFile(@Body DocumentJob document) {
        Session session = document.session();
        DocumentWrite write = document.getWrite();
        comparisons.comparedWithoutFile(
                session.replicaId(),
                document.masterId(),
                write.comparison(document.master(), true, document.work().attempts()));
        logResult(session, document.masterId(), write, null, isNews(document.pair(), write));
        if (write.isWritten()) {
            journal.info(
                    session,
                    document.masterId(),
                    "updated",
                    Text.of(
                            "\"{0}\" got the metadata of the master (document {1}; written: {2}); its new file waits.",
                            write.target().title(),
                            String.valueOf(write.getReplicaDocId()),
                            Readable.fields(write.sentKeys())));
        }
    }

    /**
     * Logs the result of a write.
     *
     * @param news true to log the values that the replica lacks; false if an earlier row of the log names the same
     *     values
     */
    public void logResult(Session session, long masterId, DocumentWrite write, String action, boolean news) {
        if (action != null && !write.isContested() && write.refusal() == null) {
            journal.info(
                    session,
                    masterId,
                    action,
                    Text.of(
                            write.sentKeys().isEmpty()
                                    ? "\"{0}\" is as on the master (document {1})."
                                    : "\"{0}\" is as on the master (document {1}; written: {2}).",
                            write.target().title(),
                            String.valueOf(write.getReplicaDocId()),
                            Readable.fields(write.sentKeys())));
        }
        if (write.refusal() != null) {
            journal.warn(session, masterId, "failed", write.refusal());
        }
        if (write.isContested()) {
            session.incomplete(Text.of(
                    "Document {0} of the replica does not stay as it was written ({1}).",
                    String.valueOf(write.getReplicaDocId()), write.differing()));
            journal.warn(
                    session,
                    masterId,
                    "contested",
                    Text.of(
                            "Document {0} of the replica does not stay as written ({1}), because something on the"
                                    + " replica, such as a workflow, changes the document; disable that workflow on the"
                                    + " replica.",
                            String.valueOf(write.getReplicaDocId()), write.differing()));
        }
        if (write.getSerialNumber().isNewlyTaken()) {
            journal.warn(
                    session, masterId, "serial number", write.getSerialNumber().whyOmitted());
        }
        if (news && !write.target().uncarried().isEmpty()) {
            String user =
                    session.translation().replica().user(session.translation().syncUser());
            journal.info(
                    session, masterId, "omitted", omittedValues(write.target().uncarried(), user));
        }
    }

    /** Logs that a copy got an older version of its document. */
    public void logOlderVersion(
            Session session, long masterId, DocumentWrite write, String action, long number, int versions) {
        journal.info(
                session,
                masterId,
                action,
                Text.of(
                        write.sentKeys().isEmpty()
                                ? "\"{0}\" got version {1} of {2} (document {3}); the newest version follows."
                                : "\"{0}\" got version {1} of {2} (document {3}; written: {4}); the newest version"
                                        + " follows.",
                        write.target().title(),
                        String.valueOf(number),
                        String.valueOf(versions),
                        String.valueOf(write.getReplicaDocId()),
                        Readable.fields(write.sentKeys())));
    }

    /** @param user the API user, who becomes the owner of copies whose owner is missing on the replica */
    private static Text omittedValues(List<Uncarried> uncarried, String user) {
        List<Text> sentences = new ArrayList<>();
        uncarried.stream()
                .filter(each -> each.part() == Uncarried.Part.OWNER)
                .forEach(owner -> sentences.add(Text.of(
                        "The replica has no user {0}, who owns the document on the master; the copy belongs to \"{1}\","
                                + " the API user.",
                        owner.name(), user)));
        uncarried.stream()
                .filter(each -> each.part() != Uncarried.Part.OWNER)
                .map(Uncarried::missing)
                .reduce((first, second) -> Text.of("{0}, no {1}", first, second))
                .ifPresent(others ->
                        sentences.add(Text.of("The replica has no {0}, so the copy is written without.", others)));
        return Text.join(" ", sentences);
    }
}
