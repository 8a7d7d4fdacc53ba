package io.pngx.simulator;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;

/**
 * PATCH and PUT of a document: decides which keys are applied, which values are refused, and which other values change
 * (paperless-api.md §2.3, §7, §9).
 */
final class DocumentEdit {
    private final Instance instance;
    private final Permissions permissions;
    private final TagTree tree;
    private final FieldValues values;

    DocumentEdit(Instance instance, Permissions permissions, TagTree tree, FieldValues values) {
        this.instance = instance;
        this.permissions = permissions;
        this.tree = tree;
        this.values = values;
    }

    void apply(DocumentRow row, Call call) {
        ObjectNode body = call.object();
        if (!call.fields().isEmpty()) {
            // As in paperless, ?fields= also limits the input: keys that ?fields= does not name are dropped.
            body.retain(call.fields());
        }
        if (body.path("tags").isTextual() && call.isMultipart()) {
            body.set("tags", Json.node(call.formValues("tags")));
        }
        Validation input = new Validation(body);
        if (call.is("PUT")) {
            input.require("correspondent", "document_type", "storage_path", "tags");
        }
        Changes changes = check(row, input);
        input.done();
        if ((input.has("owner") && !Objects.equals(changes.owner, row.owner) || input.has("set_permissions"))
                && !permissions.owns(call.user, row.owner)) {
            throw Refusal.detail(403, "Insufficient permissions.");
        }
        write(row, input, changes, call);
    }

    /** The checked values. Only values whose key is in the body are written. */
    private static final class Changes {
        String title;
        String content;
        LocalDate created;
        Integer correspondent;
        Integer documentType;
        Integer storagePath;
        Set<Integer> tags = new TreeSet<>();
        Long asn;
        Integer owner;
        List<FieldValue> fields = List.of();
        Instant deletedAt;
    }

    private Changes check(DocumentRow row, Validation input) {
        Changes changes = new Changes();
        if (input.has("title")) {
            changes.title = input.text("title", 128, true);
        }
        if (input.has("content")) {
            changes.content = input.text("content", Integer.MAX_VALUE, true);
        }
        for (String key : new String[] {"created_date", "created"}) {
            if (input.has(key)) {
                changes.created = input.date(key, instance.clock.zone());
            }
        }
        changes.correspondent = lookup(input, "correspondent", LookupKind.CORRESPONDENT);
        changes.documentType = lookup(input, "document_type", LookupKind.DOCUMENT_TYPE);
        changes.storagePath = lookup(input, "storage_path", LookupKind.STORAGE_PATH);
        if (input.has("tags") && !input.errors.has("tags")) {
            changes.tags.addAll(input.references("tags", id -> instance.tag(id) != null));
        }
        if (input.has("archive_serial_number")) {
            changes.asn = input.asn("archive_serial_number");
            refuseTakenAsn(row, changes.asn, input);
        }
        if (input.has("owner")) {
            changes.owner = input.reference("owner", instance.users::containsKey);
        }
        if (input.has("set_permissions")) {
            checkPermissions(input.get("set_permissions"), input);
        }
        if (input.has("custom_fields")) {
            changes.fields = values.parse(input);
        }
        if (input.has("deleted_at") && !input.get("deleted_at").isNull()) {
            changes.deletedAt =
                    OffsetDateTime.parse(input.get("deleted_at").asText()).toInstant();
        }
        instance.refusals.entrySet().stream()
                .filter(refusal -> input.has(refusal.getKey()))
                .forEach(refusal -> input.error(refusal.getKey(), refusal.getValue()));
        return changes;
    }

    private Integer lookup(Validation input, String key, LookupKind kind) {
        return input.has(key) ? input.reference(key, instance.lookups(kind)::containsKey) : null;
    }

    private void refuseTakenAsn(DocumentRow row, Long asn, Validation input) {
        String key = "archive_serial_number";
        if (asn == null || input.errors.has(key)) {
            return;
        }
        instance.documents.values().stream()
                .filter(other -> other != row && asn.equals(other.asn))
                .findFirst()
                .ifPresent(other -> input.error(
                        key,
                        other.isLive()
                                ? "document with this archive serial number already exists."
                                : "Document with this Archive Serial Number already exists in the trash."));
    }

    private void checkPermissions(JsonNode wanted, Validation input) {
        checkPermissions(instance, wanted, input);
    }

    static void checkPermissions(Instance instance, JsonNode wanted, Validation input) {
        for (JsonNode action : wanted) {
            for (JsonNode user : action.path("users")) {
                if (!instance.users.containsKey(user.asInt())) {
                    input.error("set_permissions", "Some users in don't exist or were specified twice.");
                }
            }
            for (JsonNode group : action.path("groups")) {
                if (!instance.groups.containsKey(group.asInt())) {
                    input.error("set_permissions", "Some groups in don't exist or were specified twice.");
                }
            }
        }
    }

    private void write(DocumentRow row, Validation input, Changes changes, Call call) {
        if (input.has("title")) {
            row.title = changes.title;
        }
        if (input.has("content")) {
            writeContent(row, changes.content, call);
        }
        if (changes.created != null) {
            row.created = changes.created;
        }
        if (input.has("correspondent")) {
            row.correspondent = changes.correspondent;
        }
        if (input.has("document_type")) {
            row.documentType = changes.documentType;
        }
        if (input.has("storage_path")) {
            row.storagePath = changes.storagePath;
        }
        if (input.has("archive_serial_number")) {
            row.asn = changes.asn;
        }
        if (input.has("owner")) {
            row.owner = changes.owner;
        }
        if (input.has("set_permissions")) {
            row.grants.set(input.get("set_permissions"));
        }
        if (input.has("tags")) {
            Set<Integer> after = tree.afterPatch(row.tags, changes.tags);
            row.tags.clear();
            row.tags.addAll(after);
        }
        if (input.bool("remove_inbox_tags")) {
            row.tags.removeIf(tag -> instance.tag(tag).inbox);
        }
        instance.bump(row);
        // Row and tags are stored, but the custom fields are not: no transaction contains all three.
        if (instance.patchesToHalfWrite > 0) {
            instance.patchesToHalfWrite--;
            throw Refusal.serverError();
        }
        if (input.has("custom_fields")) {
            values.replace(row, changes.fields);
        }
        if (changes.deletedAt != null) {
            row.deletedAt = changes.deletedAt;
            throw instance.isV3() ? Refusal.serverError() : Refusal.noMatch("Document");
        }
    }

    /**
     * Writes the text. On v3, the text belongs to the newest version, or to the version that {@code ?version=} names.
     */
    private void writeContent(DocumentRow row, String content, Call call) {
        DocumentRow target = instance.effective(row);
        String version = call.query("version");
        if (instance.isV3() && version != null && version.matches("\\d+")) {
            DocumentRow asked = instance.documents.get(Integer.parseInt(version));
            target = asked != null && instance.rootOf(asked) == row ? asked : target;
        }
        target.content = content;
        instance.bump(target);
    }
}
