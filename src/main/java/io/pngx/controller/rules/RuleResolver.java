package io.pngx.controller.rules;

import io.pngx.controller.paperless.CustomFieldValue;
import io.pngx.controller.paperless.Document;
import io.pngx.controller.paperless.Kind;
import io.pngx.controller.paperless.Lookup;
import io.pngx.controller.sync.Lookups;
import io.pngx.controller.sync.Normal;
import io.pngx.controller.sync.Ruled;
import io.pngx.controller.sync.Translation;
import io.pngx.controller.text.RefusedValueException;
import io.pngx.controller.text.Text;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * Finds the ids of the names that a rule wrote into a document: the master's id if the master has the name, otherwise
 * the replica's id.
 */
final class RuleResolver {
    private final String rule;
    private final Document document;
    private final RuleDocument before;
    private final RuleDocument after;
    private final Translation translation;
    private final Map<Kind, Long> onReplica = new EnumMap<>(Kind.class);
    private final Set<Long> tagsOnReplica = new TreeSet<>();

    private RuleResolver(
            String rule, Document document, RuleDocument before, RuleDocument after, Translation translation) {
        this.rule = rule;
        this.document = document;
        this.before = before;
        this.after = after;
        this.translation = translation;
    }

    /**
     * Finds the ids of all names in a document that rules changed.
     *
     * @param rule the rule that last changed the document
     * @param before the document of the master
     * @param after the document after the rules
     * @throws RuleFailure if a name exists neither on the master nor on the replica
     */
    static Ruled resolve(
            String rule, Document document, RuleDocument before, RuleDocument after, Translation translation) {
        return new RuleResolver(rule, document, before, after, translation).ruled();
    }

    private Ruled ruled() {
        Long correspondent = lookup("correspondent", document.correspondent());
        Long documentType = lookup("document_type", document.documentType());
        Long storagePath = lookup("storage_path", document.storagePath());
        List<Long> tags = tags();
        List<CustomFieldValue> fields = customFields();
        Document changed = new Document(
                document.id(),
                changed("title") ? (String) after.get("title") : document.title(),
                document.content(),
                changed("created") ? (String) after.get("created") : document.created(),
                document.modified(),
                document.added(),
                correspondent,
                documentType,
                storagePath,
                tags,
                changed("archive_serial_number") ? null : document.archiveSerialNumber(),
                document.owner(),
                document.permissions(),
                document.originalFileName(),
                document.mimeType(),
                fields,
                document.versions(),
                document.notes(),
                document.whole());
        return new Ruled(changed, null, onReplica, tagsOnReplica, owner());
    }

    private boolean changed(String key) {
        return !Objects.equals(before.get(key), after.get(key));
    }

    private Long lookup(String key, Long old) {
        if (!changed(key)) {
            return old;
        }
        String name = (String) after.get(key);
        Kind kind = RuleDocument.LOOKUPS.get(key);
        if (name == null) {
            return null;
        }
        Optional<Long> onMaster = find(translation.master(), kind, name);
        if (onMaster.isEmpty()) {
            onReplica.put(kind, onReplica(kind, name));
        }
        return onMaster.orElse(null);
    }

    /** Finds a lookup by name. If several lookups have the name, returns the oldest. */
    private static Optional<Long> find(Lookups lookups, Kind kind, String name) {
        return lookups.of(kind).stream()
                .filter(lookup -> lookup.name().equals(name))
                .map(Lookup::id)
                .min(Comparator.naturalOrder());
    }

    private Long onReplica(Kind kind, String name) {
        return find(translation.replica(), kind, name)
                .orElseThrow(() -> RuleFailure.of(
                        rule,
                        Text.of(
                                "sets the {0} \"{1}\", which neither the master nor the replica has; create it on one "
                                        + "of them.",
                                Text.of(kind.word()), name)));
    }

    private List<Long> tags() {
        if (!changed("tags")) {
            return document.tags();
        }
        Set<String> wanted = new TreeSet<>(after.tags());
        Set<Long> ids = new LinkedHashSet<>();
        for (long id : Normal.closure(document.tags(), translation.master())) {
            Lookup tag = translation.master().get(Kind.TAG, id);
            if (wanted.contains(tag == null ? "#" + id : tag.name())) {
                ids.add(id);
            }
        }
        wanted.removeAll(before.tags());
        wanted.forEach(name -> find(translation.master(), Kind.TAG, name)
                .ifPresentOrElse(ids::add, () -> tagsOnReplica.add(onReplica(Kind.TAG, name))));
        Normal.closure(ids, translation.master()).stream()
                .filter(id -> !ids.contains(id))
                .map(id -> translation.master().get(Kind.TAG, id))
                .filter(tag -> tag != null && before.tags().contains(tag.name()))
                .findFirst()
                .ifPresent(parent -> {
                    throw RuleFailure.of(
                            rule,
                            Text.of(
                                    "removes the tag \"{0}\" but keeps a child of this tag, which paperless-ngx does "
                                            + "not allow; remove both tags.",
                                    parent.name()));
                });
        return List.copyOf(ids);
    }

    private List<CustomFieldValue> customFields() {
        if (!changed("custom_fields")) {
            return document.customFields();
        }
        Map<String, Object> old = before.customFields();
        Map<String, Object> wanted = after.customFields();
        List<CustomFieldValue> values = new ArrayList<>();
        for (CustomFieldValue value : document.customFields()) {
            Lookup field = translation.master().get(Kind.CUSTOM_FIELD, value.field());
            if (field == null
                    || wanted.containsKey(field.name())
                            && Objects.equals(old.get(field.name()), wanted.get(field.name()))) {
                values.add(value);
            }
        }
        wanted.forEach((name, value) -> {
            if (!old.containsKey(name) || !Objects.equals(old.get(name), value)) {
                values.add(customField(name, value));
            }
        });
        return values;
    }

    private CustomFieldValue customField(String name, Object value) {
        Lookup field = translation.master().of(Kind.CUSTOM_FIELD).stream()
                .filter(each -> each.name().equals(name))
                .findFirst()
                .orElseThrow(() -> RuleFailure.of(
                        rule,
                        Text.of(
                                "sets the custom field \"{0}\", which the master does not have; create it on the "
                                        + "master, or correct the rule.",
                                name)));
        try {
            return new CustomFieldValue(field.id(), FieldValues.toJson(value, field));
        } catch (RefusedValueException e) {
            throw RuleFailure.of(
                    rule,
                    Text.of("sets the custom field \"{0}\" to \"{1}\"; {2}.", name, String.valueOf(value), e.text()));
        }
    }

    private String owner() {
        if (!changed("owner")) {
            return null;
        }
        String name = (String) after.get("owner");
        if (translation.replica().userNamed(name) == null) {
            throw RuleFailure.of(
                    rule,
                    Text.of(
                            "sets the owner \"{0}\", who is not a user of the replica; create that user on the "
                                    + "replica.",
                            name));
        }
        return name;
    }
}
