package io.pngx.controller.paperless;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs tasks at their deadlines, on one thread. The thread checks all deadlines at short intervals, because nearly all
 * tasks are cancelled long before their deadline. After a time without tasks, the thread waits until a new task wakes
 * it.
 */
final class DeadlineTimer {
    private static final Logger LOG = LoggerFactory.getLogger(DeadlineTimer.class);
    /** After this number of intervals without tasks, the thread waits for a new task. */
    private static final int IDLE_INTERVALS = 40;

    private final Duration interval;
    private final Set<Deadline> deadlines = ConcurrentHashMap.newKeySet();
    private final Thread thread = new Thread(this::run, "deadlines of calls");
    private volatile boolean waiting;

    /** @param interval time between two checks of the deadlines */
    DeadlineTimer(Duration interval) {
        this.interval = interval;
        thread.setDaemon(true);
        thread.start();
    }

    /** A scheduled task. */
    final class Deadline {
        private final long at;
        private final Runnable task;

        private Deadline(Duration delay, Runnable task) {
            this.at = System.nanoTime() + delay.toNanos();
            this.task = task;
        }

        void cancel() {
            deadlines.remove(this);
        }
    }

    /** Schedules a task. The task runs once, at most one interval late, and must not block. */
    Deadline schedule(Duration delay, Runnable task) {
        Deadline deadline = new Deadline(delay, task);
        deadlines.add(deadline);
        if (waiting) {
            LockSupport.unpark(thread);
        }
        return deadline;
    }

    /** Returns whether the thread waits for a new task. */
    boolean isWaiting() {
        return waiting;
    }

    private void run() {
        int idle = 0;
        while (true) {
            idle = deadlines.isEmpty() ? idle + 1 : 0;
            if (idle > IDLE_INTERVALS) {
                waitForTask();
                idle = 0;
            }
            runDue(System.nanoTime());
            LockSupport.parkNanos(interval.toNanos());
        }
    }

    private void waitForTask() {
        waiting = true;
        while (deadlines.isEmpty()) {
            LockSupport.park(this);
        }
        waiting = false;
    }

    private void runDue(long now) {
        for (Deadline deadline : deadlines) {
            // A task that was cancelled a moment ago is no longer in the queue.
            if (deadline.at - now <= 0 && deadlines.remove(deadline)) {
                run(deadline.task);
            }
        }
    }

    private static void run(Runnable task) {
        try {
            task.run();
        } catch (RuntimeException | Error e) { // a failed task must not end this thread
            LOG.warn("A call could not be ended at its deadline", e);
        }
    }
}
