package io.pngx.controller.engine.session;

import io.pngx.controller.paperless.Document;
import io.pngx.controller.paperless.Kind;
import io.pngx.controller.sync.KeptLookups;
import io.pngx.controller.sync.Ruled;
import io.pngx.controller.sync.Rules;
import io.pngx.controller.sync.Seen;
import io.pngx.controller.sync.Target;
import io.pngx.controller.sync.Targets;
import io.pngx.controller.sync.Translation;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Computes the targets of documents in one session, after rules and translation. */
public final class DocumentTargets {
    /** The fields of a document that rules can read. */
    public static final String RULE_FIELDS = Seen.FIELDS + ",mime_type,original_file_name";

    private final Translation translation;
    private final Rules rules;
    private final boolean syncContent;
    private final Map<Kind, Set<Long>> planned = new EnumMap<>(Kind.class);

    /**
     * @param rules the rules of the replica; they do not change during the session
     * @param syncContent whether the text of documents is synchronised too
     */
    public DocumentTargets(Translation translation, Rules rules, boolean syncContent) {
        this.translation = translation;
        this.rules = rules;
        this.syncContent = syncContent;
        for (Kind kind : Kind.values()) {
            planned.put(kind, new HashSet<>());
        }
    }

    /** Applies the rules to a document of the master. */
    public Ruled ruled(Document document) {
        return rules.apply(syncContent ? document : document.withoutContent(), translation);
    }

    /** Computes the target of a document that the rules selected. */
    public Target target(Ruled document) {
        return Targets.target(document, translation);
    }

    /**
     * Computes the target of a document. Links of the document to itself lead to {@code copy}, even if the mapping is
     * not stored yet.
     */
    public Target target(Ruled ruled, long copy) {
        Translation there = translation.with(id -> id == ruled.document().id()
                ? Optional.of(copy)
                : translation.documents().apply(id));
        return Targets.target(ruled, there);
    }

    /**
     * Adds to the target the lookups that the copy keeps. A copy keeps a lookup that is missing on the master until the
     * deletion of the lookup is decided.
     */
    public Target withKeptLookups(Target target, Ruled ruled, Document copy) {
        return KeptLookups.on(target, ruled.document(), copy, translation);
    }

    /**
     * Records a lookup that a run would create, or whose type a run would change. The replica may refuse the lookup.
     */
    public void planned(Kind kind, long masterId) {
        planned.get(kind).add(masterId);
    }

    /**
     * Computes the target of a mapped document. The replica may have refused the lookups of {@link #planned} in an
     * earlier run, and the copy was then written without these lookups. If the stored fingerprint shows this, the
     * target omits the lookups.
     *
     * @param settled the stored fingerprint of the copy; null if the copy has none
     */
    public Target target(Ruled document, String settled) {
        Target target = target(document);
        if (settled == null
                || target.hasFingerprint(settled)
                || planned.values().stream().allMatch(Set::isEmpty)) {
            return target;
        }
        Target without = Targets.target(document, translation.without(planned));
        return without.hasFingerprint(settled) ? without : target;
    }

    /** @return the fields of a document that rules can read */
    public String ruleFields() {
        return RULE_FIELDS;
    }

    /**
     * @return the fields to read to find links; if the replica has rules, all fields that rules can read,
     *     because a rule can remove a link
     */
    public String linkFields() {
        return rules.isNone() ? "id,custom_fields" : ruleFields();
    }

    Rules rules() {
        return rules;
    }

    public Translation translation() {
        return translation;
    }
}
