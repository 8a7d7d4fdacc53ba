package io.pngx.controller.pipeline;

import java.util.Iterator;
import java.util.NoSuchElementException;

/**
 * Ends a split after the item in hand when the run is to stop: by a person, or because the replica went away. A split
 * that stops on exception would skip what comes after it, too.
 */
final class WhileRunning<T> implements Iterator<T> {
    private final Session session;
    private final Stops stops;
    private final Iterator<T> items;

    WhileRunning(Session session, Stops stops, Iterator<T> items) {
        this.session = session;
        this.stops = stops;
        this.items = items;
    }

    @Override
    public boolean hasNext() {
        return !stops.asked(session) && items.hasNext();
    }

    @Override
    public T next() {
        if (!items.hasNext()) {
            throw new NoSuchElementException();
        }
        return items.next();
    }
}
