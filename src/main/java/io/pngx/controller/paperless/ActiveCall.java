package io.pngx.controller.paperless;

import io.pngx.controller.paperless.PaperlessException.Kind;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

/** One call between its first byte and its last. Another thread may cut it. */
final class ActiveCall {
    private final Thread thread = Thread.currentThread();
    private final long began = System.nanoTime();
    private final AtomicLong moved = new AtomicLong();
    private final Instance instance;
    private final String what;
    private final Operation operation;
    private final Runnable disconnect;
    private final ActiveCalls calls;
    private volatile PaperlessException cut;
    private long lookedAt = began;
    private long movedThen;

    ActiveCall(Instance instance, String method, String path, Runnable disconnect, ActiveCalls calls) {
        this.instance = instance;
        this.what = method + " " + path;
        this.operation = Operation.of(method, path);
        this.disconnect = disconnect;
        this.calls = calls;
    }

    Thread thread() {
        return thread;
    }

    Operation operation() {
        return operation;
    }

    void moved(long bytes) {
        moved.addAndGet(bytes);
    }

    /** How long it may still take; zero or less: its time is over. */
    Duration left(CallLimits limits) {
        return limits.allowed(operation.movesFile(), moved.get()).minusNanos(System.nanoTime() - began);
    }

    /** Is a file on its way that moves as fast as before? */
    boolean isMoving() {
        long now = System.nanoTime();
        long all = moved.get();
        boolean moving = operation.movesFile() && !CallLimits.isSlow(all - movedThen, Duration.ofNanos(now - lookedAt));
        lookedAt = now;
        movedThen = all;
        return moving;
    }

    void cutAsSlow() {
        cut(
                operation.movesFile() ? Kind.INCOMPLETE : Kind.SLOW,
                "was too slow: " + what + " took "
                        + Duration.ofNanos(System.nanoTime() - began).toSeconds()
                        + " s for " + moved.get() + " bytes and was cut off; check its network and its load.");
    }

    void cut(Kind kind, String why) {
        if (cut == null) {
            cut = new PaperlessException(kind, instance.title(), why);
        }
        disconnect.run();
    }

    /** The answer has more than it may have. */
    PaperlessException tooLong(long limit) {
        return new PaperlessException(
                operation == Operation.READ_DOCUMENT ? Kind.INCOMPLETE : Kind.TOO_LONG,
                instance.title(),
                "answered " + what + " with more than " + (limit >> 20)
                        + " MiB of JSON; it was cut off. Check the instance and what stands in front of it.");
    }

    PaperlessException notAskedFor(String encoding) {
        return new PaperlessException(
                Kind.NOT_PAPERLESS,
                instance.title(),
                "answered " + what + " in the encoding \""
                        + encoding
                        + "\", which was not asked for; check what stands in front of it.");
    }

    /** Why it was cut; null: it was not. */
    PaperlessException cut() {
        return cut;
    }

    void end() {
        calls.ended(this);
    }
}
