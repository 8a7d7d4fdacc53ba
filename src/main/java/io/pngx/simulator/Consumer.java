package io.pngx.simulator;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.time.ZonedDateTime;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Consumes an uploaded file as the worker does, until the task row has its final state (paperless-api.md §5, §6). */
final class Consumer {
    private static final int LONGEST_NAME = 250;

    private final Instance instance;
    private final TagTree tree;
    private final Permissions permissions;

    Consumer(Instance instance, TagTree tree, Permissions permissions) {
        this.instance = instance;
        this.tree = tree;
        this.permissions = permissions;
    }

    /** Ends a consumption with a text for the task row. */
    private static final class Failure extends Exception {
        private final DocumentRow duplicate;

        Failure(String message, DocumentRow duplicate) {
            super(message, null, false, false);
            this.duplicate = duplicate;
        }

        Failure(String message) {
            this(message, null);
        }
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
        Failure failure = null;
        DocumentRow stored = null;
        try {
            if (outcome == null) {
                stored = order.root() == null ? store(order) : storeVersion(order);
            } else if (outcome.success()) {
                finish(task, outcome.text(), Json.object("reason", outcome.text()));
            } else {
                failure = new Failure(outcome.text());
            }
        } catch (Failure e) {
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
    private void fail(TaskRow task, Failure failure, Worker worker) throws InterruptedException {
        if (!instance.isV3()) {
            locked(() -> {
                task.state = TaskRow.State.FAILURE;
                task.result = "<traceback object at 0x7f0000000000>";
                task.done = instance.clock.now();
            });
            worker.pass(Worker.Point.FAILED);
        }
        locked(() -> {
            DocumentRow duplicate = failure.duplicate;
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

    private DocumentRow store(ConsumeOrder order) throws Failure {
        String name = order.fileName();
        if (name.getBytes(StandardCharsets.UTF_8).length > LONGEST_NAME) {
            throw new Failure(name + ": [Errno 36] File name too long");
        }
        refuseDuplicate(order);
        refuseTakenAsn(order);
        DocumentRow row = new DocumentRow();
        parse(row, order);
        row.added = instance.clock.now();
        row.created = order.created() != null ? order.created() : TextDates.first(row.content, instance.clock.today());
        row.owner = order.owner();
        row.asn = order.asn();
        row.correspondent = order.correspondent();
        row.documentType = order.documentType();
        row.storagePath = order.storagePath();
        order.fields().forEach(value -> row.fields.add(value.copy()));
        row.tags.addAll(tree.withAncestors(order.tags()));
        row.title = title(order, row);
        attachByRules(row);
        row.id = instance.nextId("document");
        instance.documents.put(row.id, row);
        instance.bump(row);
        return row;
    }

    private void parse(DocumentRow row, ConsumeOrder order) throws Failure {
        byte[] head = order.file().head(Blob.IN_MEMORY);
        if (order.mimeType().equals("application/pdf")
                && new String(head, StandardCharsets.ISO_8859_1).contains("/Encrypt")) {
            throw new Failure(order.fileName() + ": Error occurred while consuming document " + order.fileName()
                    + ": EncryptedPdfError: Input PDF is encrypted.");
        }
        row.file = order.file();
        row.mimeType = order.mimeType();
        row.originalFileName = order.fileName();
        row.content = DocumentText.of(order.mimeType(), head);
        row.pageCount = DocumentText.pages(order.mimeType(), head);
        row.thumbnailed = instance.clock.now();
    }

    private String title(ConsumeOrder order, DocumentRow row) throws Failure {
        String name = order.fileName();
        int dot = name.lastIndexOf('.');
        String stem = dot > 0 ? name.substring(0, dot) : name;
        ZonedDateTime added = row.added.atZone(instance.clock.zone());
        Map<String, String> values = new TreeMap<>(Map.of(
                "owner_username",
                row.owner == null ? "" : instance.users.get(row.owner).username,
                "correspondent",
                nameOf(LookupKind.CORRESPONDENT, row.correspondent),
                "document_type",
                nameOf(LookupKind.DOCUMENT_TYPE, row.documentType),
                "original_filename",
                stem,
                "filename",
                stem,
                "created",
                row.created.toString(),
                "created_year",
                String.valueOf(row.created.getYear()),
                "added",
                added.toLocalDate().toString(),
                "added_year",
                String.valueOf(added.getYear())));
        try {
            return TitleTemplate.render(order.title(), values, stem);
        } catch (TitleTemplate.Broken e) {
            throw new Failure(name + ": The following error occurred while storing document " + name
                    + " after parsing: " + e.getMessage());
        }
    }

    private String nameOf(LookupKind kind, Integer id) {
        return id == null ? "" : instance.lookups(kind).get(id).name;
    }

    /**
     * Refuses duplicates. A v2 server refuses bytes that another document or its archive has, even in the trash. A v3
     * server refuses such bytes only if it is configured to do so.
     */
    private void refuseDuplicate(ConsumeOrder order) throws Failure {
        String sha = order.file().sha256();
        if (instance.isV3() && !instance.deleteDuplicates) {
            return;
        }
        List<DocumentRow> same = instance.documents.values().stream()
                .filter(row -> row.file.sha256().equals(sha)
                        || row.archive != null && row.archive.sha256().equals(sha))
                .sorted(Comparator.comparing((DocumentRow row) -> row.id).reversed())
                .toList();
        if (same.isEmpty()) {
            return;
        }
        DocumentRow found = same.get(0);
        if (instance.isV3()) {
            throw new Failure("Not consuming: It is a duplicate of document #" + found.id, found);
        }
        if (same.size() > 1) {
            throw new Failure(
                    order.fileName() + ": get() returned more than one Document -- it returned " + same.size() + "!");
        }
        throw new Failure(
                order.fileName() + ": Not consuming " + order.fileName() + ": It is a duplicate of "
                        + found.title + " (#" + found.id + ")."
                        + (found.isLive() ? "" : " Note: existing document is in the trash."),
                found);
    }

    private void refuseTakenAsn(ConsumeOrder order) throws Failure {
        for (DocumentRow row : instance.documents.values()) {
            if (order.asn() != null && order.asn().equals(row.asn)) {
                throw new Failure(order.fileName() + ": Not consuming " + order.fileName() + ": Given ASN "
                        + order.asn() + " already exists!"
                        + (row.isLive() ? "" : " Note: existing document is in the trash."));
            }
        }
    }

    /** Adds inbox tags and matching tags. Sets the other lookups only if the upload named none. */
    private void attachByRules(DocumentRow row) {
        UserRow owner = row.owner == null ? null : instance.users.get(row.owner);
        for (LookupRow tag : instance.lookups(LookupKind.TAG).values()) {
            boolean visible = owner == null || permissions.mayView(owner, tag.owner, tag.grants);
            if (tag.inbox && visible || Matching.matches(tag, row.content)) {
                row.tags.addAll(tree.withAncestors(List.of(tag.id)));
            }
        }
        for (LookupKind kind : LookupKind.values()) {
            if (kind != LookupKind.TAG && row.lookup(kind) == null) {
                instance.lookups(kind).values().stream()
                        .filter(l -> Matching.matches(l, row.content))
                        .findFirst()
                        .ifPresent(l -> row.setLookup(kind, l.id));
            }
        }
    }

    private DocumentRow storeVersion(ConsumeOrder order) throws Failure {
        DocumentRow root = instance.documents.get(order.root());
        if (root == null || !root.isLive()) {
            throw new Failure(order.fileName() + ": Document matching query does not exist.");
        }
        refuseDuplicate(order);
        int index = instance.versions(root).size();
        DocumentRow row = new DocumentRow();
        parse(row, order);
        row.root = root.id;
        root.versioned = true;
        row.versionLabel = order.versionLabel();
        row.versionIndex = index;
        row.title = root.title;
        row.created = root.created;
        row.owner = root.owner;
        row.added = instance.clock.now();
        row.id = instance.nextId("document");
        instance.documents.put(row.id, row);
        instance.bump(root);
        instance.bump(row);
        return row;
    }

    /** Simulates the save of documents by the worker after a bulk edit: only this save changes {@code modified}. */
    Worker.Job bump(List<Integer> ids) {
        return worker -> locked(() -> instance.bump(ids));
    }
}
