package io.pngx.simulator;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/** {@code /api/users/} and {@code /api/groups/} (paperless-api.md §9). */
final class UserEndpoints {
    /** A stored password hash is shown as this number of stars; a missing password as ten stars. */
    private static final int HASH_LENGTH = 88;

    private static final int NO_PASSWORD_LENGTH = 10;

    private final Instance instance;
    private final Permissions permissions;

    UserEndpoints(Instance instance, Permissions permissions) {
        this.instance = instance;
        this.permissions = permissions;
    }

    void routes(List<Route> routes) {
        routes.add(new Route("/api/users/").model("user").get(this::users).post(this::createUser));
        routes.add(new Route("/api/users/([^/.]+)/")
                .model("user")
                .get(call -> Answer.ok(write(user(call))))
                .on("PUT", this::changeUser)
                .on("PATCH", this::changeUser)
                .on("DELETE", this::deleteUser));
        routes.add(new Route("/api/groups/").model("group").get(this::groups).post(this::createGroup));
        routes.add(new Route("/api/groups/([^/.]+)/")
                .model("group")
                .get(call -> Answer.ok(write(group(call))))
                .on("PUT", this::changeGroup)
                .on("PATCH", this::changeGroup)
                .on("DELETE", this::deleteGroup));
        routes.add(new Route("/api/profile/").get(this::profile));
    }

    private Answer users(Call call) {
        List<UserRow> rows = instance.users.values().stream()
                .filter(NameFilters.of(call, "username", row -> row.username, row -> row.id))
                .sorted(Comparator.comparing(row -> row.username.toLowerCase(Locale.ROOT)))
                .toList();
        List<Integer> all =
                Paging.withAll(call) ? rows.stream().map(row -> row.id).toList() : null;
        return Answer.ok(Paging.page(call, rows, all, this::write));
    }

    static String mask(UserRow row) {
        return "*".repeat(row.password == null ? NO_PASSWORD_LENGTH : HASH_LENGTH);
    }

    private ObjectNode write(UserRow row) {
        return Json.object(
                "id",
                row.id,
                "username",
                row.username,
                "email",
                row.email,
                "password",
                mask(row),
                "first_name",
                row.firstName,
                "last_name",
                row.lastName,
                "date_joined",
                instance.clock.local(row.joined),
                "is_staff",
                row.staff,
                "is_active",
                row.active,
                "is_superuser",
                row.superuser,
                "groups",
                row.groups,
                "user_permissions",
                permissions.ordered(row.permissions),
                "inherited_permissions",
                permissions.inherited(row),
                "is_mfa_enabled",
                false);
    }

    private UserRow user(Call call) {
        UserRow row = instance.users.get(call.id());
        if (row == null) {
            throw Refusal.noMatch("User");
        }
        return row;
    }

    private Answer createUser(Call call) {
        Validation input = new Validation(call.object());
        input.require("username");
        check(input, 0);
        UserRow row = new UserRow(instance.nextId("user"), "");
        row.joined = instance.clock.now();
        apply(input, row, call);
        instance.users.put(row.id, row);
        return Answer.created(write(row));
    }

    private Answer changeUser(Call call) {
        UserRow row = user(call);
        Validation input = new Validation(call.object());
        check(input, row.id);
        apply(input, row, call);
        return Answer.ok(write(row));
    }

    private void check(Validation input, int id) {
        if (input.has("username")) {
            String name = input.get("username").asText();
            if (!name.matches("[\\w.@+-]+")) {
                input.error(
                        "username",
                        "Enter a valid username. This value may contain only letters, numbers, "
                                + "and @/./+/-/_ characters.");
            } else if (instance.users.values().stream().anyMatch(u -> u.id != id && u.username.equals(name))) {
                input.error("username", "A user with that username already exists.");
            }
        }
        if (input.has("password")
                && isNew(input.get("password"))
                && input.get("password").asText().length() < 8) {
            input.error("password", "This password is too short. It must contain at least 8 characters.");
        }
        if (input.has("groups")) {
            input.references("groups", instance.groups::containsKey);
        }
        codenames(input, "user_permissions");
        input.done();
    }

    private void codenames(Validation input, String key) {
        for (JsonNode codename : input.get(key)) {
            if (!permissions.exists(codename.asText())) {
                input.error(key, "Object with codename=" + codename.asText() + " does not exist.");
            }
        }
    }

    /**
     * Returns whether the request sets a password. A text of stars sets no password: answers show stars in place of the
     * password.
     */
    private static boolean isNew(JsonNode password) {
        return password.isTextual()
                && !password.textValue().isEmpty()
                && !password.textValue().matches("\\*+");
    }

