package io.pngx.simulator;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.text.Normalizer;
import java.time.LocalDate;
import java.util.Comparator;
import java.util.Locale;

/** Writes tags, correspondents, document types and storage paths (paperless-api.md §7.1). */
final class LookupJson {
    private final Instance instance;
    private final Permissions permissions;
    private final TagTree tree;

    LookupJson(Instance instance, Permissions permissions, TagTree tree) {
        this.instance = instance;
        this.permissions = permissions;
        this.tree = tree;
    }

    /** @param counted whether to include {@code document_count}, which the answer to a POST lacks */
    ObjectNode write(LookupRow row, Call call, boolean counted) {
        ObjectNode json = Json.object("id", row.id, "slug", slug(row.name), "name", row.name);
        if (row.kind == LookupKind.STORAGE_PATH) {
            json.put("path", row.path);
        }
        if (row.kind == LookupKind.TAG) {
            json.put("color", row.color);
            json.put("text_color", textColor(row.color));
            json.put("is_inbox_tag", row.inbox);
            json.set("parent", Json.node(row.parent));
            ArrayNode children = Json.array();
            tree.children(row.id).stream()
                    .filter(child -> permissions.mayView(call.user, child.owner, child.grants))
                    .forEach(child -> children.add(write(child, call, counted)));
            json.set("children", children);
        }
        json.put("match", row.match);
        json.put("matching_algorithm", row.algorithm);
        json.put("is_insensitive", row.insensitive);
        if (counted) {
            json.put(
                    "document_count",
                    instance.liveDocuments()
                            .filter(doc -> doc.uses(row.kind, row.id))
                            .filter(doc -> permissions.mayView(call.user, doc))
                            .count());
        }
        json.set("owner", Json.node(row.owner));
        if (call.flag("full_perms")) {
            json.set("permissions", row.grants.json());
        } else {
            json.put("user_can_change", permissions.mayChange(call.user, row.owner, row.grants));
        }
        return json;
    }

    void addLastCorrespondence(ObjectNode json, LookupRow row) {
        LocalDate last = instance.liveDocuments()
                .filter(doc -> doc.uses(row.kind, row.id))
                .map(doc -> doc.created)
                .max(Comparator.naturalOrder())
                .orElse(null);
        json.put("last_correspondence", last == null ? null : last.toString());
    }

    static String slug(String name) {
        return Normalizer.normalize(name, Normalizer.Form.NFKD)
                .replaceAll("[^\\x00-\\x7f]", "")
                .toLowerCase(Locale.ROOT)
                .replaceAll("[^\\w\\s-]", "")
                .strip()
                .replaceAll("[-\\s]+", "-");
    }

    /** Returns black for bright colours, white for dark ones. */
    private static String textColor(String color) {
        int rgb = Integer.parseInt(color.substring(1), 16);
        double red = (rgb >> 16 & 255) / 255.0;
        double green = (rgb >> 8 & 255) / 255.0;
        double blue = (rgb & 255) / 255.0;
        double luminance = Math.sqrt(0.299 * red * red + 0.587 * green * green + 0.114 * blue * blue);
        return luminance < 0.53 ? "#ffffff" : "#000000";
    }
}
