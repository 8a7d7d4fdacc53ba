package io.pngx.controller.sync;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.pngx.controller.paperless.CustomFieldValue;
import io.pngx.controller.paperless.Document;
import io.pngx.controller.paperless.Kind;
import io.pngx.controller.paperless.Lookup;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Handles links that only one of two documents has. On a master, an upload with custom fields or a restore from the
 * trash creates a one-sided link. A write through the API creates both ends (paperless-api.md §7.3), so a copy may show
 * more links than its document on the master. For the same reason, a copy shows the links that foreign documents have
 * to the copy.
 */
public final class Links {
    private Links() {}

    /** Returns the replica's ids of the documents to which the copy links although the target does not. */
    public static Set<Long> unexplained(Target target, Document copy, Lookups replica) {
        Set<Long> found = new TreeSet<>();
        for (CustomFieldValue value : copy.customFields()) {
            if (isLink(replica.get(Kind.CUSTOM_FIELD, value.field()))) {
                Set<Long> links = ids(value.value());
                links.removeAll(ids(target.customFields().get(value.field())));
                found.addAll(links);
            }
        }
        return found;
    }

    /**
     * If another document of the master links to the target's document, adds the opposite link to the target.
     *
     * @param linking the other document of the master
     * @param other id of the copy of {@code linking}
     * @param document id of the master's document to which {@code target} belongs
     */
    public static Target withOtherEnds(
            Target target, Document linking, long other, long document, Translation translation) {
        SortedMap<Long, JsonNode> fields = new TreeMap<>(target.customFields());
        for (CustomFieldValue value : linking.customFields()) {
            if (isLink(translation.master().get(Kind.CUSTOM_FIELD, value.field()))
                    && ids(value.value()).contains(document)) {
                translation.lookup(Kind.CUSTOM_FIELD, value.field()).ifPresent(field -> {
                    Set<Long> links = ids(fields.get(field));
                    links.add(other);
                    fields.put(field, array(links));
                });
            }
        }
        return target.with(fields);
    }

    /**
     * Adds to the target the links that the copy has to foreign documents. paperless would remove the other end of a
     * removed link, and so change the foreign document. Whether a user added the link to the copy or to the foreign
     * document can't be told.
     *
     * @param foreign ids of foreign documents of the replica
     */
    public static Target withForeign(Target target, Document copy, Set<Long> foreign, Lookups replica) {
        SortedMap<Long, JsonNode> fields = new TreeMap<>(target.customFields());
        Set<Long> kept = new TreeSet<>(target.foreignLinks());
        for (CustomFieldValue value : copy.customFields()) {
            if (isLink(replica.get(Kind.CUSTOM_FIELD, value.field()))) {
                Set<Long> links = ids(value.value());
                links.retainAll(foreign);
                if (!links.isEmpty()) {
                    kept.addAll(links);
                    links.addAll(ids(fields.get(value.field())));
                    fields.put(value.field(), array(links));
                }
            }
        }
        return kept.isEmpty() ? target : target.with(fields, kept);
    }

    /** Removes from the target the links to foreign documents that are not live, which paperless would refuse. */
    public static Target withoutForeign(Target target, Set<Long> gone, Lookups replica) {
        SortedMap<Long, JsonNode> fields = new TreeMap<>(target.customFields());
        fields.replaceAll((field, value) -> {
            Set<Long> links = isLink(replica.get(Kind.CUSTOM_FIELD, field)) ? ids(value) : new TreeSet<>();
            return links.removeAll(gone) ? array(links) : value;
        });
        Set<Long> kept = new TreeSet<>(target.foreignLinks());
        kept.removeAll(gone);
        return target.with(fields, kept);
    }

    private static ArrayNode array(Set<Long> ids) {
        ArrayNode array = JsonNodeFactory.instance.arrayNode();
        ids.forEach(array::add);
        return array;
    }

    private static boolean isLink(Lookup field) {
        return field != null && "documentlink".equals(field.dataType());
    }

    private static Set<Long> ids(JsonNode value) {
        return value == null
                ? new TreeSet<>()
                : value.valueStream().map(JsonNode::asLong).collect(Collectors.toCollection(TreeSet::new));
    }
}
