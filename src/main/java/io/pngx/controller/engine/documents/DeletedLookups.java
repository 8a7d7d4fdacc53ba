package io.pngx.controller.engine.documents;

import io.pngx.controller.engine.session.ExchangeNames;
import io.pngx.controller.engine.session.IdChunks;
import io.pngx.controller.engine.session.Job;
import io.pngx.controller.engine.session.Session;
import io.pngx.controller.paperless.CustomFieldValue;
import io.pngx.controller.paperless.Document;
import io.pngx.controller.paperless.Kind;
import io.pngx.controller.paperless.Lookup;
import io.pngx.controller.paperless.LookupPage;
import io.pngx.controller.sync.Target;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.camel.Body;
import org.apache.camel.Variable;

/**
 * Finds lookups that the master deleted after the session read the lookups. paperless-ngx removes a deleted lookup from
 * all documents immediately (paperless-api.md §10), so the copies would lose the lookup before its deletion is decided.
 */
public final class DeletedLookups {
    /** Age from which the lookups of a session are checked. Short runs need no check. */
    private final Duration fresh;

    public DeletedLookups(Duration fresh) {
        this.fresh = fresh;
    }

    /**
     * Lookups of one kind that copies of a chunk have and their targets lack.
     *
     * @param copies ids on the replica, by the ids on the master
     * @param ids ids on the master to ask for in one call, as the value of the filter {@code id__in}
     */
    public record Check(Chunk chunk, Kind kind, Map<Long, Long> copies, String ids) implements Job {
        @Override
        public Session session() {
            return chunk.session();
        }

        public String getPath() {
            return kind.path();
        }

        public String getMasterIds() {
            return ids;
        }
    }

    /** Returns the lookups to check on the master, by kind; none in a short run. */
    public List<Check> toCheck(@Body Chunk chunk) {
        if (!chunk.session().isOlderThan(fresh)) {
            return List.of();
        }
        List<Check> checks = new ArrayList<>();
        for (Kind kind : Kind.values()) {
            Set<Long> lost = new TreeSet<>();
            for (DocumentJob document : chunk.documents()) {
                lost.addAll(lost(kind, document.pair()));
            }
            lost.removeAll(chunk.session().translation().kept().get(kind));
            Map<Long, Long> copies = new TreeMap<>();
            lost.forEach(id -> chunk.session()
                    .translation()
                    .masterLookup(kind, id)
                    .ifPresent(lookup -> copies.put(lookup.id(), id)));
            IdChunks.of(copies.keySet()).forEachRemaining(ids -> checks.add(new Check(chunk, kind, copies, ids)));
        }
        return checks;
    }

    private static Set<Long> lost(Kind kind, DocumentPair pair) {
        if (pair.replica() == null || !pair.hasTarget()) {
            return Set.of();
        }
        Document copy = pair.replica();
        Target target = pair.target();
        return switch (kind) {
            case CORRESPONDENT -> one(copy.correspondent(), target.correspondent());
            case DOCUMENT_TYPE -> one(copy.documentType(), target.documentType());
            case STORAGE_PATH -> one(copy.storagePath(), target.storagePath());
            case TAG -> without(copy.tags().stream(), target.tags());
            case CUSTOM_FIELD ->
                without(
                        copy.customFields().stream().map(CustomFieldValue::field),
                        target.customFields().keySet());
        };
    }

    /** Returns the lookup of the copy if the target has none. A lookup that replaces another one is no loss. */
    private static Set<Long> one(Long copy, Long target) {
        return copy == null || target != null ? Set.of() : Set.of(copy);
    }

    private static Set<Long> without(Stream<Long> copy, Set<Long> target) {
        return copy.filter(Objects::nonNull).filter(id -> !target.contains(id)).collect(Collectors.toSet());
    }

    /** Keeps on the copies, for the rest of the session, the lookups that the master no longer has. */
    public void record(@Body Check check, @Variable(ExchangeNames.ANSWER) LookupPage page) {
        Set<Long> there = page.results().stream().map(Lookup::id).collect(Collectors.toSet());
        Set<Long> kept = check.session().translation().kept().get(check.kind());
        boolean gone = false;
        for (String id : check.ids().split(",")) {
            long masterId = Long.parseLong(id);
            gone |= !there.contains(masterId) && kept.add(check.copies().get(masterId));
        }
        if (gone) {
            check.chunk().documents().stream()
                    .map(DocumentJob::pair)
                    .filter(pair -> pair.replica() != null)
                    .forEach(pair -> pair.replica(pair.replica()));
        }
    }
}
