package io.pngx.controller.engine.session;

import java.util.Iterator;
import java.util.function.Function;

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

    /**
     * Computes the items of the split when the split takes them, because the items before may change the result. The
     * split skips an item whose result is null.
     */
    public <R> Iterator<R> computing(Function<T, R> result) {
        return new Iterator<>() {
            @Override
            public boolean hasNext() {
                return StoppableIterator.this.hasNext();
            }

            @Override
            public R next() {
                T item = StoppableIterator.this.next();
                return item == null ? null : result.apply(item);
            }
        };
    }
}
