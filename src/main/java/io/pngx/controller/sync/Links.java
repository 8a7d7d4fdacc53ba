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
 * Document links that only one end has. A master gets them by uploads with custom fields and by what is restored from the trash;
 * whoever writes one through the API gets both ends (paperless-api.md §7.3), so that a copy shows more than its master. Pure.
 */
public final class Links {
    private Links() {}

    /** Documents to which the copy links, and the target does not. */
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
     * The target with the other ends of the links that another document of the master has to it.
     *
     * @param other its copy
     * @param of    the master's document behind {@code target}
     */
    public static Target withOtherEnds(Target target, Document linking, long other, long of, Translation translation) {
        SortedMap<Long, JsonNode> fields = new TreeMap<>(target.customFields());
        for (CustomFieldValue value : linking.customFields()) {
            if (isLink(translation.master().get(Kind.CUSTOM_FIELD, value.field()))
                    && ids(value.value()).contains(of)) {
                translation.lookup(Kind.CUSTOM_FIELD, value.field()).ifPresent(field -> {
                    Set<Long> links = ids(fields.get(field));
                    links.add(other);
                    ArrayNode all = JsonNodeFactory.instance.arrayNode();
                    links.forEach(all::add);
                    fields.put(field, all);
                });
            }
        }
        return target.with(fields);
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
