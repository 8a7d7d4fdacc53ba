package io.pngx.simulator;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;

/**
 * Lists, creates, changes and deletes tags, correspondents, document types and storage paths (paperless-api.md §7.1).
 */
final class LookupEndpoints {
    private static final Comparator<LookupRow> BY_NAME = Comparator.comparing(row -> row.name.toLowerCase(Locale.ROOT));
    /** Order of the array {@code all}: paperless reads this array from a database index on name and owner. */
    private static final Comparator<LookupRow> BY_INDEX = BY_NAME.thenComparing(row -> row.name)
            .thenComparing(row -> row.owner, Comparator.nullsFirst(Comparator.naturalOrder()));

    private final Instance instance;
    private final Permissions permissions;
    private final TagTree tree;
    private final LookupJson json;
    private final LookupRules rules;
    private final Worker worker;
    private final Consumer consumer;

    LookupEndpoints(Instance instance, Permissions permissions, TagTree tree, Worker worker, Consumer consumer) {
        this.instance = instance;
        this.permissions = permissions;
        this.tree = tree;
        this.json = new LookupJson(instance, permissions, tree);
        this.rules = new LookupRules(instance, tree);
        this.worker = worker;
        this.consumer = consumer;
    }

    void routes(List<Route> routes) {
        for (LookupKind kind : LookupKind.values()) {
            routes.add(new Route("/api/" + kind.path + "/")
                    .model(kind.model)
                    .get(call -> list(call, kind))
                    .post(call -> create(call, kind)));
            routes.add(new Route("/api/" + kind.path + "/([^/.]+)/")
                    .model(kind.model)
                    .get(call -> detail(call, kind))
                    .on("PUT", call -> change(call, kind))
                    .on("PATCH", call -> change(call, kind))
                    .on("DELETE", call -> delete(call, kind)));
        }
    }

    private Answer list(Call call, LookupKind kind) {
        List<LookupRow> visible = instance.lookups(kind).values().stream()
                .filter(row -> permissions.mayView(call.user, row.owner, row.grants))
                .toList();
        List<LookupRow> rows =
                visible.stream().filter(wanted(call)).sorted(order(call)).toList();
        Set<Integer> ids = new TreeSet<>();
        rows.forEach(row -> ids.add(row.id));
        if (kind == LookupKind.TAG) {
            rows.forEach(row -> ids.addAll(tree.descendants(row.id)));
        }
        List<Integer> all = visible.stream()
                .filter(row -> ids.contains(row.id))
                .sorted(BY_INDEX)
                .map(row -> row.id)
                .toList();
        ObjectNode page = Paging.page(call, rows, Paging.withAll(call) ? all : null, row -> {
            ObjectNode item = json.write(row, call, true);
            if (kind == LookupKind.CORRESPONDENT && call.flag("last_correspondence")) {
                json.addLastCorrespondence(item, row);
            }
            return item;
        });
        if (kind == LookupKind.TAG && instance.isV3()) {
            page.put("display_count", all.size());
        }
        return Answer.ok(page);
    }

    private static Predicate<LookupRow> wanted(Call call) {
        Predicate<LookupRow> wanted = NameFilters.of(call, row -> row.name, row -> row.id);
        String root = call.query("is_root");
        return root == null ? wanted : wanted.and(row -> Boolean.parseBoolean(root) == (row.parent == null));
    }

    private Comparator<LookupRow> order(Call call) {
        Comparator<LookupRow> order =
                switch (String.valueOf(call.query("ordering")).replace("-", "")) {
                    case "id" -> Comparator.comparing(row -> row.id);
                    case "document_count" ->
                        Comparator.comparing(row -> instance.liveDocuments()
                                .filter(doc -> doc.uses(row.kind, row.id))
                                .count());
                    default -> BY_NAME;
                };
        boolean down = String.valueOf(call.query("ordering")).startsWith("-");
        return (down ? order.reversed() : order).thenComparing(row -> row.id);
    }

    private LookupRow find(Call call, LookupKind kind) {
        LookupRow row = instance.lookups(kind).get(call.id());
        if (row == null || !permissions.mayView(call.user, row.owner, row.grants)) {
            throw Refusal.noMatch(kind.className);
        }
        return row;
    }

    private Answer detail(Call call, LookupKind kind) {
        LookupRow row = find(call, kind);
        ObjectNode item = json.write(row, call, true);
        if (kind == LookupKind.CORRESPONDENT) {
            json.addLastCorrespondence(item, row);
        }
        return Answer.ok(item);
    }

    private Answer create(Call call, LookupKind kind) {
        LookupRow draft = new LookupRow(0, kind, "");
        // Without the key {@code owner}, the API user becomes the owner.
        draft.owner = call.user.id;
        LookupRules.Change change = rules.check(call, draft, true);
        LookupRow row = new LookupRow(instance.nextId(kind.path), kind, "");
        row.owner = call.user.id;
        change.applyTo(row);
        instance.lookups(kind).put(row.id, row);
        return Answer.created(json.write(row, call, false));
    }

    private Answer change(Call call, LookupKind kind) {
        LookupRow row = find(call, kind);
        if (!permissions.mayChange(call.user, row.owner, row.grants)) {
            throw Refusal.noPermission();
        }
        LookupRules.Change change = rules.check(call, row, false);
        Integer parent = row.parent;
        change.applyTo(row);
        if (kind == LookupKind.TAG && row.parent != null && !Objects.equals(parent, row.parent)) {
            giveAncestors(row);
        }
        if (kind == LookupKind.STORAGE_PATH) {
            bumpLater(users(row));
        }
        return Answer.ok(json.write(row, call, true));
    }

    /**
     * Adds the ancestors of a moved tag to the documents that have the tag or one of its descendants. The worker
     * changes {@code modified} of the documents later.
     */
    private void giveAncestors(LookupRow tag) {
        Set<Integer> family = new TreeSet<>(tree.descendants(tag.id));
        family.add(tag.id);
        List<DocumentRow> touched = instance.liveDocuments()
                .filter(doc -> doc.tags.stream().anyMatch(family::contains))
                .toList();
        touched.forEach(doc -> doc.tags.addAll(tree.ancestors(tag.id)));
        bumpLater(touched.stream().map(doc -> doc.id).toList());
    }

    private List<Integer> users(LookupRow row) {
        return instance.liveDocuments()
                .filter(doc -> doc.uses(row.kind, row.id))
                .map(doc -> doc.id)
                .toList();
    }

    private void bumpLater(List<Integer> ids) {
        if (!ids.isEmpty() && !instance.brokerDown) {
            worker.submit(consumer.bump(ids));
        }
    }

    private Answer delete(Call call, LookupKind kind) {
        LookupRow row = find(call, kind);
        if (!permissions.owns(call.user, row.owner)) {
            throw Refusal.noPermission();
        }
        List<Integer> touched = users(row);
        remove(row);
        if (kind == LookupKind.STORAGE_PATH) {
            bumpLater(touched);
        }
        return Answer.empty(204);
    }

    /**
     * Removes a lookup. If the lookup is a tag, also removes its descendants. Documents lose the lookup, but keep their
     * {@code modified}.
     */
    void remove(LookupRow row) {
        if (row.kind == LookupKind.TAG) {
            tree.children(row.id).forEach(this::remove);
        }
        instance.lookups(row.kind).remove(row.id);
        for (DocumentRow doc : instance.documents.values()) {
            if (row.kind == LookupKind.TAG) {
                doc.tags.remove(row.id);
            } else if (doc.uses(row.kind, row.id)) {
                doc.setLookup(row.kind, null);
            }
        }
    }
}
