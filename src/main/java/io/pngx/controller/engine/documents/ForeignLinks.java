package io.pngx.controller.engine.documents;

import io.pngx.controller.engine.session.Session;
import io.pngx.controller.paperless.Document;
import io.pngx.controller.store.FinishedDeletions;
import io.pngx.controller.store.OpenUploads;
import io.pngx.controller.store.ReplacedCopies;
import io.pngx.controller.store.SyncMap;
import io.pngx.controller.store.Tables;
import io.pngx.controller.sync.Links;
import io.pngx.controller.sync.Target;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.LongPredicate;

/**
 * Finds the foreign documents to which copies link. A copy keeps these links, because the removal of a link would
 * change the foreign document, too. Documents that the controller created are not foreign while their uploads or
 * deletions are unfinished, and while they are in the trash.
 */
public final class ForeignLinks {
    private final SyncMap mappings;
    private final ReplacedCopies replacedCopies;
    private final OpenUploads uploads;
    private final FinishedDeletions deletions;

    public ForeignLinks(Tables tables) {
        this.mappings = tables.mappings();
        this.replacedCopies = tables.replacedCopies();
        this.uploads = tables.openUploads();
        this.deletions = tables.finishedDeletions();
    }

    /**
     * Keeps the links of the copy to foreign documents.
     *
     * @return ids of the master's documents to whose copies the copy links, but the target does not
     */
    Set<Long> resolve(DocumentPair pair, Session session) {
        return resolve(pair, session.replicaId(), session::lists);
    }

    /**
     * Keeps the links of a copy without a run. The inventory of the replica is not known, so links to deleted and
     * replaced copies stay too: a user may have restored these.
     *
     * @return as above
     */
    public Set<Long> resolve(DocumentPair pair, long replicaId) {
        return resolve(pair, replicaId, id -> true);
    }

    private Set<Long> resolve(DocumentPair pair, long replicaId, LongPredicate listed) {
        Set<Long> linking = new TreeSet<>();
        Set<Long> foreign = new TreeSet<>();
        for (long id : pair.extraLinks()) {
            Optional<Long> masterId = mappings.masterDoc(replicaId, id);
            if (masterId.isPresent()) {
                linking.add(masterId.get());
            } else if (!isOwn(replicaId, id, listed)) {
                foreign.add(id);
            }
        }
        if (!foreign.isEmpty()) {
            pair.keepLinksTo(foreign);
        }
        return linking;
    }

    /**
     * Adds to the target of a settled upload the links to foreign documents.
     *
     * @param copy the replaced copy, or the document that becomes the copy
     */
    public Target keep(Target target, Document copy, Session session) {
        Set<Long> foreign = new TreeSet<>(
                Links.unexplained(target, copy, session.translation().replica()));
        foreign.removeIf(id -> id == copy.id()
                || mappings.masterDoc(session.replicaId(), id).isPresent()
                || isOwn(session.replicaId(), id, session::lists));
        return Links.withForeign(target, copy, foreign, session.translation().replica());
    }

    /**
     * @param id an unmapped document
     * @param listed whether the inventory of the replica contains a document. A listed document whose deletion is done
     *     was restored by a user, and is foreign.
     */
    private boolean isOwn(long replicaId, long id, LongPredicate listed) {
        return replacedCopies.isOpen(replicaId, id)
                || uploads.isUnfinished(replicaId, id)
                || !listed.test(id) && (replacedCopies.inTrash(replicaId, id) || deletions.inTrash(replicaId, id));
    }
}
