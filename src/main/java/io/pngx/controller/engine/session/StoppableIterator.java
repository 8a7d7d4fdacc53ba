package io.pngx.controller.engine.session;

import java.util.Iterator;

/**
 * Ends a split after the current item when the run stops. A split with {@code stopOnException} would also skip the
 * steps after the split.
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

    // Also checks the signal after the last item, because the steps after the split ask the session whether the run
    // stops.
    @Override
    public boolean hasNext() {
        return !session.stopped() && (items.hasNext() || atEnd());
    }

    private boolean atEnd() {
        stops.shouldStop(session);
        return false;
    }

    // The split calls hasNext() for an item while the previous item is not processed yet, so the signal is checked
    // again here. After a stop, this method returns null, and the split skips null.
    @Override
    public T next() {
        T item = items.next();
        return stops.shouldStop(session) ? null : item;
    }
}
