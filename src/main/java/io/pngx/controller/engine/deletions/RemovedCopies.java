package io.pngx.controller.engine.deletions;

import io.pngx.controller.engine.session.Job;
import io.pngx.controller.engine.session.Received;
import io.pngx.controller.engine.session.Session;
import io.pngx.controller.engine.session.StopSignal;
import io.pngx.controller.engine.session.StoppableIterator;
import io.pngx.controller.sync.Deletion.Evidence;
import java.util.Collection;
import java.util.HashSet;
import java.util.Iterator;
import java.util.Set;

/**
 * Job that finds copies that the replica no longer has, because a user of the replica removed them. The replica's list
 * lacks these copies; an answer for the id of each copy must agree.
 */
public final class RemovedCopies implements Job {
    private final Session session;
    private final Collection<Long> unlisted;
    private final StopSignal stops;
    private final Set<Long> removed = new HashSet<>();

    /** @param unlisted ids of the copies that await their deletion, and that the replica's list lacks */
    public RemovedCopies(Session session, Collection<Long> unlisted, StopSignal stops) {
        this.session = session;
        this.unlisted = unlisted;
        this.stops = stops;
    }

    @Override
    public Session session() {
        return session;
    }

    /** @return the copies to ask for */
    public Iterator<Unlisted> getUnlisted() {
        return new StoppableIterator<>(session, stops, unlisted.iterator()).computing(id -> new Unlisted(this, id));
    }

    /** @return whether a user already removed the copy */
    public boolean contains(long replicaDocId) {
        return removed.contains(replicaDocId);
    }

    Set<Long> all() {
        return removed;
    }

    boolean isEmpty() {
        return removed.isEmpty();
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

        /**
         * Records the answers about the document and its file. If the user lost its rights, the document answers 404,
         * too, but its file 403.
         */
        void answered(Received detail, Received preview) {
            Evidence evidence = detail.evidence(preview);
            if (evidence == Evidence.TRASHED || evidence == Evidence.PURGED) {
                search.removed.add(copy);
            }
        }
    }
}
