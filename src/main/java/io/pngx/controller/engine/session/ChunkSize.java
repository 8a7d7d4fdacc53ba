package io.pngx.controller.engine.session;

/**
 * The number of documents that one call asks for. It falls where an answer is too long to be read whole, down to single
 * documents, and is kept for the next run, which tries one step more.
 */
public final class ChunkSize {
    private static final int FEW = 10;

    private volatile int most = Integer.MAX_VALUE;

    int of(int usual) {
        return Math.min(usual, most);
    }

    void fallBelow(int size) {
        most = Math.min(most, size > FEW ? FEW : 1);
    }

    public void rise() {
        most = most == 1 ? FEW : Integer.MAX_VALUE;
    }
}
