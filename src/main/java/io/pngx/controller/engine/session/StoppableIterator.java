package io.pngx.controller.engine.session;

import java.util.Iterator;

/**
 * Ends a split after the item in hand when the run is to stop: by a person, or because the replica went away. A split
 * that stops on exception would skip what comes after it, too.
 */
public final class StoppableIterator<T> implements Iterator<T> {
    private final Session session;
    private final StopSignal stops;
    private final Iterator<T> items;

    public StoppableIterator(Session session, StopSignal stops, Iterator<T> items) {
        this.session = session;
        this.stops = stops;
        this.items = items;
    }

    /** Asks once more at the end, for what comes after the split. */
    @Override
    public boolean hasNext() {
        return !session.stopped() && (items.hasNext() || atTheEnd());
    }

    private boolean atTheEnd() {
        stops.asked(session);
        return false;
    }

    /** This is where it is asked: the split called {@link #hasNext} before it worked on the last item; it passes over a null. */
    @Override
    public T next() {
        T item = items.next();
        return stops.asked(session) ? null : item;
    }
}
