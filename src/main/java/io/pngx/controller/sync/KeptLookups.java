package io.pngx.controller.sync;

import com.fasterxml.jackson.databind.JsonNode;
import io.pngx.controller.paperless.CustomFieldValue;
import io.pngx.controller.paperless.Document;
import io.pngx.controller.paperless.Kind;
import io.pngx.controller.paperless.Lookup;
import io.pngx.controller.text.Text;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Keeps a lookup on the copies if the lookup is missing on the master, and its deletion is undecided, or the user keeps
 * it. The master's documents no longer show the lookup, because paperless-ngx removes a deleted lookup from all
 * documents immediately. The fingerprint ignores kept lookups, so the deletion of a kept lookup on the replica does not
 * change fingerprints.
 */
public final class KeptLookups {
    private final Document master;
    private final Document copy;
    private final Translation translation;
    private final List<Text> kept = new ArrayList<>();

    private KeptLookups(Document master, Document copy, Translation translation) {
        this.master = master;
        this.copy = copy;
        this.translation = translation;
    }

    /**
     * Adds to the target of a copy the lookups that the copy keeps. A copy keeps a correspondent, document type or
     * storage path only if the target and the master's document have none of this kind.
     *
     * @param master the master's document after the rules
     * @param copy the replica's document as it was read
     */
    public static Target on(Target target, Document master, Document copy, Translation translation) {
        if (translation.kept().values().stream().allMatch(Set::isEmpty)) {
            return target;
        }
        return new KeptLookups(master, copy, translation).keep(target);
    }

    private Target keep(Target target) {
        Long correspondent =
                one(Kind.CORRESPONDENT, target.correspondent(), master.correspondent(), copy.correspondent());
        Long documentType = one(Kind.DOCUMENT_TYPE, target.documentType(), master.documentType(), copy.documentType());
        Long storagePath = one(Kind.STORAGE_PATH, target.storagePath(), master.storagePath(), copy.storagePath());
        Set<Long> tags = tags(target.tags());
        SortedMap<Long, JsonNode> customFields = customFields(target.customFields());
        return target.keeping(correspondent, documentType, storagePath, tags, customFields, kept);
    }

    private boolean isKept(Kind kind, Long id) {
        return id != null && translation.kept().get(kind).contains(id);
    }

    private void add(Kind kind, long id) {
        Lookup lookup = translation.replica().get(kind, id);
        kept.add(Text.of("{0} \"{1}\"", Text.of(kind.word()), lookup == null ? "#" + id : lookup.name()));
    }

    /** Returns the copy's lookup if the copy keeps this lookup; otherwise {@code wanted}, the value of the target. */
    private Long one(Kind kind, Long wanted, Long onMaster, Long onCopy) {
        if (wanted != null || onMaster != null || !isKept(kind, onCopy)) {
            return wanted;
        }
        add(kind, onCopy);
        return onCopy;
    }

    /**
     * Keeps a tag only if its parents stay too, because paperless-ngx stores no tag without its parents
     * (paperless-api.md §7.2).
     */
    private Set<Long> tags(Set<Long> wanted) {
        Set<Long> tags = new TreeSet<>(wanted);
        for (long tag : Normal.closure(copy.tags(), translation.replica())) {
            if (isKept(Kind.TAG, tag)
                    && Normal.closure(List.of(tag), translation.replica()).stream()
                            .allMatch(above -> wanted.contains(above) || isKept(Kind.TAG, above))) {
                tags.add(tag);
                add(Kind.TAG, tag);
            }
        }
        return tags;
    }

    private SortedMap<Long, JsonNode> customFields(SortedMap<Long, JsonNode> wanted) {
        SortedMap<Long, JsonNode> fields = new TreeMap<>(wanted);
        for (CustomFieldValue value : copy.customFields()) {
            if (isKept(Kind.CUSTOM_FIELD, value.field())) {
                fields.put(value.field(), value.value());
                add(Kind.CUSTOM_FIELD, value.field());
            }
        }
        return fields;
    }
}
