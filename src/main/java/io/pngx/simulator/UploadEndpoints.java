package io.pngx.simulator;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.text.Normalizer;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** {@code post_document} and v3's {@code update_version}: check a form, return a task id (paperless-api.md §5). */
final class UploadEndpoints {
    /** Characters that Python calls not printable. Django removes these characters from a file name in a form. */
    private static final String NOT_PRINTABLE = "[\\p{C}\\p{Z}&&[^ ]]";

    private static final String CREATED_FORMAT = "Datetime has wrong format. Use one of these formats instead: "
            + "YYYY-MM-DDThh:mm[:ss[.uuuuuu]][+HH:MM|-HH:MM|Z].";

    private final Instance instance;
    private final Permissions permissions;
    private final FieldValues values;
    private final Worker worker;
    private final Consumer consumer;

    UploadEndpoints(Instance instance, Permissions permissions, FieldValues values, Worker worker, Consumer consumer) {
        this.instance = instance;
        this.permissions = permissions;
        this.values = values;
        this.worker = worker;
        this.consumer = consumer;
    }

    void routes(List<Route> routes) {
        routes.add(new Route("/api/documents/post_document/").post(this::post));
        routes.add(new Route("/api/documents/([^/.]+)/update_version/").v3().post(this::update));
    }

    private Answer post(Call call) {
        if (!permissions.has(call.user, "add_document")) {
            throw Refusal.insufficient();
        }
        Validation input = form(call);
        Upload file = file(call, input);
        String title = call.formValue("title");
        LocalDate created = created(call, input);
        Integer correspondent = lookup(input, "correspondent", LookupKind.CORRESPONDENT);
        Integer type = lookup(input, "document_type", LookupKind.DOCUMENT_TYPE);
        Integer path = lookup(input, "storage_path", LookupKind.STORAGE_PATH);
        List<Integer> tags = input.has("tags") ? input.references("tags", id -> instance.tag(id) != null) : List.of();
        Long asn = input.has("archive_serial_number")
                        && !call.formValue("archive_serial_number").isEmpty()
                ? input.asn("archive_serial_number")
                : null;
        List<FieldValue> fields = fields(call, input);
        input.done();
        String name = name(file.fileName());
        boolean web = input.bool("from_webui");
        TaskRow task = task(name, web ? "web_ui" : "api_upload", call.user.id);
        ConsumeOrder order = new ConsumeOrder(
                task,
                file.blob(),
                name,
                MimeSniffer.type(file.blob()),
                title == null || title.isEmpty() ? null : title,
                created,
                correspondent,
                type,
                path,
                tags,
                asn,
                fields,
                call.user.id,
                null,
                null);
        return accept(order, overrides(order));
    }

    private Answer update(Call call) {
        DocumentRow named = instance.documents.get(call.id());
        if (named == null || !named.isLive()) {
            throw Refusal.notFound();
        }
        DocumentRow root = instance.rootOf(named);
        if (!permissions.mayChange(call.user, root) || !permissions.has(call.user, "change_document")) {
            throw Refusal.insufficient();
        }
        Validation input = form(call);
        Upload file = file(call, input);
        String label = input.has("version_label") ? input.text("version_label", 64, true) : null;
        input.done();
        String name = name(file.fileName());
        TaskRow task = task(name, "web_ui", null);
        ConsumeOrder order = new ConsumeOrder(
                task,
                file.blob(),
                name,
                MimeSniffer.type(file.blob()),
                null,
                null,
                null,
                null,
                null,
                List.of(),
                null,
                List.of(),
                null,
                root.id,
                label);
        ObjectNode overrides = Json.object("skip_asn_if_exists", false);
        if (label != null) {
            overrides.put("version_label", label);
        }
        overrides.put("actor_id", call.user.id);
        return accept(order, overrides);
    }

    private Validation form(Call call) {
        if (!call.isMultipart()) {
            String type = call.raw.header("content-type");
            throw Refusal.detail(415, "Unsupported media type \"" + type + "\" in request.");
        }
        ObjectNode body = (ObjectNode) call.body();
        if (body.has("tags")) {
            body.set("tags", Json.node(call.formValues("tags")));
        }
        return new Validation(body);
    }

    private static Upload file(Call call, Validation input) {
        Upload file = call.raw.files().stream()
                .filter(f -> f.name().equals("document"))
                .findFirst()
                .orElse(null);
        if (file == null) {
            input.error("document", "No file was submitted.");
        } else if (file.blob().size() == 0) {
            input.error("document", "The submitted file is empty.");
        } else {
            String type = MimeSniffer.type(file.blob());
            if (!MimeSniffer.isSupported(type)) {
                input.error("document", "File type " + type + " not supported");
            }
        }
        return file;
    }

