package io.pngx.simulator;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/** {@code /api/tasks/} in its three forms: v2, v3 with API version 9, v3 with version 10 (paperless-api.md §6). */
final class TaskEndpoints {
    private static final String MODEL = "paperlesstask";

    private final Instance instance;
    private final Permissions permissions;
    private final DocumentJson json;

    TaskEndpoints(Instance instance, Permissions permissions, DocumentJson json) {
        this.instance = instance;
        this.permissions = permissions;
        this.json = json;
    }

    void routes(List<Route> routes) {
        routes.add(new Route("/api/tasks/acknowledge/").post(this::acknowledge));
        routes.add(new Route("/api/tasks/summary/").v3().model(MODEL).get(this::summary));
        routes.add(new Route("/api/tasks/status_counts/").v3().model(MODEL).get(this::counts));
        routes.add(new Route("/api/tasks/").model(MODEL).get(this::list));
        routes.add(new Route("/api/tasks/([^/.]+)/").model(MODEL).get(this::detail));
    }

    private List<TaskRow> visible(UserRow user) {
        return instance.tasks.descendingMap().values().stream()
                .filter(task -> permissions.owns(user, task.owner) || instance.isV3() && user.staff)
                .toList();
    }

    private Answer list(Call call) {
        List<TaskRow> tasks =
                visible(call.user).stream().filter(task -> wanted(task, call)).toList();
        if (call.api < 10) {
            return Answer.ok(
                    Json.array(tasks.stream().map(task -> write(task, call)).toArray()));
        }
        return Answer.ok(Paging.page(call, tasks, null, task -> write(task, call)));
    }

    private boolean wanted(TaskRow task, Call call) {
        String status = call.query("status");
        if (status != null && !status.isEmpty()) {
            Set<String> choices =
                    Arrays.stream(TaskRow.State.values()).map(this::spelled).collect(Collectors.toSet());
            if (!choices.contains(status)) {
                throw Refusal.field(
                        "status", "Select a valid choice. " + status + " is not one of the available choices.");
            }
            if (!spelled(task.state).equals(status)) {
                return false;
            }
        }
        String acknowledged = call.query("acknowledged");
        String complete = call.query("is_complete");
        return same(call, "task_id", task.uuid)
                && same(call, "task_name", "consume_file")
                && same(call, "task_type", "consume_file")
                && same(call, "type", instance.isV3() ? "manual_task" : "auto_task")
                && (!instance.isV3() || same(call, "trigger_source", task.trigger))
                && (!instance.isV3() || isSince(call.query("date_created_after"), task))
                && (acknowledged == null || Boolean.parseBoolean(acknowledged) == task.acknowledged)
                && (complete == null || call.api < 10 || Boolean.parseBoolean(complete) == (task.done != null));
    }

    private static boolean same(Call call, String key, String value) {
        String asked = call.query(key);
        return asked == null || asked.isEmpty() || asked.equals(value);
    }

    private static boolean isSince(String time, TaskRow task) {
        return time == null
                || time.isEmpty()
                || !task.created.isBefore(OffsetDateTime.parse(time).toInstant());
    }

    /**
     * Returns a state as the filter expects it: in upper case on v2, in lower case on v3. The API version does not
     * matter.
     */
    private String spelled(TaskRow.State state) {
        return instance.isV3() ? state.name().toLowerCase(Locale.ROOT) : state.name();
    }

    private Answer detail(Call call) {
        TaskRow task = instance.tasks.get(call.id());
        if (task == null || !visible(call.user).contains(task)) {
            throw Refusal.noMatch("PaperlessTask");
        }
        return Answer.ok(write(task, call));
    }

    private ObjectNode write(TaskRow task, Call call) {
        return call.api < 10 ? flat(task) : structured(task);
    }

    private ObjectNode flat(TaskRow task) {
        ObjectNode json = Json.object(
                "id",
                task.id,
                "task_id",
                task.uuid,
                "task_name",
                "consume_file",
                "task_file_name",
                task.fileName,
                "date_created",
                instance.clock.local(task.created),
                "date_done",
                instance.clock.local(task.done),
                "type",
                instance.isV3() ? "manual_task" : "auto_task",
                "status",
                task.state.name(),
                "result",
                task.result,
                "acknowledged",
                task.acknowledged,
                "owner",
                task.owner);
        if (instance.isV3()) {
            DocumentRow duplicate = task.duplicateOf == null ? null : instance.documents.get(task.duplicateOf);
            json.set(
                    "duplicate_documents",
                    duplicate == null ? Json.array() : Json.array(this.json.duplicate(duplicate)));
            json.set("related_document", Json.node(task.relatedDocument));
        } else {
            json.put("related_document", task.relatedDocument == null ? null : task.relatedDocument.toString());
        }
        return json;
    }

