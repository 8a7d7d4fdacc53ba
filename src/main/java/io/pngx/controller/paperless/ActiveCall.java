package io.pngx.controller.paperless;

import io.pngx.controller.paperless.PaperlessException.Kind;
import io.pngx.controller.text.Text;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

/** One call from its start to its last byte. Another thread may interrupt the call. */
final class ActiveCall {
    private final Thread thread = Thread.currentThread();
    private final long start = System.nanoTime();
    private final AtomicLong moved = new AtomicLong();
    private final Instance instance;
    private final String request;
    private final Operation operation;
    private final Runnable disconnect;
    private final ActiveCalls calls;
    private volatile PaperlessException cutOff;
    private long checkedAt = start;
    private long movedAtCheck;

    ActiveCall(Instance instance, String method, String path, Runnable disconnect, ActiveCalls calls) {
        this.instance = instance;
        this.request = method + " " + path;
        this.operation = Operation.of(method, path);
        this.disconnect = disconnect;
        this.calls = calls;
    }

    boolean isOf(String host) {
        return instance.host().equals(host);
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

    /** Returns the time left for the call; zero or negative if the call has exceeded its time limit. */
    Duration timeLeft(CallLimits limits) {
        return limits.allowed(operation.movesFile(), moved.get()).minusNanos(System.nanoTime() - start);
    }

    /** Returns whether the call transfers a file and has been fast enough since the last check. */
    boolean isMoving() {
        long now = System.nanoTime();
        long all = moved.get();
        boolean moving =
                operation.movesFile() && !CallLimits.isSlow(all - movedAtCheck, Duration.ofNanos(now - checkedAt));
        checkedAt = now;
        movedAtCheck = all;
        return moving;
    }

    void cutAsSlow() {
        cutOff(
                operation.movesFile() ? Kind.INCOMPLETE : Kind.SLOW,
                Text.of(
                        "was too slow: {0} took {1} s for {2} bytes, then the controller ended the call. Check network"
                                + " and load of the instance.",
                        request,
                        String.valueOf(
                                Duration.ofNanos(System.nanoTime() - start).toSeconds()),
                        String.valueOf(moved.get())));
    }

    void cutOff(Kind kind, Text why) {
        if (cutOff == null) {
            cutOff = new PaperlessException(kind, instance.title(), why);
        }
        disconnect.run();
    }

    /** Returns the exception for an answer that exceeds the size limit. */
    PaperlessException tooLong(long limit) {
        return new PaperlessException(
                operation == Operation.READ_DOCUMENT ? Kind.INCOMPLETE : Kind.TOO_LONG,
                instance.title(),
                Text.of(
                        "answered {0} with more than {1} MiB of JSON, so the controller ended the call. Check the"
                                + " instance and any proxy in front of it.",
                        request, String.valueOf(limit >> 20)));
    }

    /** Returns the exception for an answer whose JSON has no end. */
    IncompleteAnswerException endedEarly(Throwable cause) {
        return new IncompleteAnswerException(
                Text.of(
                        "{0} answered {1} incompletely: the answer ended early, for example because a proxy cut the"
                                + " answer.",
                        instance.title(), request),
                cause);
    }

    PaperlessException unexpectedEncoding(String encoding) {
        return new PaperlessException(
                Kind.NOT_PAPERLESS,
                instance.title(),
                Text.of(
                        "answered {0} in the encoding \"{1}\", which the controller did not request; check the proxy in"
                                + " front of the instance.",
                        request, encoding));
    }

    /** Returns the reason why the call was interrupted; null if the call was not interrupted. */
    PaperlessException cutOff() {
        return cutOff;
    }

    void end() {
        calls.ended(this);
    }
}
