package io.pngx.controller.paperless;

import io.pngx.controller.paperless.PaperlessException.Kind;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * The calls on their way. Each is cut when its time is over, from a thread of its own: the thread that calls may wait
 * for a byte.
 */
final class ActiveCalls {
    private static final ScheduledThreadPoolExecutor CLOCK = clock();

    private final CallLimits limits;
    private final Map<ActiveCall, Future<?>> onTheirWay = new ConcurrentHashMap<>();

    ActiveCalls(CallLimits limits) {
        this.limits = limits;
    }

    private static ScheduledThreadPoolExecutor clock() {
        ScheduledThreadPoolExecutor clock = new ScheduledThreadPoolExecutor(1, task -> {
            Thread thread = new Thread(task, "deadlines of calls");
            thread.setDaemon(true);
            return thread;
        });
        clock.setRemoveOnCancelPolicy(true);
        return clock;
    }

    /** @param disconnect cuts its connection; may come from any thread, and more than once */
    ActiveCall begin(Instance instance, String method, String path, Runnable disconnect) {
        ActiveCall call = new ActiveCall(instance, method, path, disconnect, this);
        onTheirWay.put(call, later(call));
        return call;
    }

    private Future<?> later(ActiveCall call) {
        return later(call.left(limits), () -> look(call));
    }

    /** Runs a task, which cuts a call, on the thread of the deadlines. */
    static Future<?> later(Duration delay, Runnable task) {
        return CLOCK.schedule(task, Math.max(1, delay.toMillis()), TimeUnit.MILLISECONDS);
    }

    private void look(ActiveCall call) {
        if (call.left(limits).toMillis() <= 0) {
            call.cutAsSlow();
        } else {
            onTheirWay.computeIfPresent(call, (same, before) -> later(call));
        }
    }

    void ended(ActiveCall call) {
        Future<?> look = onTheirWay.remove(call);
        if (look != null) {
            look.cancel(false);
        }
    }

    /** Cuts the call that a thread waits for, unless a file moves. */
    void cutStuck(Thread thread) {
        onTheirWay.keySet().stream()
                .filter(call -> call.thread() == thread && !call.isMoving())
                .forEach(call ->
                        call.cut(Kind.CUT, "was still being called when the run was to end; the call was cut off."));
    }
}
