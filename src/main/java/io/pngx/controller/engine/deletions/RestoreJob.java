package io.pngx.controller.engine.deletions;

import io.pngx.controller.engine.session.Failure;
import io.pngx.controller.engine.session.Outcome;
import io.pngx.controller.engine.session.Session;
import io.pngx.controller.engine.session.TrashReader;
import io.pngx.controller.engine.session.TrashTimes;
import io.pngx.controller.paperless.Document;
import io.pngx.controller.store.ReplacedCopy;
import io.pngx.controller.store.Tombstone;
import io.pngx.controller.sync.Deletion.Evidence;
import java.util.List;
import java.util.stream.Collectors;

/** Job that restores one copy from the replica's trash, or records that the copy is not there. */
public final class RestoreJob implements TrashReader {
    private final Session session;
    private final long masterId;
    private final long copyId;
    private final Tombstone tombstone;
    private final TrashTimes trash;
    private Evidence evidence;
    private Document live;
    private List<ReplacedCopy> replaced = List.of();
    private boolean mappedAgain;

    /**
     * @param tombstone null if the copy is mapped, and vanished without a deletion by the controller
     * @param trash the listing of the replica's trash, which all jobs of the run share
     */
    RestoreJob(Session session, long masterId, long copyId, Tombstone tombstone, TrashTimes trash) {
        this.session = session;
        this.masterId = masterId;
        this.copyId = copyId;
        this.tombstone = tombstone;
        this.trash = trash;
    }

    @Override
    public Session session() {
        return session;
    }

    @Override
    public Long masterId() {
        return masterId;
    }

    public long getCopyId() {
        return copyId;
    }

    Tombstone tombstone() {
        return tombstone;
    }

    @Override
    public TrashTimes getTrash() {
        return trash;
    }

    void found(Evidence what) {
        evidence = what;
    }

    Evidence evidence() {
        return evidence;
    }

    public boolean isTrashed() {
        return evidence == Evidence.TRASHED;
    }

    public boolean isPurged() {
        return evidence == Evidence.PURGED;
    }

    /** @param old copies of the same document that were replaced, and whose ids the replica lists */
    void setReplaced(List<ReplacedCopy> old) {
        replaced = old;
    }

    List<ReplacedCopy> replaced() {
        return replaced;
    }

    /** @return the ids of the replaced copies, separated by commas */
    public String getReplacedIds() {
        return replaced.stream().map(old -> String.valueOf(old.replicaDocId())).collect(Collectors.joining(","));
    }

    void mappedAgain() {
        mappedAgain = true;
    }

    /** @return whether a replaced copy is the copy again */
    public boolean isMappedAgain() {
        return mappedAgain;
    }

    void foundLive(Document document) {
        live = document;
    }

    /** @return the live document with the id of the copy; null if the replica has no such document */
    Document live() {
        return live;
    }

    @Override
    public boolean canFailAlone() {
        return true;
    }

    /**
     * Fails or defers the document, or stops the run. The copy may be in the trash, so the run neither uploads nor
     * writes the document.
     */
    @Override
    public Outcome failed(Failure failure) {
        return Outcome.ofDocument(this, failure);
    }
}
