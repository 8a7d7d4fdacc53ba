package io.pngx.controller.engine.uploads;

import io.pngx.controller.engine.instances.InstanceSnapshot;
import io.pngx.controller.engine.session.Session;
import io.pngx.controller.paperless.Document;
import io.pngx.controller.store.Duplicates;
import io.pngx.controller.store.Duplicates.Duplicate;
import io.pngx.controller.store.SyncMap;
import io.pngx.controller.store.Tables;
import io.pngx.controller.store.Tombstones;
import io.pngx.controller.store.Versions;
import io.pngx.controller.store.Work;
import io.pngx.controller.store.WorkQueue;
import io.pngx.controller.sync.Seen;
import io.pngx.controller.text.ExplainedException;
import io.pngx.controller.text.Text;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongPredicate;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.apache.camel.Body;

/**
 * Stops uploads of bytes that a v2 replica already has in the copy of another document, the holder, because a v2
 * replica refuses the same bytes twice (paperless-api.md §5). The document then waits, and is queued again after one of
 * four changes: the holder is missing on the master, the holder's copy has another file, the waiting document changed
 * on the master, or the replica accepts duplicates.
 */
public final class DuplicateBytes {
    private final Duplicates duplicates;
    private final SyncMap mappings;
    private final Versions versions;
    private final Tombstones tombstones;
    private final WorkQueue work;

    public DuplicateBytes(Tables tables) {
        this.duplicates = tables.duplicates();
        this.mappings = tables.mappings();
        this.versions = tables.versions();
        this.tombstones = tables.tombstones();
        this.work = tables.work();
    }

    /**
     * Stops the upload if another copy on a v2 replica has the same bytes.
     *
     * @throws DuplicateBytesException if the copy of another document has these bytes
     */
    public void refuseDuplicate(@Body UploadJob job) {
        Session session = job.session();
        Document document = job.master();
        Document.Version newest = document.newestFile();
        String sha256 = job.file() != null ? job.file().sha256() : newest == null ? null : newest.checksum();
        if (sha256 == null || session.dialect().acceptsDuplicates()) {
            return;
        }
        holder(session, document.id(), sha256).ifPresent(holder -> {
            duplicates.put(new Duplicate(session.replicaId(), document.id(), holder, sha256, Seen.digest(document)));
            throw new DuplicateBytesException(
                    isFileChanging(session, holder)
                            ? Text.of(
                                    "The copy of document {0} still has the bytes of this file, and paperless-ngx 2"
                                            + " can't hold the same bytes twice; this file follows after that copy has"
                                            + " its new file.",
                                    String.valueOf(holder))
                            : duplicateMessage(holder));
        });
    }

    /**
     * Returns whether the copy of the document is about to get another file, so that its bytes become free. If that
     * file failed before, for example because each of two copies has the other's new bytes, it may never arrive.
     */
    private boolean isFileChanging(Session session, long masterId) {
        return work.find(session.replicaId(), masterId)
                .filter(item -> item.reason() == Work.Reason.FILE && item.attempts() == 0)
                .isPresent();
    }

    /**
     * Finds another document of the master whose copy has the given bytes. Ignores two kinds of copies that the new
     * document can take over: copies of documents that are missing on the master, and copies that the user kept.
     */
    public Optional<Long> holder(Session session, long masterId, String sha256) {
        return versions.holder(session.replicaId(), sha256, masterId)
                .filter(holder -> !tombstones.isMissing(session.replicaId(), holder)
                        && !tombstones.isKept(session.replicaId(), holder));
    }

    public static Text duplicateMessage(long holder) {
        return Text.of(
                "The file has the same bytes as the file of document {0} of the master, and paperless-ngx 2 can't"
                        + " hold the same bytes twice; delete one of the two documents on the master, or upgrade the"
                        + " replica.",
                String.valueOf(holder));
    }

    /**
     * Stops the upload because a foreign document has the new bytes, and the user has not confirmed its adoption.
     *
     * @throws DuplicateBytesException always
     */
    public void refuseForeign(@Body UploadJob job) {
        throw new DuplicateBytesException(Text.of(
                "The foreign document {0} of the replica already has the master's new file, and paperless-ngx 2 can't "
                        + "hold the same bytes twice; delete the foreign document, or confirm its adoption.",
                String.valueOf(job.free().get(0))));
    }

    /** Queues each document that no longer has to wait. */
    public void requeueUnblocked(Session session, InstanceSnapshot master) {
        duplicates.of(session.replicaId()).stream()
                .filter(isBlocked(session, master).negate())
                .forEach(duplicates::tryAgain);
    }

    /** Returns the ids, on the master, of the documents that must wait now. */
    public Set<Long> waiting(Session session, InstanceSnapshot master) {
        return duplicates.of(session.replicaId()).stream()
                .filter(isBlocked(session, master))
                .map(Duplicate::masterId)
                .collect(Collectors.toSet());
    }

    private Predicate<Duplicate> isBlocked(Session session, InstanceSnapshot master) {
        LongPredicate onMaster = master::lists;
        return duplicate -> {
            String scanned = master.scanned().get(duplicate.masterId());
            boolean touched = scanned != null && !scanned.equals(duplicate.seen());
            boolean holderHasBytes = onMaster.test(duplicate.holderId())
                    && mappings.find(session.replicaId(), duplicate.holderId())
                            .map(mapping -> versions.current(mapping).hasBytes(duplicate.sha256()))
                            .orElse(false);
            return holderHasBytes && !touched && !session.dialect().acceptsDuplicates();
        };
    }

    /**
     * Thrown if another document has the same bytes. The document of the upload waits; the failure does not
     * count against the replica.
     */
    public static final class DuplicateBytesException extends ExplainedException {
        DuplicateBytesException(Text text) {
            super(text);
        }
    }
}
