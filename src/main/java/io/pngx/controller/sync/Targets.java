package io.pngx.controller.sync;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.NullNode;
import io.pngx.controller.paperless.CustomFieldValue;
import io.pngx.controller.paperless.Document;
import io.pngx.controller.paperless.Kind;
import io.pngx.controller.paperless.Lookup;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** Computes targets. */
public final class Targets {
    private final Ruled ruled;
    private final Document document;
    private final Translation translation;
    private final Hash names = new Hash();
    /** The replica's ids of lookups, because a name can move from one lookup to another. */
    private final Hash ids = new Hash();

    private final List<Uncarried> uncarried = new ArrayList<>();
    private final Set<Long> omittedLinks = new TreeSet<>();
    private boolean linksMissing;

    private Targets(Ruled ruled, Translation translation) {
        this.ruled = ruled;
        this.document = ruled.document();
        this.translation = translation;
    }

    /**
     * Computes the target of a document.
     *
     * @throws Translation.NotYetKnown when the document refers to a lookup that the replica lacks
     */
    public static Target target(Document document, Translation translation, Rules rules) {
        return target(rules.apply(document, translation), translation);
    }

    /** Computes the target of a document to which the rules were applied. */
    public static Target target(Ruled document, Translation translation) {
        return new Targets(document, translation).compute();
    }

    private Target compute() {
        String title = Normal.text(document.title());
        String content = document.content() == null ? null : Normal.text(document.content());
        String created = Normal.date(document.created());
        // A fingerprint does not contain the revision of the rules: each new text of a rule would change every target,
        // and a run would overwrite the edits that drift = report keeps.
        names.add(Rules.NONE.revision()).add(title).add(content).add(created).add(document.archiveSerialNumber());
        Long correspondent = lookup(Kind.CORRESPONDENT, document.correspondent());
        Long documentType = lookup(Kind.DOCUMENT_TYPE, document.documentType());
        Long storagePath = lookup(Kind.STORAGE_PATH, document.storagePath());
        Set<Long> tags = tags();
        Long owner = owner();
        Map<String, Set<Long>> grants = grants();
        TreeMap<Long, JsonNode> customFields = customFields();
        names.add(document.notes().stream().map(Document.Note::id).sorted().toList());
        // The names of omitted values are part of the fingerprint. So the fingerprint changes when the replica can hold
        // such a value, for example because a lookup was created.
        names.add(uncarried);
        if (!omittedLinks.isEmpty()) {
            names.add(omittedLinks);
        }
        return new Target(
                title,
                content,
                created,
                correspondent,
                documentType,
                storagePath,
                tags,
                document.archiveSerialNumber(),
                owner,
                grants,
                customFields,
                names.hex() + ids.hex(),
                linksMissing,
                omittedLinks,
                Set.of(),
                uncarried,
                List.of());
    }

    private Long lookup(Kind kind, Long masterId) {
        Long onReplica = ruled.lookups().get(kind);
        if (onReplica != null) {
            names.add("replica's " + translation.replica().get(kind, onReplica).name());
            ids.add(onReplica);
            return onReplica;
        }
        if (masterId == null) {
            names.add(null);
            return null;
        }
        Optional<Long> id = translation.lookup(kind, masterId);
        names.add(nameAndOwner(kind, masterId));
        ids.add(id.orElse(null));
        if (id.isEmpty()) {
            uncarried.add(Uncarried.lookup(kind, name(kind, masterId)));
        }
        return id.orElse(null);
    }

    private String name(Kind kind, long masterId) {
        Lookup lookup = translation.master().get(kind, masterId);
        return lookup == null ? "#" + masterId : lookup.name();
    }

    /** Adds the owner to the name, because two users may each have a lookup of the same name. */
    private String nameAndOwner(Kind kind, long masterId) {
        Lookup lookup = translation.master().get(kind, masterId);
        return lookup == null || lookup.owner() == null
                ? name(kind, masterId)
                : lookup.name() + "\0" + translation.master().user(lookup.owner());
    }

