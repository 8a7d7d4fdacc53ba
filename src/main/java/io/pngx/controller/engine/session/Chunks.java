package io.pngx.controller.engine.session;

import java.util.Iterator;
import java.util.List;

/**
 * Chunks of documents, and in between the documents of a chunk whose answer was too long, in smaller ones.
 *
 * <p>A split calls {@link #hasNext} before it works on the last item. So there is always one item more, which is looked
 * for in {@link #next}; the split passes over a null.
 */
public final class Chunks implements Iterator<Chunk> {
    private final Session session;
    private final Iterator<Chunk> chunks;
    private boolean ended;

    public Chunks(Session session, Iterator<Chunk> chunks) {
        this.session = session;
        this.chunks = chunks;
    }

    @Override
    public boolean hasNext() {
        return !ended;
    }

    @Override
    public Chunk next() {
        List<DocumentWork> again = session.toReadAgain();
        if (!again.isEmpty()) {
            return new Chunk(again);
        }
        ended = !chunks.hasNext();
        return ended ? null : chunks.next();
    }
}
