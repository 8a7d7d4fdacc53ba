package io.pngx.simulator;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.Set;

/** {@code /api/custom_fields/} with the rules for select options (paperless-api.md §7.3). */
final class CustomFieldEndpoints {
    private static final Set<String> TYPES = Set.of(
            "string", "longtext", "url", "date", "boolean", "integer", "float", "monetary", "select", "documentlink");
    private static final String OPTIONS = "extra_data.select_options must be a valid list";
    private static final String LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

    private final Instance instance;
    private final Worker worker;
    private final Random random = new Random();

    CustomFieldEndpoints(Instance instance, Worker worker) {
        this.instance = instance;
        this.worker = worker;
    }

    void routes(List<Route> routes) {
        routes.add(new Route("/api/custom_fields/")
                .model("customfield")
                .get(this::list)
                .post(this::create));
        routes.add(new Route("/api/custom_fields/([^/.]+)/")
                .model("customfield")
                .get(this::detail)
                .on("PUT", this::change)
                .on("PATCH", this::change)
                .on("DELETE", this::delete));
    }

    /** Lists the fields: on v2 the newest first, on v3 by name. */
    private Answer list(Call call) {
        Comparator<CustomFieldRow> order = instance.isV3()
                ? Comparator.comparing(row -> row.name.toLowerCase(Locale.ROOT))
                : Comparator.comparing((CustomFieldRow row) -> row.id).reversed();
        List<CustomFieldRow> rows = instance.fields.values().stream()
                .filter(NameFilters.of(call, row -> row.name, row -> row.id))
                .sorted(order)
                .toList();
        List<Integer> all =
                Paging.withAll(call) ? rows.stream().map(row -> row.id).toList() : null;
        return Answer.ok(Paging.page(call, rows, all, row -> write(row, true)));
    }

    private ObjectNode write(CustomFieldRow row, boolean counted) {
        ObjectNode json =
                Json.object("id", row.id, "name", row.name, "data_type", row.dataType, "extra_data", row.extraData);
        if (counted) {
            json.put(
                    "document_count",
                    instance.liveDocuments()
                            .filter(doc -> doc.field(row.id) != null)
                            .count());
        }
        return json;
    }

    private CustomFieldRow find(Call call) {
        CustomFieldRow row = instance.fields.get(call.id());
        if (row == null) {
            throw Refusal.noMatch("CustomField");
        }
        return row;
    }

    private Answer detail(Call call) {
        return Answer.ok(write(find(call), true));
    }

    private Answer create(Call call) {
        CustomFieldRow draft = new CustomFieldRow(0, "", "");
        check(call, draft, true);
        CustomFieldRow row = new CustomFieldRow(instance.nextId("custom_field"), draft.name, draft.dataType);
        row.extraData = draft.extraData;
        instance.fields.put(row.id, row);
        return Answer.created(write(row, false));
    }

    private Answer change(Call call) {
        CustomFieldRow row = find(call);
        CustomFieldRow draft = new CustomFieldRow(row.id, row.name, row.dataType);
        draft.extraData = row.extraData;
        check(call, draft, false);
        row.name = draft.name;
        row.dataType = draft.dataType;
        row.extraData = draft.extraData;
        if (row.dataType.equals("select")) {
            // The worker later clears values whose option was removed, without changing `modified`.
            worker.submit(w -> clearVanishedOptions(row));
        }
        return Answer.ok(write(row, true));
    }

    private void clearVanishedOptions(CustomFieldRow row) {
        instance.lock.lock();
        try {
            for (DocumentRow doc : instance.documents.values()) {
                FieldValue value = doc.field(row.id);
                if (value != null && !row.hasOption(value.value)) {
                    value.value = Json.node(null);
                }
            }
        } finally {
            instance.lock.unlock();
        }
    }

    private void check(Call call, CustomFieldRow draft, boolean create) {
        ObjectNode body = call.object();
        Validation input = new Validation(body);
        boolean wasSelect = draft.dataType.equals("select");
        if (create) {
            input.require("name", "data_type");
        }
        if (input.has("name")) {
            String name = input.text("name", 128, false);
            if (instance.fields.values().stream().anyMatch(f -> f.id != draft.id && f.name.equals(name))) {
                input.error("name", "custom field with this name already exists.");
            }
            draft.name = name;
        }
        if (input.has("data_type")) {
            draft.dataType = body.path("data_type").asText();
            if (!TYPES.contains(draft.dataType)) {
                input.error("data_type", "\"" + draft.dataType + "\" is not a valid choice.");
            }
        }
        input.done();
        if (draft.dataType.equals("select") || wasSelect) {
            // A request needs the complete list of options, even if it only renames the field or changes its type.
            ArrayNode options = options(body.path("extra_data").path("select_options"));
            draft.extraData = ((ObjectNode) body.get("extra_data").deepCopy()).set("select_options", options);
        } else if (input.has("extra_data")) {
            JsonNode currency = body.path("extra_data").path("default_currency");
            if (draft.dataType.equals("monetary")
                    && currency.isTextual()
                    && !currency.asText().isEmpty()
                    && currency.asText().length() != 3) {
                throw Refusal.field("error", "extra_data.default_currency must be a 3-character string");
            }
            draft.extraData = body.get("extra_data");
        }
    }

    /** Returns the options. Clients may choose ids; missing ids are generated. */
    private ArrayNode options(JsonNode given) {
        if (!given.isArray() || given.isEmpty()) {
            throw Refusal.field("error", OPTIONS);
        }
        ArrayNode options = given.deepCopy();
        for (JsonNode option : options) {
            if (!option.isObject()) {
                throw Refusal.serverError();
            }
            if (option.path("label").asText().isEmpty()) {
                throw Refusal.field("error", OPTIONS);
            }
            if (!option.hasNonNull("id")) {
                ((ObjectNode) option).put("id", newId());
            }
        }
        return options;
    }

    private String newId() {
        StringBuilder id = new StringBuilder();
        for (int i = 0; i < 16; i++) {
            id.append(LETTERS.charAt(random.nextInt(LETTERS.length())));
        }
        return id.toString();
    }

    private Answer delete(Call call) {
        CustomFieldRow row = find(call);
        instance.fields.remove(row.id);
        instance.documents.values().forEach(doc -> doc.fields.removeIf(value -> value.field == row.id));
        return Answer.empty(204);
    }
}