    private LocalDate created(Call call, Validation input) {
        String text = call.formValue("created");
        if (text == null || text.isEmpty()) {
            return null;
        }
        LocalDate date = Validation.parseDate(text, instance.clock.zone());
        if (date == null) {
            input.error("created", CREATED_FORMAT);
        } else if (text.length() == 10) { // a date without a time means local midnight
            List<ZoneOffset> offsets = instance.clock.zone().getRules().getValidOffsets(date.atStartOfDay());
            if (offsets.size() != 1) {
                input.error("created", "Invalid datetime for the timezone \"" + instance.clock.zone() + "\".");
            } else if (date.equals(LocalDate.of(1, 1, 1)) && offsets.get(0).getTotalSeconds() > 0) {
                throw Refusal.serverError();
            }
        }
        return date;
    }

    private Integer lookup(Validation input, String key, LookupKind kind) {
        return input.has(key) ? input.reference(key, instance.lookups(kind)::containsKey) : null;
    }

    /**
     * Reads the custom fields: a list of ids gives empty values, a map gives values. The other end of a document link
     * is not added here.
     */
    private List<FieldValue> fields(Call call, Validation input) {
        String text = call.formValue("custom_fields");
        List<FieldValue> given = new ArrayList<>();
        if (text == null || text.isEmpty()) {
            return given;
        }
        JsonNode json = Json.parse(text);
        if (json == null || !json.isContainerNode()) {
            input.error("custom_fields", "Value must be valid JSON.");
            return given;
        }
        if (json.isArray()) {
            for (JsonNode id : json) {
                CustomFieldRow field = instance.fields.get(id.asInt());
                if (field == null) {
                    input.error("custom_fields", "Some custom fields don't exist or were specified twice.");
                } else {
                    given.add(new FieldValue(field.id, field.dataType, Json.node(null)));
                }
            }
            return given;
        }
        for (Map.Entry<String, JsonNode> entry : json.properties()) {
            CustomFieldRow field = instance.fields.get(Integer.parseInt(entry.getKey()));
            if (field == null) {
                input.error("custom_fields", "Custom field with id " + entry.getKey() + " does not exist");
                continue;
            }
            try {
                given.add(new FieldValue(field.id, field.dataType, values.check(field, entry.getValue())));
            } catch (FieldValues.Unfit e) {
                input.error("custom_fields", e.getMessage());
            }
        }
        return given;
    }

    /** Cleans a file name: removes folders, unescapes entities, shortens long names; v3 also composes characters. */
    private String name(String sent) {
        String whole = Entities.unescape(sent);
        String name = whole.substring(Math.max(whole.lastIndexOf('/'), whole.lastIndexOf('\\')) + 1)
                .replaceAll(NOT_PRINTABLE, "");
        if (name.length() > 255) {
            int dot = name.lastIndexOf('.');
            String extension = dot > 0 ? name.substring(dot) : "";
            name = name.substring(0, 255 - extension.length()) + extension;
        }
        return instance.isV3() ? Normalizer.normalize(name, Normalizer.Form.NFC) : name;
    }

    private TaskRow task(String name, String trigger, Integer owner) {
        TaskRow task =
                new TaskRow(instance.nextId("task"), UUID.randomUUID().toString(), name, trigger, instance.clock.now());
        task.owner = owner;
        return task;
    }

    private Answer accept(ConsumeOrder order, ObjectNode overrides) {
        TaskRow task = order.task();
        task.inputData =
                Json.object("filename", order.fileName(), "mime_type", order.mimeType(), "overrides", overrides);
        if (instance.brokerDown) {
            return Answer.serverError();
        }
        if (instance.brokerStopped) {
            if (!instance.isV3()) {
                instance.tasks.put(task.id, task);
            }
            return Answer.serverError();
        }
        if (instance.taskRowsToLose > 0) {
            instance.taskRowsToLose--;
        } else {
            instance.tasks.put(task.id, task);
        }
        worker.submit(consumer.job(order));
        return Answer.ok(Json.node(task.uuid));
    }

    private static ObjectNode overrides(ConsumeOrder order) {
        ObjectNode json = Json.object("filename", order.fileName());
        put(json, "title", order.title());
        put(json, "correspondent_id", order.correspondent());
        put(json, "document_type_id", order.documentType());
        put(json, "tag_ids", order.tags().isEmpty() ? null : order.tags());
        put(json, "storage_path_id", order.storagePath());
        put(json, "created", order.created() == null ? null : order.created().toString());
        put(json, "asn", order.asn());
        put(json, "owner_id", order.owner());
        if (!order.fields().isEmpty()) {
            ObjectNode fields = Json.object();
            order.fields().forEach(value -> fields.set(String.valueOf(value.field), value.value));
            json.set("custom_fields", fields);
        }
        return json.put("skip_asn_if_exists", false);
    }

    private static void put(ObjectNode json, String key, Object value) {
        if (value != null) {
            json.set(key, Json.node(value));
        }
    }
}
