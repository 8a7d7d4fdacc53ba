package io.pngx.simulator;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;

/**
 * {@code bulk_edit}, {@code documents/delete} and {@code bulk_edit_objects}. The data changes during the request;
 * {@code modified} changes later, when the worker processes the edit (paperless-api.md §3, §10).
 */
final class BulkEdit {
    private static final Set<String> METHODS = Set.of(
            "set_correspondent",
            "set_document_type",
            "set_storage_path",
            "add_tag",
            "remove_tag",
            "modify_tags",
            "modify_custom_fields",
            "set_permissions",
            "delete",
            "reprocess");

    private final Instance instance;
    private final Permissions permissions;
    private final TagTree tree;
    private final FieldValues values;
    private final TrashCan trash;
    private final Worker worker;
    private final Consumer consumer;
    private final LookupEndpoints lookups;

    BulkEdit(
            Instance instance,
            Permissions permissions,
            TagTree tree,
            FieldValues values,
            TrashCan trash,
            Worker worker,
            Consumer consumer,
            LookupEndpoints lookups) {
        this.instance = instance;
        this.permissions = permissions;
        this.tree = tree;
        this.values = values;
        this.trash = trash;
        this.worker = worker;
        this.consumer = consumer;
        this.lookups = lookups;
    }

    void routes(List<Route> routes) {
        routes.add(new Route("/api/documents/bulk_edit/").post(this::edit));
        routes.add(new Route("/api/documents/delete/").v3().post(this::delete));
        routes.add(new Route("/api/bulk_edit_objects/").post(this::editObjects));
    }

    private Answer edit(Call call) {
        ObjectNode body = call.object();
        String method = body.path("method").asText();
        if (body.path("documents").isMissingNode()) {
            throw instance.isV3()
                    ? Refusal.field("non_field_errors", "documents is required unless all is true.")
                    : Refusal.field("documents", Validation.REQUIRED);
        }
        List<DocumentRow> rows = documents(body.path("documents"));
        if (!METHODS.contains(method)) {
            throw Refusal.field("method", "\"" + method + "\" is not a valid choice.");
        }
        JsonNode parameters = body.path("parameters");
        check(method, parameters);
        if (!permissions.has(call.user, method.equals("delete") ? "delete_document" : "change_document")
                || rows.stream().anyMatch(row -> !permissions.mayChange(call.user, row))) {
            throw Refusal.insufficient();
        }
        List<Integer> touched = apply(method, parameters, rows);
        if (instance.brokerDown) {
            return Answer.text(400, "Error performing bulk edit, check logs for more detail.");
        }
        if (!touched.isEmpty()) {
            worker.submit(consumer.bump(touched));
        }
        return Answer.done();
    }

    private List<DocumentRow> documents(JsonNode ids) {
        List<DocumentRow> rows = new ArrayList<>();
        for (JsonNode id : ids) {
            DocumentRow row = instance.live(id.asInt());
            if (row == null || rows.contains(row)) {
                throw Refusal.field("documents", "Some documents in documents don't exist or were specified twice.");
            }
            rows.add(row);
        }
        return rows;
    }

    private void check(String method, JsonNode parameters) {
        if (method.equals("add_tag") || method.equals("remove_tag")) {
            if (!parameters.has("tag")) {
                throw Refusal.field("non_field_errors", "tag not specified");
            }
            if (instance.tag(parameters.path("tag").asInt()) == null) {
                throw Refusal.field("non_field_errors", "Tag does not exist");
            }
        }
        for (String key : new String[] {"add_custom_fields", "remove_custom_fields"}) {
            for (Integer id : fieldIds(parameters.path(key))) {
                if (!instance.fields.containsKey(id)) {
                    throw Refusal.field(
                            "non_field_errors",
                            "Some custom fields in " + key + " don't exist or were specified twice.");
                }
            }
        }
    }

    private static List<Integer> fieldIds(JsonNode listOrMap) {
        List<Integer> ids = new ArrayList<>();
        if (listOrMap.isObject()) {
            listOrMap.fieldNames().forEachRemaining(name -> ids.add(Integer.parseInt(name)));
        } else {
            listOrMap.forEach(id -> ids.add(id.asInt()));
        }
        return ids;
    }

