package io.pngx.controller.engine.deletions;

import io.pngx.controller.engine.session.CopyIdentity;
import io.pngx.controller.engine.session.ExchangeNames;
import io.pngx.controller.engine.session.Journal;
import io.pngx.controller.engine.session.Received;
import io.pngx.controller.engine.session.Session;
import io.pngx.controller.engine.session.UnconfirmedException;
import io.pngx.controller.paperless.Document;
import io.pngx.controller.paperless.Guard;
import io.pngx.controller.paperless.Kind;
import io.pngx.controller.store.FinishedDeletions;
import io.pngx.controller.store.LogAction;
import io.pngx.controller.store.Mapping;
import io.pngx.controller.store.SyncMap;
import io.pngx.controller.store.Tables;
import io.pngx.controller.store.Tombstone;
import io.pngx.controller.store.Tombstones;
import io.pngx.controller.store.UploadedFiles;
import io.pngx.controller.sync.LostUpload;
import io.pngx.controller.text.Text;
import java.time.Clock;
import org.apache.camel.Body;
import org.apache.camel.Exchange;
import org.apache.camel.Variable;

/** Carries out one decided deletion for the route {@code deleteOnReplica}. */
public final class DeletionWrite {
    private final Tombstones tombstones;
    private final FinishedDeletions finishedDeletions;
    private final SyncMap mappings;
    private final UploadedFiles uploadedFiles;
    private final Guard guard;
    private final Journal journal;
    private final Clock clock;

    public DeletionWrite(Tables tables, Guard guard, Journal journal, Clock clock) {
        this.tombstones = tables.tombstones();
        this.finishedDeletions = tables.finishedDeletions();
        this.mappings = tables.mappings();
        this.uploadedFiles = tables.uploadedFiles();
        this.guard = guard;
        this.journal = journal;
        this.clock = clock;
    }

    /**
     * @return whether the document is still the copy. A replica that was restored from a backup assigns ids a second
     *     time. If the id belongs to another document, that document stays, the deletion is held, and the mapping is
     *     deleted.
     */
    public boolean isSameCopy(@Body DeletionJob job, @Variable(ExchangeNames.ANSWER) Document there) {
        Session session = job.session();
        Tombstone tombstone = job.tombstone();
        Mapping mapping = mappings.find(session.replicaId(), tombstone.masterId())
                .filter(found -> found.replicaDocId() == tombstone.replicaObjectId())
                .orElse(null);
        there.requireId(tombstone.replicaObjectId());
        boolean anotherTime = mapping != null && !CopyIdentity.isCopy(mapping, there);
        // If the copy was never read back, no date of the copy is stored, so the file names are compared.
        boolean anotherName = mapping != null
                && mapping.replicaAdded() == null
                && uploadedFiles
                        .fileName(session.replicaId(), tombstone.masterId(), there.id())
                        .map(sent -> !LostUpload.sameName(sent, there.originalFileName()))
                        .orElse(false);
        if (mapping != null && !anotherTime && !anotherName) {
            return true;
        }
        Text why = Text.of(
                "Document {0} of the replica is another document now ({1}), for example because the replica was"
                        + " restored from a backup. The controller deletes only copies. Choose Keep.",
                String.valueOf(there.id()),
                anotherTime
                        ? Text.of(
                                "it was added at {0}, the copy at {1}",
                                String.valueOf(there.addedAt()), String.valueOf(mapping.replicaAdded()))
                        : anotherName
                                ? Text.of("its file name differs from the name of the uploaded file")
                                : Text.of("it is no longer mapped to the master's document"));
        if (mapping != null) {
            mappings.forget(session.replicaId(), tombstone.masterId());
        }
        tombstones.notOurs(tombstone.id(), why);
        journal.warn(
                session,
                tombstone.masterId(),
                LogAction.HELD.word(),
                Text.of("The deletion of {0} waits for your decision: {1}", tombstone.name(), why));
        return false;
    }

    /** Permits the gateway to delete this copy. */
    public void permitDelete(@Body DeletionJob job) {
        guard.permitDelete(job.getHost(), job.getKind(), job.getReplicaObjectId());
    }

    /** Records the deletion, if the last answer of the replica proves that the object is gone. */
    public void recordDone(@Body DeletionJob job, Exchange exchange) {
        Session session = job.session();
        Tombstone tombstone = job.tombstone();
        Received after = Received.of(exchange, ExchangeNames.DETAIL);
        if (after.status() != 404 || !after.genuine()) {
            throw new UnconfirmedException(Text.of(
                    "The deletion of {0} is not confirmed: the replica answered {1} when the deletion was checked. The "
                            + "next run tries again.",
                    tombstone.name(), String.valueOf(after.status())));
        }
        finishedDeletions.done(tombstone, session.runId(), clock.instant());
        if (!tombstone.ofDocument()) {
            session.translation().replica().remove(Kind.ofPath(tombstone.kind()), tombstone.replicaObjectId());
            session.translation().kept().get(Kind.ofPath(tombstone.kind())).remove(tombstone.replicaObjectId());
        }
        journal.info(
                session, tombstone.ofDocument() ? tombstone.masterId() : null, "deleted", deleted(tombstone, exchange));
    }

    /** The file of a copy is only asked for if the copy was gone before this job could delete the copy. */
    private static Text deleted(Tombstone tombstone, Exchange exchange) {
        String title = String.valueOf(tombstone.title());
        String copy = String.valueOf(tombstone.replicaObjectId());
        if (!tombstone.ofDocument()) {
            return Text.of(
                    "{0} \"{1}\" was deleted on the master, and is now deleted on the replica too.",
                    Text.of(Kind.ofPath(tombstone.kind()).word()), title);
        }
        Received file = Received.of(exchange, ExchangeNames.PREVIEW);
        if (file.status() == 404 && file.genuine()) {
            return removed(tombstone);
        }
        return tombstone.byRule() == null
                ? Text.of("\"{0}\" was deleted on the master; document {1} is in the replica's trash.", title, copy)
                : Text.of(
                        "\"{0}\" is no longer selected by the rule \"{2}\"; document {1} is in the replica's trash.",
                        title, copy, tombstone.byRule());
    }

    /** Returns the message that the replica did not have the copy any more when its deletion was due. */
    static Text removed(Tombstone tombstone) {
        String title = String.valueOf(tombstone.title());
        String copy = String.valueOf(tombstone.replicaObjectId());
        return tombstone.byRule() == null
                ? Text.of(
                        "\"{0}\" was deleted on the master; its copy, document {1}, was already removed from the"
                                + " replica.",
                        title, copy)
                : Text.of(
                        "\"{0}\" is no longer selected by the rule \"{2}\"; its copy, document {1}, was already removed"
                                + " from the replica.",
                        title, copy, tombstone.byRule());
    }
}
