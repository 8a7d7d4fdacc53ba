package io.pngx.simulator;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** {@code ui_settings}, {@code statistics}, {@code status} and {@code token}: information about the server. */
final class ServerEndpoints {
    /** The sign-in page: the HTML form of the real page, without the decoration of that page. */
    private static final String SIGN_IN_PAGE = """
            <!doctype html>
            <html lang="en">
            <head>
              <title>
                Paperless-ngx sign in
              </title>
            </head>
            <body class="text-center">
              <form class="form-accounts" id="form-account" method="post">
                <p>Please sign in.</p>
                <input type="text" name="login" id="inputUsername" required autofocus>
                <input type="password" name="password" id="inputPassword" required>
                <button class="btn btn-lg btn-primary" type="submit">Sign in</button>
              </form>
            </body>
            </html>
            """;

    private final Instance instance;
    private final Permissions permissions;
    private final Authentication authentication;
    private final Worker worker;

    ServerEndpoints(Instance instance, Permissions permissions, Authentication authentication, Worker worker) {
        this.instance = instance;
        this.permissions = permissions;
        this.authentication = authentication;
        this.worker = worker;
    }

    void routes(List<Route> routes) {
        routes.add(new Route("/accounts/login/").open().get(call -> Answer.text(200, SIGN_IN_PAGE)));
        routes.add(new Route("/api/token/").open().post(authentication::obtainToken));
        routes.add(new Route("/api/ui_settings/").model("uisettings").get(this::settings));
        routes.add(new Route("/api/statistics/").get(this::statistics));
        routes.add(new Route("/api/status/").get(this::status));
        for (String name : new String[] {"workflows", "mail_rules", "mail_accounts", "saved_views"}) {
            String model = name.replace("_", "").replaceAll("s$", "");
            routes.add(new Route("/api/" + name + "/").model(model).get(call -> automation(call, name)));
        }
    }

    private Answer automation(Call call, String name) {
        List<ObjectNode> rows = instance.automation.getOrDefault(name, List.of());
        List<Integer> all = Paging.withAll(call)
                ? rows.stream().map(row -> row.path("id").asInt()).toList()
                : null;
        return Answer.ok(Paging.page(call, rows, all, row -> row));
    }

    private Answer settings(Call call) {
        UserRow user = call.user;
        ObjectNode settings = Json.object(
                "update_checking",
                Json.object("backend_setting", "default"),
                "trash_delay",
                30,
                "version",
                instance.personality.version,
                "app_title",
                null,
                "app_logo",
                null,
                "auditlog_enabled",
                true,
                "email_enabled",
                false);
        if (instance.isV3()) {
            settings.put("ai_enabled", false);
        }
        return Answer.ok(Json.object(
                "user",
                Json.object(
                        "id",
                        user.id,
                        "username",
                        user.username,
                        "is_staff",
                        user.staff,
                        "is_superuser",
                        user.superuser,
                        "groups",
                        user.groups),
                "settings",
                settings,
                "permissions",
                codenames(user)));
    }

    /**
     * Returns the codenames of a user's permissions. Two apps have a model {@code logentry}, so for a superuser, the
     * codenames of this model occur twice.
     */
    private List<String> codenames(UserRow user) {
        return user.superuser
                ? permissions.all().stream().map(Permissions::codename).toList()
                : new ArrayList<>(permissions.of(user));
    }

    private Answer statistics(Call call) {
        List<DocumentRow> seen = instance.liveDocuments()
                .filter(row -> permissions.mayView(call.user, row))
                .toList();
        List<LookupRow> inbox = instance.lookups(LookupKind.TAG).values().stream()
                .filter(tag -> tag.inbox)
                .toList();
        Map<String, Integer> types = new TreeMap<>();
        seen.forEach(row -> types.merge(row.mimeType, 1, Integer::sum));
        long characters = seen.stream().mapToLong(row -> row.content.length()).sum();
        return Answer.ok(Json.object(
                "documents_total",
                seen.size(),
                "documents_inbox",
                inbox.isEmpty()
                        ? null
                        : seen.stream()
                                .filter(row -> inbox.stream().anyMatch(t -> row.tags.contains(t.id)))
                                .count(),
                "inbox_tag",
                inbox.isEmpty() ? null : inbox.get(0).id,
                "inbox_tags",
                inbox.isEmpty() ? null : inbox.stream().map(tag -> tag.id).toList(),
                "document_file_type_counts",
                types.entrySet().stream()
                        .sorted(Map.Entry.<String, Integer>comparingByValue(Comparator.reverseOrder()))
                        .map(e -> Json.object("mime_type", e.getKey(), "mime_type_count", e.getValue()))
                        .toList(),
                "character_count",
                seen.isEmpty() && !instance.isV3() ? null : characters,
                "tag_count",
                count(call, LookupKind.TAG),
                "correspondent_count",
                count(call, LookupKind.CORRESPONDENT),
                "document_type_count",
                count(call, LookupKind.DOCUMENT_TYPE),
                "storage_path_count",
                count(call, LookupKind.STORAGE_PATH),
                "current_asn",
                seen.stream()
                        .filter(row -> row.asn != null)
                        .mapToLong(row -> row.asn)
                        .max()
                        .orElse(0)));
    }

    private long count(Call call, LookupKind kind) {
        return instance.lookups(kind).values().stream()
                .filter(row -> permissions.mayView(call.user, row.owner, row.grants))
                .count();
    }

    private Answer status(Call call) {
        if (!call.user.staff && !call.user.superuser) {
            throw Refusal.insufficient();
        }
        return Answer.ok(Json.object(
                "pngx_version",
                instance.personality.version,
                "install_type",
                "docker",
                "database",
                Json.object("type", "sqlite", "status", "OK"),
                "tasks",
                Json.object(
                        "redis_status",
                        instance.brokerStopped ? "ERROR" : "OK",
                        "celery_status",
                        !instance.brokerStopped && worker.answers()
                                ? "OK"
                                : instance.isV3() && !instance.brokerStopped ? "WARNING" : "ERROR",
                        "index_status",
                        "OK",
                        "index_last_modified",
                        instance.clock.local(new FullText(instance).lastModified()),
                        "index_error",
                        null)));
    }
}
