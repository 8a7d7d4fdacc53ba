package io.pngx.controller.engine.session;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Decides how many documents of the master to read in one call before their uploads start. All these uploads should
 * start within a few seconds, because a document that was read too long ago must be read again.
 */
public final class ReadAhead {
    private static final long WINDOW = Duration.ofSeconds(3).toNanos();
    private static final int MOST = 10;
    private static final int SAMPLES = 5;

    /** Start times of the last uploads, on the monotonic clock. */
    private final Deque<Long> starts = new ArrayDeque<>();
    /** Number of uploads to start before the next call for several documents. */
    private int left;

    /** Records that an upload starts. */
    public void started() {
        started(System.nanoTime());
    }

    void started(long now) {
        starts.add(now);
        if (starts.size() > SAMPLES) {
            starts.remove();
        }
        left = Math.max(0, left - 1);
    }

    /**
     * @return how many documents to read in one call; 0: the document is read by itself, because uploads start slowly,
     *     or because the last call for several documents lacked this document
     */
    public int documents() {
        return documents(System.nanoTime());
    }

    int documents(long now) {
        int documents = left > 0 ? 0 : inWindow(now);
        return documents < 2 ? 0 : documents;
    }

    /** @return how many uploads start within a few seconds, at most 10; 0: none, or not known yet */
    public int inWindow() {
        return inWindow(System.nanoTime());
    }

    private int inWindow(long now) {
        if (starts.size() < SAMPLES) {
            return 0;
        }
        long each = Math.max(1, (now - starts.getFirst()) / SAMPLES);
        return (int) Math.min(MOST, WINDOW / each);
    }

    /** Records that documents are read in one call. If the call fails, each document is read by itself. */
    public void reading(int documents) {
        left = documents;
    }
}
