package io.pngx.controller.paperless;

import io.pngx.controller.paperless.DeadlineTimer.Deadline;
import io.pngx.controller.paperless.PaperlessException.Kind;
import io.pngx.controller.text.Text;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;

/**
 * The calls in progress. A timer thread interrupts a call at its deadline, because the calling thread may be blocked in
 * a read.
 */
final class ActiveCalls {
    private static final DeadlineTimer TIMER = new DeadlineTimer(Duration.ofMillis(50));

    private static final Duration END_PATIENCE = Duration.ofSeconds(10);

    private final CallLimits limits;
    private final Map<ActiveCall, Deadline> active = new ConcurrentHashMap<>();

    ActiveCalls(CallLimits limits) {
        this.limits = limits;
    }

    /**
     * Registers a call.
     *
     * @param disconnect closes the connection; can be called by any thread, and more than once
     */
    ActiveCall begin(Instance instance, String method, String path, Runnable disconnect) {
        ActiveCall call = new ActiveCall(instance, method, path, disconnect, this);
        active.put(call, schedule(call));
        return call;
    }

    private Deadline schedule(ActiveCall call) {
        return schedule(call.timeLeft(limits), () -> check(call));
    }

    /** Schedules a task that interrupts a call. The task runs on the timer thread. */
    static Deadline schedule(Duration delay, Runnable task) {
        return TIMER.schedule(delay, task);
    }

    private void check(ActiveCall call) {
        if (call.timeLeft(limits).toMillis() <= 0) {
            call.cutAsSlow();
        } else {
            active.computeIfPresent(call, (same, before) -> schedule(call));
        }
    }

    void ended(ActiveCall call) {
        Deadline check = active.remove(call);
        if (check != null) {
            check.cancel();
        }
    }

    /**
     * Interrupts all calls of an instance, and waits for their end.
     *
     * @return false if a call is still in progress after 10 seconds
     */
    boolean endAll(String host) {
        long patience = System.nanoTime() + END_PATIENCE.toNanos();
        while (active.keySet().stream().anyMatch(call -> call.isOf(host))) {
            active.keySet().stream()
                    .filter(call -> call.isOf(host))
                    .forEach(call -> call.cutOff(Kind.CUT, Text.of("was disconnected, so the call was interrupted.")));
            if (System.nanoTime() > patience) {
                return false;
            }
            LockSupport.parkNanos(Duration.ofMillis(5).toNanos());
        }
        return true;
    }

    /** Interrupts the call that a thread waits for, unless the call transfers a file fast enough. */
    void cutStuck(Thread thread) {
        active.keySet().stream()
                .filter(call -> call.thread() == thread && !call.isMoving())
                .forEach(call -> call.cutOff(
                        Kind.CUT,
                        Text.of("was still being called when the run had to end, so the call was interrupted.")));
    }
}