    /** @return documents whose {@code modified} the worker changes later */
    private List<Integer> apply(String method, JsonNode parameters, List<DocumentRow> rows) {
        List<Integer> touched = new ArrayList<>();
        for (DocumentRow row : rows) {
            if (apply(method, parameters, row)) {
                touched.add(row.id);
            }
        }
        return touched;
    }

    private boolean apply(String method, JsonNode parameters, DocumentRow row) {
        switch (method) {
            case "set_correspondent":
                return set(row, LookupKind.CORRESPONDENT, parameters.path("correspondent"));
            case "set_document_type":
                return set(row, LookupKind.DOCUMENT_TYPE, parameters.path("document_type"));
            case "set_storage_path":
                return set(row, LookupKind.STORAGE_PATH, parameters.path("storage_path"));
            case "add_tag":
                return row.tags.addAll(
                        tree.withAncestors(List.of(parameters.path("tag").asInt())));
            case "remove_tag":
                return removeTag(row, parameters.path("tag").asInt());
            case "modify_tags":
                parameters.path("remove_tags").forEach(tag -> removeTag(row, tag.asInt()));
                parameters.path("add_tags").forEach(tag -> row.tags.addAll(tree.withAncestors(List.of(tag.asInt()))));
                return true;
            case "modify_custom_fields":
                modifyFields(row, parameters);
                return true;
            case "set_permissions":
                row.grants.set(parameters.path("set_permissions"));
                if (parameters.has("owner")) {
                    row.owner = parameters.path("owner").isNull()
                            ? null
                            : parameters.path("owner").asInt();
                }
                return true;
            case "delete":
                trash.deleteSeparately(row);
                return false;
            default:
                // Reprocessing writes text and archive again, but does not change `modified`.
                return false;
        }
    }

    private static boolean set(DocumentRow row, LookupKind kind, JsonNode id) {
        Integer wanted = id.isNull() ? null : id.asInt();
        boolean changes = !Objects.equals(row.lookup(kind), wanted);
        row.setLookup(kind, wanted);
        return changes;
    }

    private boolean removeTag(DocumentRow row, int tag) {
        Set<Integer> gone = new TreeSet<>(tree.descendants(tag));
        gone.add(tag);
        return row.tags.removeAll(gone);
    }

    private void modifyFields(DocumentRow row, JsonNode parameters) {
        fieldIds(parameters.path("remove_custom_fields")).forEach(id -> values.remove(row, id));
        JsonNode add = parameters.path("add_custom_fields");
        for (Integer id : fieldIds(add)) {
            JsonNode value = add.isObject() ? add.path(String.valueOf(id)) : Json.node(null);
            values.set(row, new FieldValue(id, instance.fields.get(id).dataType, value));
        }
    }

    private Answer delete(Call call) {
        List<DocumentRow> rows = documents(call.object().path("documents"));
        if (!permissions.has(call.user, "delete_document")
                || rows.stream().anyMatch(row -> !permissions.owns(call.user, row.owner))) {
            throw Refusal.insufficient();
        }
        rows.forEach(trash::deleteSeparately);
        return Answer.done();
    }

    private Answer editObjects(Call call) {
        ObjectNode body = call.object();
        String type = body.path("object_type").asText();
        LookupKind kind = null;
        for (LookupKind one : LookupKind.values()) {
            kind = one.path.equals(type) ? one : kind;
        }
        if (kind == null) {
            throw Refusal.field("object_type", "\"" + type + "\" is not a valid choice.");
        }
        List<LookupRow> rows = new ArrayList<>();
        for (JsonNode id : body.path("objects")) {
            LookupRow row = instance.lookups(kind).get(id.asInt());
            if (row == null) {
                throw Refusal.field("non_field_errors", "Some ids in objects don't exist or were specified twice.");
            }
            rows.add(row);
        }
        boolean delete = body.path("operation").asText().equals("delete");
        String permission = (delete ? "delete_" : "change_") + kind.model;
        if (!permissions.has(call.user, permission)
                || rows.stream().anyMatch(row -> !permissions.owns(call.user, row.owner))) {
            throw Refusal.insufficient();
        }
        for (LookupRow row : rows) {
            if (delete) {
                lookups.remove(row);
            } else {
                row.grants.set(body.path("permissions"));
                row.owner = body.hasNonNull("owner")
                        ? Integer.valueOf(body.path("owner").asInt())
                        : null;
            }
        }
        return Answer.done();
    }
}
