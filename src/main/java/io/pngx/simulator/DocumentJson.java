package io.pngx.simulator;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Set;

/** Writes documents, their notes and versions as JSON (paperless-api.md §2.3). */
final class DocumentJson {
    private static final int TRUNCATED = 550;

    private final Instance instance;
    private final Permissions permissions;
    private final TagTree tree;
    private final FileNames names;

    DocumentJson(Instance instance, Permissions permissions, TagTree tree, FileNames names) {
        this.instance = instance;
        this.permissions = permissions;
        this.tree = tree;
        this.names = names;
    }

    /** The parts of a document that a request asks for. */
    record View(Set<String> fields, boolean fullPerms, boolean truncate, boolean detail) {
        static View list(Call call) {
            return new View(call.fields(), call.flag("full_perms"), call.flag("truncate_content"), false);
        }

        static View detail(Call call) {
            return new View(call.fields(), call.flag("full_perms"), call.flag("truncate_content"), true);
        }

        /** PATCH and PUT always return the {@code full_perms} form. */
        static View written(Call call) {
            return new View(call.fields(), true, call.flag("truncate_content"), true);
        }

        boolean wants(String key) {
            return fields.isEmpty() || fields.contains(key);
        }
    }

    ObjectNode write(DocumentRow row, Call call, View view) {
        DocumentRow shown = shown(row, call);
        ObjectNode json = Json.object(
                "id",
                row.id,
                "correspondent",
                row.correspondent,
                "document_type",
                row.documentType,
                "storage_path",
                row.storagePath,
                "title",
                row.title);
        if (view.wants("content")) {
            String content = shown.content;
            json.put(
                    "content",
                    view.truncate && content.length() > TRUNCATED ? content.substring(0, TRUNCATED) : content);
        }
        json.set("tags", Json.node(tree.byName(row.tags)));
        json.put(
                "created",
                call.api < 9
                        ? instance.clock.local(
                                row.created.atStartOfDay(instance.clock.zone()).toInstant())
                        : row.created.toString());
        json.put("created_date", row.created.toString());
        json.put("modified", instance.clock.local(row.modified));
        json.put("added", instance.clock.local(row.added));
        json.put("deleted_at", instance.clock.local(row.deletedAt));
        json.set("archive_serial_number", Json.node(row.asn));
        json.put("original_file_name", row.originalFileName);
        json.put("archived_file_name", row.archive == null ? null : names.publicName(row, ".pdf"));
        json.set("owner", Json.node(row.owner));
        if (view.fullPerms) {
            json.set("permissions", row.grants.json());
        } else {
            json.put("user_can_change", permissions.mayChange(call.user, row));
            json.put("is_shared_by_requester", Objects.equals(row.owner, call.user.id) && !row.grants.isEmpty());
        }
        // A document in the trash is shown without notes and custom fields, because these are in the trash too.
        boolean alone = row.deletedIn != null;
        json.set("notes", alone ? Json.array() : notes(row));
        json.set("custom_fields", alone ? Json.array() : values(row));
        json.set("page_count", Json.node(row.pageCount));
        json.put("mime_type", shown.mimeType);
        if (instance.isV3()) {
            json.set(
                    "duplicate_documents",
                    view.detail && view.wants("duplicate_documents") ? duplicates(row) : Json.array());
            json.set("root_document", Json.node(row.root));
            if (view.wants("versions")) {
                json.set("versions", versions(row));
            }
        }
        if (!view.fields.isEmpty()) {
            json.retain(view.fields);
        }
        return json;
    }

    /**
     * Returns the row whose text is shown for the document: the newest version, or the version that the request names.
     */
    private DocumentRow shown(DocumentRow row, Call call) {
        if (!instance.isV3() || !row.isRoot() || !row.isLive()) {
            return row;
        }
        String version = call.query("version");
        if (version != null && version.matches("\\d{1,9}")) {
            DocumentRow asked = instance.documents.get(Integer.parseInt(version));
            if (asked == row || asked != null && Objects.equals(asked.root, row.id)) {
                return asked;
            }
        }
        return instance.effective(row);
    }

    ArrayNode notes(DocumentRow row) {
        ArrayNode notes = Json.array();
        row.notes.stream()
                .sorted(Comparator.comparing(note -> note.created))
                .forEach(note -> notes.add(Json.object(
                        "id",
                        note.id,
                        "note",
                        note.text,
                        "created",
                        instance.clock.local(note.created),
                        "user",
                        user(note.user))));
        return notes;
    }

    private JsonNode user(Integer id) {
        UserRow user = id == null ? null : instance.users.get(id);
        return user == null
                ? Json.node(null)
                : Json.object(
                        "id",
                        user.id,
                        "username",
                        user.username,
                        "first_name",
                        user.firstName,
                        "last_name",
                        user.lastName);
    }

    private ArrayNode values(DocumentRow row) {
        ArrayNode values = Json.array();
        for (FieldValue value : row.fields) {
            values.add(Json.object("value", value.read(instance.fields.get(value.field)), "field", value.field));
        }
        return values;
    }

    ArrayNode versions(DocumentRow row) {
        DocumentRow root = instance.rootOf(row);
        ArrayNode versions = Json.array();
        if (root != null) {
            instance.versions(root).forEach(version -> versions.add(version(version)));
        }
        return versions;
    }

    ObjectNode version(DocumentRow row) {
        return Json.object(
                "id",
                row.id,
                "added",
                instance.clock.utc(row.added),
                "version_label",
                row.versionLabel,
                "checksum",
                instance.checksum(row),
                "is_root",
                row.isRoot());
    }

    /** Returns other documents whose first file is the same, including trashed ones. */
    private ArrayNode duplicates(DocumentRow row) {
        List<DocumentRow> same = instance.documents.values().stream()
                .filter(other ->
                        other != row && other.isRoot() && other.file.sha256().equals(row.file.sha256()))
                .toList();
        return Json.array(same.stream().map(this::duplicate).toArray());
    }

    ObjectNode duplicate(DocumentRow row) {
        return Json.object("id", row.id, "title", row.title, "deleted_at", instance.clock.utc(row.deletedAt));
    }
}
