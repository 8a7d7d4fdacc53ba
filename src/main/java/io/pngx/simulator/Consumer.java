package io.pngx.simulator;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;

/**
 * Consumes an uploaded file as the worker does, until the task row has its final state (paperless-api.md §5, §6).
 * {@link FileStorage} stores the file.
 */
final class Consumer {
    private final Instance instance;
    private final FileStorage storage;

    Consumer(Instance instance, TagTree tree, Permissions permissions) {
        this.instance = instance;
        this.storage = new FileStorage(instance, tree, permissions);
    }

    Worker.Job job(ConsumeOrder order) {
        return worker -> consume(order, worker);
    }

    private void consume(ConsumeOrder order, Worker worker) throws InterruptedException {
        TaskRow task = order.task();
        locked(() -> {
            task.state = TaskRow.State.STARTED;
            task.started = instance.clock.now();
        });
        try {
            consume(order, task, worker);
        } catch (Worker.Killed e) {
            if (e.isSaid()) {
                locked(() -> exited(task));
            }
            throw e;
        }
    }

    /**
     * Ends the task as failed, with the text that Celery writes after the death of a worker process. On v2, the text is
     * a whole traceback.
     */
    private void exited(TaskRow task) {
        String said = "Worker exited prematurely: signal 15 (SIGTERM) Job: 13.";
        task.result = instance.isV3()
                ? said
                : "Traceback (most recent call last):\n  File \"pool.py\", line 1265, in mark_as_worker_lost\n"
                        + "    raise WorkerLostError(\nbilliard.exceptions.WorkerLostError: " + said + "\n";
        task.resultData = Json.object("error_type", "WorkerLostError", "error_message", said);
        task.done = instance.clock.now();
        task.state = TaskRow.State.FAILURE;
    }

    private void consume(ConsumeOrder order, TaskRow task, Worker worker) throws InterruptedException {
        worker.consume();
        worker.pass(Worker.Point.CONSUMING);
        Worker.Outcome outcome = worker.takeOutcome();
        instance.lock.lock();
        ConsumeFailure failure = null;
        DocumentRow stored = null;
        try {
            if (outcome == null) {
                stored = storage.store(order);
            } else if (outcome.success()) {
                finish(task, outcome.text(), Json.object("reason", outcome.text()));
            } else {
                failure = new ConsumeFailure(outcome.text());
            }
        } catch (ConsumeFailure e) {
            failure = e;
        } finally {
            instance.lock.unlock();
        }
        if (failure != null) {
            fail(task, failure, worker);
        } else if (stored != null) {
            int id = stored.id;
            worker.pass(Worker.Point.STORED);
            locked(() -> {
                task.relatedDocument = id;
                finish(task, "Success. New document id " + id + " created", Json.object("document_id", id));
            });
        }
    }

    private void locked(Runnable step) {
        instance.lock.lock();
        try {
            step.run();
        } finally {
            instance.lock.unlock();
        }
    }

    private void finish(TaskRow task, String text, JsonNode data) {
        task.result = text;
        task.resultData = data;
        task.done = instance.clock.now();
        task.state = TaskRow.State.SUCCESS;
    }

    /** Ends a task as failed. A v2 server writes the state first, and the text some milliseconds later. */
    private void fail(TaskRow task, ConsumeFailure failure, Worker worker) throws InterruptedException {
        if (!instance.isV3()) {
            locked(() -> {
                task.state = TaskRow.State.FAILURE;
                task.result = "<traceback object at 0x7f0000000000>";
                task.done = instance.clock.now();
            });
            worker.pass(Worker.Point.FAILED);
        }
        locked(() -> {
            DocumentRow duplicate = failure.duplicate();
            task.state = TaskRow.State.FAILURE;
            task.result = failure.getMessage();
            task.done = instance.clock.now();
            if (duplicate != null && (instance.isV3() || duplicate.isLive())) {
                task.relatedDocument = duplicate.id;
            }
            task.duplicateOf = duplicate == null ? null : duplicate.id;
            task.resultData = duplicate != null
                    ? Json.object("duplicate_of", duplicate.id, "duplicate_in_trash", !duplicate.isLive())
                    : Json.object(
                            "error_type",
                            "ConsumerError",
                            "error_message",
                            failure.getMessage(),
                            "traceback",
                            "Traceback (most recent call last): ...");
        });
    }

    /** Simulates the save of documents by the worker after a bulk edit: only this save changes {@code modified}. */
    Worker.Job bump(List<Integer> ids) {
        return worker -> locked(() -> instance.bump(ids));
    }
}
