package io.pngx.controller.engine.documents;

import io.pngx.controller.paperless.Document;
import io.pngx.controller.store.ReplacedCopies;
import io.pngx.controller.store.SyncMap;
import io.pngx.controller.store.Tables;
import io.pngx.controller.sync.Links;
import io.pngx.controller.sync.Lookups;
import io.pngx.controller.sync.Target;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * Finds the foreign documents to which copies link. A copy keeps these links, because the removal of a link would change
 * the foreign document, too.
 */
public final class ForeignLinks {
    private final SyncMap mappings;
    private final ReplacedCopies replacedCopies;

    public ForeignLinks(Tables tables) {
        this.mappings = tables.mappings();
        this.replacedCopies = tables.replacedCopies();
    }

    /**
     * Keeps the links of the copy to foreign documents.
     *
     * @return ids of the master's documents to whose copies the copy links, but the target does not
     */
    public Set<Long> resolve(DocumentPair pair, long replicaId) {
        Set<Long> linking = new TreeSet<>();
        Set<Long> foreign = new TreeSet<>();
        for (long id : pair.extraLinks()) {
            Optional<Long> masterId = mappings.masterDoc(replicaId, id);
            if (masterId.isPresent()) {
                linking.add(masterId.get());
            } else if (!replacedCopies.isReplaced(replicaId, id)) {
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
    public Target keep(Target target, Document copy, long replicaId, Lookups replica) {
        Set<Long> foreign = new TreeSet<>(Links.unexplained(target, copy, replica));
        foreign.removeIf(id -> id == copy.id()
                || mappings.masterDoc(replicaId, id).isPresent()
                || replacedCopies.isReplaced(replicaId, id));
        return Links.withForeign(target, copy, foreign, replica);
    }
}
