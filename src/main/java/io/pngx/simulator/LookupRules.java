package io.pngx.simulator;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import java.util.stream.Stream;

/**
 * Checks the values that are written to a lookup. A conflict of names is reported in one of three forms
 * (paperless-api.md §7.1, §7.2).
 */
final class LookupRules {
    private static final Pattern OLD_VARIABLE = Pattern.compile("(?<!\\{)\\{(\\w*)}(?!})");
    private static final Pattern VARIABLE = Pattern.compile("\\{\\{\\s*(\\w+)[^}]*}}");
    private static final Set<String> VARIABLES = Set.of(
            "title",
            "correspondent",
            "document_type",
            "created",
            "created_year",
            "created_year_short",
            "created_month",
            "created_month_name",
            "created_month_name_short",
            "created_day",
            "added",
            "added_year",
            "added_year_short",
            "added_month",
            "added_month_name",
            "added_month_name_short",
            "added_day",
            "asn",
            "owner_username",
            "original_name",
            "doc_pk",
            "tag_list",
            "tag_name_list",
            "custom_fields",
            "document",
            "tag_id_list");

    private final Instance instance;
    private final TagTree tree;

    LookupRules(Instance instance, TagTree tree) {
        this.instance = instance;
        this.tree = tree;
    }

    /** Checked values, which are then applied together. */
    static final class Change {
        private final List<Consumer<LookupRow>> steps = new ArrayList<>();

        private void then(Consumer<LookupRow> step) {
            steps.add(step);
        }

        void applyTo(LookupRow row) {
            steps.forEach(step -> step.accept(row));
        }
    }

    Change check(Call call, LookupRow row, boolean create) {
        Validation input = new Validation(call.object());
        Change change = new Change();
        boolean whole = create || call.is("PUT");
        if (whole) {
            input.require("name");
        }
        String name = input.has("name") ? input.text("name", 128, false) : row.name;
        Integer owner = input.has("owner") ? input.reference("owner", instance.users::containsKey) : row.owner;
        change.then(r -> {
            r.name = name;
            r.owner = owner;
        });
        matching(input, change);
        if (row.kind == LookupKind.TAG) {
            tag(input, change, row, create);
        }
        if (row.kind == LookupKind.STORAGE_PATH) {
            path(input, change, create);
        }
        if (input.has("set_permissions")) {
            DocumentEdit.checkPermissions(instance, input.get("set_permissions"), input);
            change.then(r -> r.grants.set(input.get("set_permissions")));
        }
        if (input.has("name") && name != null && others(row).anyMatch(r -> r.owner == null && r.name.equals(name))) {
            input.error("name", row.kind.title + " with this name already exists.");
        }
        input.done();
        if (input.has("name") || input.has("owner")) {
            // If the request contains no owner, paperless compares the name with the lookups of the API user, even if
            // another user owns the changed lookup.
            conflict(row, name, input.has("owner") ? owner : Integer.valueOf(call.user.id), input);
        }
        boolean foreign = !call.user.superuser && row.owner != null && row.owner != call.user.id;
        if (!create && foreign && (input.has("owner") || input.has("set_permissions"))) {
            throw Refusal.detail(403, "Insufficient permissions.");
        }
        return change;
    }

    private Stream<LookupRow> others(LookupRow row) {
        return instance.lookups(row.kind).values().stream().filter(other -> other.id != row.id);
    }

    private void conflict(LookupRow row, String name, Integer owner, Validation input) {
        boolean taken = others(row).anyMatch(r -> r.name.equals(name) && Objects.equals(r.owner, owner));
        if (!taken) {
            return;
        }
        if (owner == null || !input.has("owner")) {
            throw Refusal.field("error", "Object violates owner / name unique constraint");
        }
        throw Refusal.field("non_field_errors", "The fields name, owner must make a unique set.");
    }

    private static void matching(Validation input, Change change) {
        if (input.has("match")) {
            String match = input.text("match", 256, true);
            change.then(r -> r.match = match);
            if (match != null && input.get("matching_algorithm").asInt() == Matching.REGEX && !compiles(match)) {
                input.error("match", "Invalid regular expression, see log for details.");
            }
        }
        if (input.has("matching_algorithm")) {
            int algorithm = input.get("matching_algorithm").asInt(-1);
            if (algorithm < 0 || algorithm > 6) {
                input.error(
                        "matching_algorithm",
                        "\"" + input.get("matching_algorithm").asText() + "\" is not a valid choice.");
            }
            change.then(r -> r.algorithm = algorithm);
        }
        if (input.has("is_insensitive")) {
            boolean insensitive = input.bool("is_insensitive");
            change.then(r -> r.insensitive = insensitive);
        }
    }

    private static boolean compiles(String regex) {
        try {
            Pattern.compile(regex);
            return true;
        } catch (PatternSyntaxException e) {
            return false;
        }
    }

    private void tag(Validation input, Change change, LookupRow row, boolean create) {
        if (input.has("color")) {
            String color = input.get("color").asText();
            if (!color.matches("#[0-9a-fA-F]{6}")) {
                input.error("color", "Invalid color.");
            }
            change.then(r -> r.color = color);
        }
        if (input.has("is_inbox_tag")) {
            boolean inbox = input.bool("is_inbox_tag");
            change.then(r -> r.inbox = inbox);
        }
        if (input.has("parent")) {
            Integer parent = input.reference("parent", id -> instance.tag(id) != null);
            if (parent != null) {
                checkParent(input, parent, create ? null : row.id);
            }
            change.then(r -> r.parent = parent);
        }
    }

    private void checkParent(Validation input, int parent, Integer self) {
        if (self != null && parent == self) {
            input.error("parent", "Cannot set itself as parent.");
        } else if (self != null && tree.descendants(self).contains(parent)) {
            input.error("parent", "Cannot set parent to a descendant.");
        } else if (tree.ancestors(parent).size() + 1 + (self == null ? 1 : tree.height(self)) > TagTree.MAX_DEPTH) {
            input.error("parent", "Maximum nesting depth exceeded.");
        }
    }

    private static void path(Validation input, Change change, boolean create) {
        if (create && !input.has("path")) {
            input.error("path", Validation.REQUIRED);
        }
        if (input.has("path")) {
            String path = rewrite(input.get("path").asText().strip());
            if (!knowsVariables(path)) {
                input.error("path", "Invalid variable detected.");
            }
            change.then(r -> r.path = path);
        }
    }

    /** Rewrites the old form {@code {title}} to {@code {{ title }}}, which paperless stores. */
    static String rewrite(String path) {
        return OLD_VARIABLE.matcher(path).replaceAll("{{ $1 }}");
    }

    private static boolean knowsVariables(String path) {
        Matcher variable = VARIABLE.matcher(path);
        while (variable.find()) {
            if (!VARIABLES.contains(variable.group(1))) {
                return false;
            }
        }
        return count(path, "{%") == count(path, "%}") && count(path, "{{") == count(path, "}}");
    }

    private static int count(String text, String part) {
        return text.split(Pattern.quote(part), -1).length;
    }
}
