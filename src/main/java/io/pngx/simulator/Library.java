package io.pngx.simulator;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Direct access to the state of a simulated server: reads it for assertions, adds data, and makes changes that the API
 * does not allow.
 */
public final class Library {
    private final Instance instance;
    private final Views views;

    Library(Instance instance) {
        this.instance = instance;
        this.views = new Views(instance);
    }

    private <T> T locked(Supplier<T> work) {
        instance.lock.lock();
        try {
            return work.get();
        } finally {
            instance.lock.unlock();
        }
    }

    /** Returns the live documents by id, without versions. */
    public List<DocumentView> documents() {
        return locked(() -> instance.liveDocuments().map(views::document).toList());
    }

    /** Returns all rows in the trash, including versions. */
    public List<DocumentView> trashed() {
        return locked(() -> instance.documents.values().stream()
                .filter(row -> !row.isLive())
                .map(views::document)
                .toList());
    }

    /** Returns any row: a live document, a trashed one or a version. */
    public DocumentView document(int id) {
        return locked(() -> views.document(row(id)));
    }

    public boolean holds(int id) {
        return locked(() -> instance.documents.containsKey(id));
    }

    /** Returns the live versions of a document, newest first. */
    public List<DocumentView> versions(int id) {
        return locked(
                () -> instance.versions(row(id)).stream().map(views::document).toList());
    }

    public byte[] bytes(int id) {
        return locked(() -> row(id).file.bytes());
    }

    public List<LookupView> lookups(LookupKind kind) {
        return locked(() ->
                instance.lookups(kind).values().stream().map(views::lookup).toList());
    }

    /** Returns a map from the name of each user to the user's id. */
    public Map<String, Integer> users() {
        return locked(() -> {
            Map<String, Integer> users = new TreeMap<>();
            instance.users.values().forEach(user -> users.put(user.username, user.id));
            return users;
        });
    }

    /** Returns a map from the name of each custom field to its data type. */
    public Map<String, String> customFields() {
        return locked(() -> {
            Map<String, String> fields = new TreeMap<>();
            instance.fields.values().forEach(field -> fields.put(field.name, field.dataType));
            return fields;
        });
    }

    private DocumentRow row(int id) {
        DocumentRow row = instance.documents.get(id);
        if (row == null) {
            throw new NoSuchElementException("no document " + id);
        }
        return row;
    }

    private void change(int id, Consumer<DocumentRow> change) {
        locked(() -> {
            change.accept(row(id));
            return null;
        });
    }

    /** Adds a document directly, without upload and worker. */
    public int add(NewDocument given) {
        Blob file = Blob.of(given.bytes);
        return locked(() -> {
            Instant now = instance.clock.now();
            DocumentRow row = new DocumentRow();
            row.id = instance.nextId("document");
            row.file = file;
            row.mimeType = MimeSniffer.type(file);
            row.originalFileName = given.fileName;
            byte[] head = file.head(Blob.IN_MEMORY);
            row.content = given.content != null ? given.content : DocumentText.of(row.mimeType, head);
            row.pageCount = DocumentText.pages(row.mimeType, head);
            row.title = given.title != null ? given.title : given.fileName.replaceFirst("\\.[^.]*$", "");
            row.created = given.created != null ? given.created : instance.clock.today();
            row.added = given.added != null ? given.added : now;
            row.modified = given.modified != null ? given.modified : now;
            row.thumbnailed = row.added;
            row.asn = given.asn;
            row.correspondent = given.correspondent;
            row.documentType = given.documentType;
            row.storagePath = given.storagePath;
            row.tags.addAll(given.tags);
            row.owner = given.owner;
            if (given.permissions != null) {
                row.grants.set(given.permissions);
            }
            given.fields.forEach((field, value) ->
                    row.fields.add(new FieldValue(field, instance.fields.get(field).dataType, value)));
            given.notes.forEach(
                    (text, user) -> row.notes.add(new NoteRow(instance.nextId("note"), text, row.added, user)));
            row.archive = given.archive == null ? null : Blob.of(given.archive);
            instance.documents.put(row.id, row);
            return row.id;
        });
    }

    /**
     * Adds this number of small text documents. Their {@code modified} times are spread over one minute.
     *
     * @param minute the beginning of the minute
     */
    public void addTexts(int count, Instant minute) {
        for (int i = 0; i < count; i++) {
            add(NewDocument.text("seed-" + i + ".txt", "Seeded document number " + i)
                    .added(minute)
                    .modified(minute.plusNanos(60_000_000_000L / count * i / 1000 * 1000)));
        }
    }

    /** Assigns ids above this id to the next documents, so that ids on two servers are not equal by accident. */
    public void documentIdsFrom(int lastUsed) {
        locked(() -> {
            instance.idsFrom("document", lastUsed);
            return null;
        });
    }

    /** Simulates a database that was restored from a backup: ids above this id are assigned again. */
    public void reuseDocumentIdsAbove(int lastUsed) {
        locked(() -> {
            instance.setLastId("document", lastUsed);
            return null;
        });
    }