    private Set<Long> tags() {
        Set<Long> tags = new TreeSet<>();
        Set<String> tagNames = new TreeSet<>();
        for (long tag : Normal.closure(document.tags(), translation.master())) {
            Optional<Long> id = translation.lookup(Kind.TAG, tag);
            tagNames.add(nameAndOwner(Kind.TAG, tag));
            id.ifPresentOrElse(tags::add, () -> uncarried.add(Uncarried.lookup(Kind.TAG, name(Kind.TAG, tag))));
        }
        names.add(tagNames);
        ids.add(tags);
        if (!ruled.tags().isEmpty()) {
            names.add(ruled.tags());
            tags.addAll(ruled.tags());
        }
        return Normal.closure(tags, translation.replica());
    }

    private Long owner() {
        if (ruled.owner() != null) {
            names.add("replica's " + ruled.owner());
            return translation.replica().userNamed(ruled.owner());
        }
        String name = translation.master().user(document.owner());
        names.add(name).add(document.owner() == null);
        if (document.owner() != null && translation.replica().userNamed(name) == null) {
            uncarried.add(Uncarried.owner(name, document.owner()));
            // The fingerprint contains the API user, who becomes the owner. After a change of the token, the copies
            // still have the former API user as owner, which must not count as drift.
            names.add("replica's " + translation.replica().user(translation.syncUser()));
        }
        return translation.owner(document.owner());
    }

    private Map<String, Set<Long>> grants() {
        names.add(Grants.names(document.permissions(), translation.master()));
        return Grants.translate(document.permissions(), translation, uncarried::add);
    }

    private TreeMap<Long, JsonNode> customFields() {
        TreeMap<Long, JsonNode> values = new TreeMap<>();
        TreeMap<String, String> byName = new TreeMap<>();
        for (CustomFieldValue field : document.customFields()) {
            Lookup definition = translation.master().get(Kind.CUSTOM_FIELD, field.field());
            Optional<Long> id = translation.lookup(Kind.CUSTOM_FIELD, field.field());
            if (id.isEmpty()) {
                uncarried.add(Uncarried.lookup(Kind.CUSTOM_FIELD, name(Kind.CUSTOM_FIELD, field.field())));
                continue;
            }
            JsonNode value = value(field.value(), definition, id.get());
            byName.put(definition.name(), definition.dataType() + named(field.value(), definition));
            values.put(id.get(), value);
        }
        names.add(byName);
        ids.add(values.keySet());
        return values;
    }

    /**
     * Replaces the id of an option by its label, because users see labels, and a label may move to another option id.
     */
    private static Object named(JsonNode value, Lookup definition) {
        return "select".equals(definition.dataType()) && value != null && !value.isNull()
                ? Options.of(definition).get(value.asText())
                : Normal.value(value, definition.dataType());
    }

    private JsonNode value(JsonNode value, Lookup definition, long replicaField) {
        if (value == null || value.isNull()) {
            return NullNode.instance;
        }
        if ("select".equals(definition.dataType())) {
            return Options.translate(
                    value.asText(), definition, translation.replica().get(Kind.CUSTOM_FIELD, replicaField));
        }
        if ("documentlink".equals(definition.dataType())) {
            return links(value);
        }
        return value;
    }

    /**
     * Translates the links to documents that have a copy. Links to documents that have no copy yet are written in the
     * second pass. paperless-ngx refuses a new link to a missing document (paperless-api.md §7.3). Therefore links to
     * documents that are missing on the master, or that the rules exclude, are omitted until the documents return.
     */
    private ArrayNode links(JsonNode value) {
        ArrayNode links = JsonNodeFactory.instance.arrayNode();
        for (long masterId : value.valueStream()
                .mapToLong(JsonNode::asLong)
                .distinct()
                .toArray()) { // paperless refuses a link that is listed twice
            Optional<Long> id = translation.documents().apply(masterId);
            if (id.isPresent()) {
                links.add(id.get());
            } else if (translation.inventory().lacks(masterId, document.modifiedAt())
                    || translation.inventory().isExcluded(masterId)) {
                omittedLinks.add(masterId);
            } else {
                linksMissing = true;
            }
        }
        return links;
    }
}
