package io.pngx.controller.engine.session;

/**
 * Limits the number of documents in one call. If an answer is too long to be read, the limit falls to 10, then to 1.
 * Each new run raises the limit by one step.
 */
public final class ChunkSize {
    private static final int FEW = 10;

    private volatile int limit = Integer.MAX_VALUE;

    int of(int preferred) {
        return Math.min(preferred, limit);
    }

    void reduceBelow(int size) {
        limit = Math.min(limit, size > FEW ? FEW : 1);
    }

    public void increase() {
        limit = limit == 1 ? FEW : Integer.MAX_VALUE;
    }
}
