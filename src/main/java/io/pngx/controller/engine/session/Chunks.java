package io.pngx.controller.engine.session;

import java.util.Iterator;
import java.util.List;

/**
 * Iterates over chunks of documents. When the answer for a chunk was too long, the next chunks hold the documents of
 * that chunk again, fewer at a time.
 *
 * <p>A split calls {@link #hasNext} before it processes the last item. So {@link #hasNext} always announces one more
 * item, and {@link #next} returns null when there is none; the split skips a null.
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
        List<DocumentWork> again = session.nextToReadAgain();
        if (!again.isEmpty()) {
            return new Chunk(again);
        }
        ended = !chunks.hasNext();
        return ended ? null : chunks.next();
    }
}