    private ObjectNode structured(TaskRow task) {
        String state = task.state.name();
        String label = state.charAt(0) + state.substring(1).toLowerCase(Locale.ROOT);
        boolean done = task.done != null;
        return Json.object(
                "id",
                task.id,
                "task_id",
                task.uuid,
                "task_type",
                "consume_file",
                "task_type_display",
                "Consume File",
                "trigger_source",
                task.trigger,
                "trigger_source_display",
                task.trigger.equals("web_ui") ? "Web UI" : "API Upload",
                "status",
                state.toLowerCase(Locale.ROOT),
                "status_display",
                label,
                "date_created",
                instance.clock.local(task.created),
                "date_started",
                instance.clock.local(task.started),
                "date_done",
                instance.clock.local(task.done),
                "duration_seconds",
                done ? seconds(Duration.between(task.started, task.done)) : null,
                "wait_time_seconds",
                done ? seconds(Duration.between(task.created, task.started)) : null,
                "input_data",
                task.inputData,
                "result_data",
                task.resultData,
                "related_document_ids",
                task.relatedDocument == null ? Json.array() : Json.array(task.relatedDocument),
                "acknowledged",
                task.acknowledged,
                "owner",
                task.owner);
    }

    private static double seconds(Duration duration) {
        return duration.toNanos() / 1000 / 1e6;
    }

    private Answer acknowledge(Call call) {
        if (!permissions.has(call.user, "change_" + MODEL)) {
            throw Refusal.noPermission();
        }
        ObjectNode body = call.object();
        if (instance.isV3() && body.path("all").asBoolean()) {
            List<TaskRow> open = visible(call.user).stream()
                    .filter(task -> !task.acknowledged)
                    .toList();
            open.forEach(task -> task.acknowledged = true);
            return Answer.ok(Json.object("result", open.size()));
        }
        JsonNode ids = body.path("tasks");
        if (ids.isMissingNode()) {
            throw instance.isV3()
                    ? Refusal.field("non_field_errors", "Either all must be true or tasks must be provided.")
                    : Refusal.field("tasks", Validation.REQUIRED);
        }
        List<TaskRow> named = new ArrayList<>();
        for (JsonNode id : ids) {
            TaskRow task = instance.tasks.get(id.asInt());
            if (task == null || named.contains(task)) {
                throw Refusal.field("tasks", "Some tasks in tasks don't exist or were specified twice.");
            }
            named.add(task);
        }
        named.forEach(task -> task.acknowledged = true);
        return Answer.ok(Json.object("result", named.size()));
    }

    private Answer counts(Call call) {
        List<TaskRow> tasks = visible(call.user);
        return Answer.ok(Json.object(
                "all",
                tasks.size(),
                "needs_attention",
                tasks.stream().filter(t -> t.state == TaskRow.State.FAILURE).count(),
                "in_progress",
                tasks.stream().filter(t -> t.done == null).count(),
                "completed",
                tasks.stream().filter(t -> t.state == TaskRow.State.SUCCESS).count()));
    }

    private Answer summary(Call call) {
        List<TaskRow> tasks = visible(call.user);
        if (tasks.isEmpty()) {
            return Answer.ok(Json.array());
        }
        List<ObjectNode> done =
                tasks.stream().filter(t -> t.done != null).map(this::structured).toList();
        return Answer.ok(Json.array(Json.object(
                "task_type",
                "consume_file",
                "total_count",
                tasks.size(),
                "pending_count",
                tasks.stream().filter(t -> t.state == TaskRow.State.PENDING).count(),
                "success_count",
                tasks.stream().filter(t -> t.state == TaskRow.State.SUCCESS).count(),
                "failure_count",
                tasks.stream().filter(t -> t.state == TaskRow.State.FAILURE).count(),
                "avg_duration_seconds",
                average(done, "duration_seconds"),
                "avg_wait_time_seconds",
                average(done, "wait_time_seconds"),
                "last_run",
                instance.clock.local(tasks.get(0).created),
                "last_success",
                last(tasks, TaskRow.State.SUCCESS),
                "last_failure",
                last(tasks, TaskRow.State.FAILURE))));
    }

    private static Double average(List<ObjectNode> tasks, String key) {
        return tasks.stream().mapToDouble(t -> t.path(key).asDouble()).average().orElse(0);
    }

    private String last(List<TaskRow> tasks, TaskRow.State state) {
        return tasks.stream()
                .filter(t -> t.state == state)
                .findFirst()
                .map(t -> instance.clock.local(t.done))
                .orElse(null);
    }
}
