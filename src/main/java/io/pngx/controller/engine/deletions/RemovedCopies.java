package io.pngx.controller.engine.deletions;

import io.pngx.controller.engine.session.IdChunks;
import io.pngx.controller.engine.session.Job;
import io.pngx.controller.engine.session.Received;
import io.pngx.controller.engine.session.Session;
import io.pngx.controller.engine.session.StopSignal;
import io.pngx.controller.engine.session.StoppableIterator;
import io.pngx.controller.paperless.DocumentPage;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashSet;
import java.util.Iterator;
import java.util.Set;

/**
 * Job that finds copies that the replica no longer has, because a user of the replica removed them. Two answers of the
 * replica must agree: a list of the copies, and an answer for the id of each copy that the list lacks.
 */
public final class RemovedCopies implements Job {
    private final Session session;
    private final Collection<Long> copies;
    private final StopSignal stops;
    private final Set<Long> removed = new HashSet<>();

    /** @param copies ids of the copies whose deletion is not carried out yet */
    public RemovedCopies(Session session, Collection<Long> copies, StopSignal stops) {
        this.session = session;
        this.copies = Set.copyOf(copies);
        this.stops = stops;
    }

    @Override
    public Session session() {
        return session;
    }

    /** @return the copies in chunks, which one call lists */
    public Iterator<Chunk> getChunks() {
        return new StoppableIterator<>(session, stops, IdChunks.lists(copies).iterator())
                .computing(ids -> new Chunk(this, ids));
    }

    /** @return whether a user already removed the copy */
    public boolean contains(long replicaDocId) {
        return removed.contains(replicaDocId);
    }

    boolean isEmpty() {
        return removed.isEmpty();
    }

    /** A chunk of copies. */
    public static final class Chunk implements Job {
        private final RemovedCopies search;
        private final Set<Long> ids;

        private Chunk(RemovedCopies search, Collection<Long> ids) {
            this.search = search;
            this.ids = new HashSet<>(ids);
        }

        @Override
        public Session session() {
            return search.session();
        }

        /** @return value of the filter {@code id__in} */
        public String getIds() {
            return IdChunks.of(ids).next();
        }

        void listed(DocumentPage page) {
            Arrays.stream(page.ids()).forEach(ids::remove);
        }

        Iterator<Unlisted> unlisted() {
            return new StoppableIterator<>(
                            session(), search.stops, Set.copyOf(ids).iterator())
                    .computing(id -> new Unlisted(search, id));
        }
    }

    /** A copy that is missing in the replica's list. */
    public record Unlisted(RemovedCopies search, long copy) implements Job {
        @Override
        public Session session() {
            return search.session();
        }

        public long getId() {
            return copy;
        }

        void answered(Received detail) {
            if (detail.status() == 404 && detail.genuine()) {
                search.removed.add(copy);
            }
        }
    }
}
