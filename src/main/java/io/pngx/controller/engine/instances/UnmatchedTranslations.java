package io.pngx.controller.engine.instances;

import io.pngx.controller.store.SyncMap;
import io.pngx.controller.store.Tables;
import io.pngx.controller.store.Unselected;
import io.pngx.controller.sync.Inventory;
import io.pngx.controller.sync.Translation;

/** Creates the translation of a replica from the snapshots of both instances. The lookups are not matched yet. */
public final class UnmatchedTranslations {
    private final SyncMap mappings;
    private final Unselected unselected;

    public UnmatchedTranslations(Tables tables) {
        this.mappings = tables.mappings();
        this.unselected = tables.unselected();
    }

    /**
     * Omits links to copies that may be in the trash, because paperless refuses such links. A document that is missing
     * on the master, or that rules exclude, stays mapped although its copy may be in the trash.
     */
    public Translation of(long replicaId, InstanceSnapshot master, InstanceSnapshot replica) {
        return Translation.unmatched(
                master.lookups(),
                replica.lookups(),
                replica.user().id(),
                masterId -> mappings.replicaDoc(replicaId, masterId)
                        .filter(copy -> replica.lists(copy)
                                || master.lists(masterId) && !unselected.contains(replicaId, masterId)),
                new Inventory(master::lists, master.date(), masterId -> unselected.contains(replicaId, masterId)));
    }
}
