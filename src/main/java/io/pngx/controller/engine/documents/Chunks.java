package io.pngx.controller.engine.documents;

import io.pngx.controller.engine.session.Session;
import io.pngx.controller.engine.session.StopSignal;
import io.pngx.controller.engine.session.StoppableIterator;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.function.IntFunction;

/**
 * Iterates over the documents of a run in chunks. If the answer for a chunk is too long, the documents of the chunk are
 * read again in smaller chunks.
 *
 * <p>Camel's split calls {@link #hasNext} before it processes the previous item. At that time, it is not known whether
 * the previous item must be read again. Therefore {@link #hasNext} always announces one more item. At the end,
 * {@link #next} returns null, which the split skips.
 */
public final class Chunks implements Iterator<Chunk> {
    /**
     * The number of documents in one call. Large chunks need fewer calls, but the answer contains the texts of all
     * documents, and must fit into the memory of a small machine.
     */
    private static final int SIZE = 100;

    private final Session session;
    private final IntFunction<List<DocumentJob>> next;
    private final Deque<DocumentJob> again = new ArrayDeque<>();
    private boolean ended;

    private Chunks(Session session, IntFunction<List<DocumentJob>> next) {
        this.session = session;
        this.next = next;
    }

    /**
     * Returns chunks until no document is left or the run stops.
     *
     * @param next returns the next documents, at most as many as its argument; empty if no document is left
     */
    public static Iterator<Chunk> of(Session session, StopSignal stops, IntFunction<List<DocumentJob>> next) {
        return new StoppableIterator<>(session, stops, new Chunks(session, next));
    }

    @Override
    public boolean hasNext() {
        return !ended;
    }

    @Override
    public Chunk next() {
        List<DocumentJob> documents =
                again.isEmpty() ? next.apply(session.chunkSize(SIZE)) : someToReadAgain(session.chunkSize(SIZE));
        ended = documents.isEmpty();
        return ended ? null : new Chunk(session, documents, again::addAll);
    }

    private List<DocumentJob> someToReadAgain(int size) {
        List<DocumentJob> some = new ArrayList<>();
        while (!again.isEmpty() && some.size() < size) {
            some.add(again.remove());
        }
        return some;
    }
}
