package io.pngx.controller.engine.deletions;

import io.pngx.controller.engine.session.ExchangeNames;
import io.pngx.controller.engine.session.Received;
import io.pngx.controller.engine.session.Session;
import io.pngx.controller.engine.session.StopSignal;
import io.pngx.controller.store.DeletionMode;
import io.pngx.controller.store.KeyValues;
import io.pngx.controller.store.Setting;
import io.pngx.controller.store.SyncMap;
import io.pngx.controller.store.Tables;
import io.pngx.controller.store.Tombstone;
import io.pngx.controller.store.Tombstones;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.apache.camel.Body;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangeProperty;

/** Finds the copies with a tombstone that a user of the replica already removed. */
public final class RemovedCopySearch {
    /** Deletions of which no run has sent a call to the replica. */
    private static final Set<Tombstone.State> NOT_BEGUN =
            EnumSet.of(Tombstone.State.OPEN, Tombstone.State.HELD, Tombstone.State.APPROVED, Tombstone.State.REJECTED);

    private final Tombstones tombstones;
    private final SyncMap mappings;
    private final KeyValues settings;
    private final StopSignal stops;

    public RemovedCopySearch(Tables tables, StopSignal stops) {
        this.tombstones = tables.tombstones();
        this.mappings = tables.mappings();
        this.settings = tables.settings();
        this.stops = stops;
    }

    /** Starts the search for the mapped copies whose deletion has not begun, and that the replica's list lacks. */
    public RemovedCopies search(@ExchangeProperty(ExchangeNames.SESSION) Session session) {
        List<Tombstone> unlisted = settings.get(Setting.DELETION_MODE) == DeletionMode.OFF
                ? List.of() // no deletion ends
                : unlisted(tombstones, mappings, session);
        return new RemovedCopies(
                session, unlisted.stream().map(Tombstone::replicaObjectId).toList(), stops);
    }

    /**
     * Returns the tombstones of mapped copies whose deletion has not begun, and that the replica's list of this run
     * lacks.
     */
    static List<Tombstone> unlisted(Tombstones tombstones, SyncMap mappings, Session session) {
        return tombstones.standing(session.replicaId(), Tombstone.DOCUMENTS).stream()
                .filter(tombstone -> NOT_BEGUN.contains(tombstone.state())
                        && !session.lists(tombstone.replicaObjectId())
                        && mappings.replicaDoc(session.replicaId(), tombstone.masterId())
                                .filter(copy -> copy == tombstone.replicaObjectId())
                                .isPresent())
                .toList();
    }

    public void recordAnswer(@Body RemovedCopies.Unlisted copy, Exchange exchange) {
        copy.answered(Received.of(exchange, ExchangeNames.DETAIL), Received.of(exchange, ExchangeNames.PREVIEW));
    }
}
