package io.pngx.simulator;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The only background worker. The worker takes jobs in their order. Tests can pause, slow down and kill the worker
 * (paperless-api.md §6, §13).
 */
public final class Worker implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Worker.class);

    /** Points at which {@link #holdAt} or {@link #killNext} stops a job. */
    public enum Point {
        /** The task is STARTED, and nothing is stored yet. */
        CONSUMING,
        /** The document is stored, and the task is still STARTED. */
        STORED,
        /** v2 only: the task is FAILURE, and its text is not written yet. */
        FAILED
    }

    /** One unit of work. A job calls {@link Worker#pass} at each point where tests can hold or kill the job. */
    interface Job {
        void run(Worker worker) throws InterruptedException;
    }

    /** Ends a job whose worker process died. */
    static final class Killed extends RuntimeException {
        /** True: the parent process survived, and wrote the death of the worker process into the row of the task. */
        private final boolean said;

        Killed(boolean said) {
            super("killed", null, false, false);
            this.said = said;
        }

        boolean isSaid() {
            return said;
        }
    }

    private static final int FETCHED_AT_ONCE = 4;

    private final LinkedBlockingQueue<Job> queue = new LinkedBlockingQueue<>();
    private final List<Job> fetched = new ArrayList<>();
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Thread thread;
    private int unfinished;
    private boolean paused;
    private boolean inHand;
    private Point holdAt;
    private Point killAt;
    private Point exitAt;
    private boolean killCurrent;
    private Point reached;
    private Outcome nextOutcome;
    private volatile Duration consumeTime;
    private volatile boolean closed;

    Worker(Duration consumeTime, String name) {
        this.consumeTime = consumeTime;
        this.thread = new Thread(this::work, name);
        thread.setDaemon(true);
        thread.start();
    }

    /** The outcome of a consumption that stores no document. */
    record Outcome(boolean success, String text) {}

    void submit(Job job) {
        lock.lock();
        try {
            unfinished++;
        } finally {
            lock.unlock();
        }
        queue.add(job);
    }

    private void work() {
        while (!closed) {
            try {
                Job job = queue.take();
                change(() -> inHand = true);
                awaitWhilePaused();
                run(job);
            } catch (InterruptedException e) {
                // close() interrupted this thread; the loop then ends
            }
        }
    }

    private void awaitWhilePaused() throws InterruptedException {
        lock.lockInterruptibly();
        try {
            while (paused) {
                changed.await();
            }
            killCurrent = false;
        } finally {
            lock.unlock();
        }
    }

    private void run(Job job) throws InterruptedException {
        try {
            job.run(this);
        } catch (Killed e) {
            LOG.debug("The worker of the simulator was killed on purpose");
        } catch (RuntimeException e) {
            LOG.warn("A job of the simulator failed", e);
        } finally {
            lock.lock();
            try {
                unfinished--;
                inHand = false;
                reached = null;
                changed.signalAll();
            } finally {
                lock.unlock();
            }
        }
    }

    /** Holds or kills the current job if a test requested a hold or kill at this point. */
    void pass(Point point) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            reached = point;
            changed.signalAll();
            while (holdAt == point && !killCurrent) {
                changed.await();
            }
            if (killCurrent || killAt == point) {
                killCurrent = false;
                killAt = null;
                throw new Killed(false);
            }
            if (exitAt == point) {
                exitAt = null;
                throw new Killed(true);
            }
        } finally {
            lock.unlock();
        }
    }

    /** Waits for the time that a document takes. A kill ends the wait. */
    void consume() throws InterruptedException {
        lock.lockInterruptibly();
        try {
            long left = consumeTime.toNanos();
            while (left > 0 && !killCurrent) {
                left = changed.awaitNanos(left);
            }
        } finally {
            lock.unlock();
        }
    }

    Outcome takeOutcome() {
        lock.lock();
        try {
            Outcome outcome = nextOutcome;
            nextOutcome = null;
            return outcome;
        } finally {
            lock.unlock();
        }
    }

    private void change(Runnable change) {
        lock.lock();
        try {
            change.run();
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /**
     * Pauses the worker, which then starts no further jobs, so that new tasks stay PENDING. The current job continues.
     */
    public void pause() {
        change(() -> paused = true);
    }

    /** Holds every job that reaches this point until {@link #release()}. */
    public void holdAt(Point point) {
        change(() -> holdAt = point);
    }

    /** Ends a pause. */
    public void resume() {
        change(() -> paused = false);
    }

    /** Holds no more jobs, and lets the held job continue. */
    public void release() {
        change(() -> holdAt = null);
    }

    /**
     * Kills the worker during its current job, so that the task stays STARTED for ever. The next job starts as usual.
     */
    public void kill() {
        change(() -> killCurrent = true);
    }

    /** Kills the worker when the next job reaches this point. */
    public void killNext(Point point) {
        change(() -> killAt = point);
    }

    /**
     * Ends the process of the next job when the job reaches this point. The parent process writes the death of the
     * process into the row of the task.
     */
    public void exitNext(Point point) {
        change(() -> exitAt = point);
    }

    /** Fails the next consumption with this text. */
    public void failNext(String text) {
        change(() -> nextOutcome = new Outcome(false, text));
    }

    /** Ends the next consumption as SUCCESS without a document, as after splitting by barcodes. */
    public void endNextWithoutDocument(String text) {
        change(() -> nextOutcome = new Outcome(true, text));
    }

    /** Sets how long each further document takes. */
    public void consumeTime(Duration time) {
        consumeTime = time;
    }

    /** Returns the number of jobs that wait or run. */
    public int unfinished() {
        lock.lock();
        try {
            return unfinished;
        } finally {
            lock.unlock();
        }
    }

    /** Waits until all jobs are done. */
    public void awaitIdle(Duration patience) {
        await(() -> unfinished == 0, patience, "idle");
    }

    /**
     * Waits until the worker has taken a job out of the queue. A paused worker takes one job, but starts the job only
     * after the pause.
     */
    public void awaitInHand(Duration patience) {
        await(() -> inHand, patience, "at a job");
    }

    /** Waits until the current job has reached this point, where it is held. */
    public void awaitHeld(Point point, Duration patience) {
        await(() -> reached == point, patience, "held at " + point);
    }

    private void await(BooleanSupplier condition, Duration patience, String what) {
        lock.lock();
        try {
            long left = patience.toNanos();
            while (!condition.getAsBoolean()) {
                if (left <= 0) {
                    throw new IllegalStateException("the worker is not " + what + " after " + patience);
                }
                left = changed.awaitNanos(left);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            lock.unlock();
        }
    }

    /** Returns whether the worker answers the broker's ping. */
    boolean answers() {
        lock.lock();
        try {
            return !paused;
        } finally {
            lock.unlock();
        }
    }

    /**
     * Kills the worker with all its processes. The current task stays STARTED for ever. The jobs that the worker had
     * fetched in advance wait until {@link #handOutAgain}. A new worker takes later jobs.
     */
    public void killAll() {
        change(() -> {
            queue.drainTo(fetched, FETCHED_AT_ONCE);
            unfinished -= fetched.size();
            killCurrent = true;
        });
    }

    /**
     * Lets the broker deliver again the jobs that a killed worker had fetched. A real broker does this after an hour.
     */
    public void handOutAgain() {
        change(() -> {
            unfinished += fetched.size();
            queue.addAll(fetched);
            fetched.clear();
        });
    }

    /** Drops all waiting jobs, so that their tasks stay PENDING for ever, as if Redis had lost them. */
    public void forget() {
        List<Job> dropped = new ArrayList<>();
        queue.drainTo(dropped);
        change(() -> unfinished -= dropped.size());
    }

    @Override
    public void close() {
        closed = true;
        thread.interrupt();
        try {
            thread.join(TimeUnit.SECONDS.toMillis(1));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
