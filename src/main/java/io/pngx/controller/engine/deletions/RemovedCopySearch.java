package io.pngx.controller.engine.deletions;

import io.pngx.controller.engine.session.ExchangeNames;
import io.pngx.controller.engine.session.Received;
import io.pngx.controller.engine.session.Session;
import io.pngx.controller.engine.session.StopSignal;
import io.pngx.controller.paperless.DocumentPage;
import io.pngx.controller.store.SyncMap;
import io.pngx.controller.store.Tables;
import io.pngx.controller.store.Tombstone;
import io.pngx.controller.store.Tombstones;
import java.util.EnumSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.camel.Body;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangeProperty;
import org.apache.camel.Variable;

/** Finds the copies with a tombstone that a user of the replica already removed. */
public final class RemovedCopySearch {
    /** Deletions of which no run has sent a call to the replica. */
    private static final Set<Tombstone.State> NOT_BEGUN =
            EnumSet.of(Tombstone.State.OPEN, Tombstone.State.HELD, Tombstone.State.APPROVED, Tombstone.State.REJECTED);

    private final Tombstones tombstones;
    private final SyncMap mappings;
    private final StopSignal stops;

    public RemovedCopySearch(Tables tables, StopSignal stops) {
        this.tombstones = tables.tombstones();
        this.mappings = tables.mappings();
        this.stops = stops;
    }

    /** Starts the search for the mapped copies whose deletion has not begun. */
    public RemovedCopies search(@ExchangeProperty(ExchangeNames.SESSION) Session session) {
        return new RemovedCopies(
                session,
                notBegun(tombstones, mappings, session.replicaId()).stream()
                        .map(Tombstone::replicaObjectId)
                        .toList(),
                stops);
    }

    /** Returns the tombstones of mapped copies whose deletion has not begun. */
    static List<Tombstone> notBegun(Tombstones tombstones, SyncMap mappings, long replicaId) {
        List<Tombstone> notBegun = tombstones.standing(replicaId, Tombstone.DOCUMENTS).stream()
                .filter(tombstone -> NOT_BEGUN.contains(tombstone.state()))
                .toList();
        Map<Long, Long> mapped = notBegun.isEmpty() ? Map.of() : mappings.ids(replicaId);
        return notBegun.stream()
                .filter(tombstone -> Long.valueOf(tombstone.replicaObjectId()).equals(mapped.get(tombstone.masterId())))
                .toList();
    }

    /** Returns the copies that the replica's list lacks. */
    public Iterator<RemovedCopies.Unlisted> unlisted(
            @Body RemovedCopies.Chunk chunk, @Variable(ExchangeNames.ANSWER) DocumentPage page) {
        chunk.listed(page);
        return chunk.unlisted();
    }

    public void recordAnswer(@Body RemovedCopies.Unlisted copy, Exchange exchange) {
        copy.answered(Received.of(exchange, ExchangeNames.DETAIL));
    }
}