    /**
     * Simulates a database that was restored from a backup: ids of lookups and notes above this id are assigned again.
     *
     * @param table {@code tags}, {@code storage_paths}, {@code custom_field}, {@code note} and so on
     */
    public void reuseIdsAbove(String table, int lastUsed) {
        locked(() -> {
            instance.setLastId(table, lastUsed);
            return null;
        });
    }

    /**
     * Simulates the result of OCR: download and preview return this PDF, unless the request has {@code original=true}.
     */
    public void setArchive(int id, byte[] pdf) {
        change(id, row -> row.archive = Blob.of(pdf));
    }

    /** Simulates a lost file: the stored file is missing on disk, but the row stays. */
    public void loseFile(int id) {
        change(id, row -> row.fileLost = true);
    }

    /** Simulates a document that is missing in the full-text index. */
    public void loseFromIndex(int id) {
        change(id, row -> instance.unindexed.add(row.id));
    }

    /** Simulates a full-text index that is no longer written: later changes are not found. */
    public void stopIndexing() {
        locked(() -> instance.indexStopped = instance.clock.now());
    }

    /** Simulates repeated OCR: the text changes, but {@code modified} does not (paperless-api.md §3). */
    public void reprocess(int id, String content) {
        change(id, row -> instance.effective(row).content = content);
    }

    /** Simulates rotate on v2: the id stays, the bytes and {@code modified} change. */
    public void replaceFile(int id, byte[] bytes) {
        change(id, row -> {
            row.file = Blob.of(bytes);
            instance.bump(row);
        });
    }

    /**
     * Simulates rotate on v3, or an upload of a new version: the document now shows another file.
     *
     * @param label null: none
     */
    public int addVersion(int id, byte[] bytes, String label) {
        Blob file = Blob.of(bytes);
        return locked(() -> {
            DocumentRow root = row(id);
            DocumentRow row = new DocumentRow();
            row.versionIndex = instance.versions(root).size();
            row.id = instance.nextId("document");
            row.root = root.id;
            row.file = file;
            row.mimeType = MimeSniffer.type(file);
            row.originalFileName = root.originalFileName;
            row.content = DocumentText.of(row.mimeType, file.head(Blob.IN_MEMORY));
            row.pageCount = DocumentText.pages(row.mimeType, file.head(Blob.IN_MEMORY));
            row.title = root.title;
            row.created = root.created;
            row.owner = root.owner;
            row.added = instance.clock.now();
            row.thumbnailed = row.added;
            row.versionLabel = label;
            root.versioned = true;
            instance.documents.put(row.id, row);
            instance.bump(root);
            instance.bump(row);
            return row.id;
        });
    }

    /** Sets exactly these tags, ignoring the rules of the tag hierarchy, without changing {@code modified}. */
    public void forceTags(int id, List<Integer> tags) {
        change(id, row -> {
            row.tags.clear();
            row.tags.addAll(tags);
        });
    }

    public void setAdded(int id, Instant added) {
        change(id, row -> row.added = added);
    }

    public void setModified(int id, Instant modified) {
        change(id, row -> row.modified = modified);
    }

    /**
     * Simulates document_exporter and document_importer. Ids and contents stay the same, but the exporter cuts times to
     * milliseconds, and the importer stores every document again, which changes {@code modified}.
     */
    public void importExport() {
        locked(() -> {
            instance.documents.values().forEach(row -> {
                row.added = row.added.truncatedTo(ChronoUnit.MILLIS);
                row.notes.replaceAll(note ->
                        new NoteRow(note.id, note.text, note.created.truncatedTo(ChronoUnit.MILLIS), note.user));
                instance.bump(row);
            });
            return null;
        });
    }

    /** Deletes a row at once, without the trash, as if the row had never existed. */
    public void erase(int id) {
        change(id, new TrashCan(instance)::purge);
    }

    /** Adds a workflow that is only shown. The simulator runs no workflows. */
    public void addWorkflow(String name, boolean enabled) {
        addAutomation(
                "workflows",
                Json.object("name", name, "order", 0, "enabled", enabled, "triggers", List.of(), "actions", List.of()));
    }

    /** Adds a mail rule that is only shown. The simulator fetches no mail. */
    public void addMailRule(String name, boolean enabled) {
        addAutomation("mail_rules", Json.object("name", name, "order", 0, "enabled", enabled, "account", 1));
    }

    private void addAutomation(String list, ObjectNode row) {
        locked(() -> {
            row.put("id", instance.nextId(list));
            return instance.automation
                    .computeIfAbsent(list, name -> new ArrayList<>())
                    .add(row);
        });
    }

    /** Deletes the rows of all tasks: a database that is restored from a backup does not hold later tasks. */
    public void forgetTasks() {
        locked(() -> {
            instance.tasks.clear();
            return null;
        });
    }

    /** Empties the library and restarts the ids, as a reinstalled server does. Users and tokens stay. */
    public void wipe() {
        locked(() -> {
            List.copyOf(instance.documents.values()).forEach(new TrashCan(instance)::purge);
            instance.lookups.values().forEach(Map::clear);
            instance.fields.clear();
            instance.tasks.clear();
            instance.restartIds();
            return null;
        });
    }
}