    private static void apply(Validation input, UserRow row, Call call) {
        if ((input.bool("is_superuser") != row.superuser && input.has("is_superuser")
                        || input.bool("is_staff") != row.staff && input.has("is_staff"))
                && !call.user.superuser) {
            throw Refusal.text(403, "Superuser status can only be granted by a superuser");
        }
        row.username = input.has("username") ? input.get("username").asText() : row.username;
        row.email = input.has("email") ? input.get("email").asText() : row.email;
        row.firstName = input.has("first_name") ? input.get("first_name").asText() : row.firstName;
        row.lastName = input.has("last_name") ? input.get("last_name").asText() : row.lastName;
        row.active = input.has("is_active") ? input.bool("is_active") : row.active;
        row.superuser = input.has("is_superuser") ? input.bool("is_superuser") : row.superuser;
        row.staff = input.has("is_staff") ? input.bool("is_staff") : row.staff;
        if (input.has("password") && isNew(input.get("password"))) {
            row.password = input.get("password").asText();
        }
        if (input.has("groups")) {
            row.groups.clear();
            input.get("groups").forEach(id -> row.groups.add(id.asInt()));
        }
        if (input.has("user_permissions")) {
            row.permissions.clear();
            input.get("user_permissions").forEach(name -> row.permissions.add(name.asText()));
        }
    }

    private Stream<Grants> allGrants() {
        return Stream.concat(
                instance.documents.values().stream().map(doc -> doc.grants),
                instance.lookups.values().stream()
                        .flatMap(rows -> rows.values().stream())
                        .map(row -> row.grants));
    }

    /**
     * Deletes a user. The user's objects then have no owner, so that everyone sees them. Their {@code modified} time
     * stays the same.
     */
    private Answer deleteUser(Call call) {
        UserRow row = user(call);
        instance.users.remove(row.id);
        Integer id = row.id;
        instance.documents.values().forEach(doc -> {
            doc.owner = id.equals(doc.owner) ? null : doc.owner;
            doc.notes.forEach(note -> note.user = id.equals(note.user) ? null : note.user);
        });
        instance.lookups
                .values()
                .forEach(rows ->
                        rows.values().forEach(lookup -> lookup.owner = id.equals(lookup.owner) ? null : lookup.owner));
        instance.tasks.values().forEach(task -> task.owner = id.equals(task.owner) ? null : task.owner);
        allGrants().forEach(grants -> grants.forgetUser(row.id));
        return Answer.empty(204);
    }

    private Answer groups(Call call) {
        List<GroupRow> rows = instance.groups.values().stream()
                .filter(NameFilters.of(call, row -> row.name, row -> row.id))
                .sorted(Comparator.comparing(row -> row.name.toLowerCase(Locale.ROOT)))
                .toList();
        List<Integer> all =
                Paging.withAll(call) ? rows.stream().map(row -> row.id).toList() : null;
        return Answer.ok(Paging.page(call, rows, all, this::write));
    }

    private ObjectNode write(GroupRow row) {
        return Json.object("id", row.id, "name", row.name, "permissions", permissions.ordered(row.permissions));
    }

    private GroupRow group(Call call) {
        GroupRow row = instance.groups.get(call.id());
        if (row == null) {
            throw Refusal.noMatch("Group");
        }
        return row;
    }

    private Answer createGroup(Call call) {
        Validation input = new Validation(call.object());
        input.require("name", "permissions");
        check(input, new GroupRow(0, ""));
        GroupRow row = new GroupRow(instance.nextId("group"), "");
        apply(input, row);
        instance.groups.put(row.id, row);
        return Answer.created(write(row));
    }

    private Answer changeGroup(Call call) {
        GroupRow row = group(call);
        Validation input = new Validation(call.object());
        check(input, row);
        apply(input, row);
        return Answer.ok(write(row));
    }

    private void check(Validation input, GroupRow row) {
        String name = input.get("name").asText();
        if (instance.groups.values().stream().anyMatch(g -> g.id != row.id && g.name.equals(name))) {
            input.error("name", "group with this name already exists.");
        }
        codenames(input, "permissions");
        input.done();
    }

    private static void apply(Validation input, GroupRow row) {
        row.name = input.has("name") ? input.get("name").asText() : row.name;
        if (input.has("permissions")) {
            row.permissions.clear();
            input.get("permissions").forEach(name -> row.permissions.add(name.asText()));
        }
    }

    private Answer deleteGroup(Call call) {
        GroupRow row = group(call);
        new ArrayList<>(instance.users.values()).forEach(user -> user.groups.remove(row.id));
        allGrants().forEach(grants -> grants.forgetGroup(row.id));
        instance.groups.remove(row.id);
        return Answer.empty(204);
    }

    private Answer profile(Call call) {
        UserRow user = call.user;
        return Answer.ok(Json.object(
                "email",
                user.email,
                "password",
                mask(user),
                "first_name",
                user.firstName,
                "last_name",
                user.lastName,
                "auth_token",
                user.token,
                "social_accounts",
                Json.array(),
                "has_usable_password",
                user.password != null,
                "is_mfa_enabled",
                false));
    }
}
