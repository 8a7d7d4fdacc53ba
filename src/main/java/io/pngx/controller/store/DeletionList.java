package io.pngx.controller.store;

import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Finds deletions for lists. */
public final class DeletionList {
    /**
     * Kinds of objects that can be deleted: documents and each kind of lookup, named as in the API of paperless-ngx.
     */
    public static final List<String> KINDS =
            List.of("documents", "tags", "correspondents", "document_types", "storage_paths", "custom_fields");

    /** Order by document: the deletions of one document on several replicas are next to each other. */
    private static final String BY_DOCUMENT = "kind <> 'documents', kind, -master_id, replica_id, id";

    private final Database db;

    public DeletionList(Database db) {
        this.db = db;
    }

    /**
     * Filter of deletions; null or empty: no restriction.
     *
     * @param after last id of the previous page
     */
    public record Filter(
            Long replicaId,
            Set<Tombstone.State> states,
            Collection<String> kinds,
            DeletionCause cause,
            Long after,
            int limit) {
        /** Returns a copy of this filter with other states and for another page. */
        public Filter of(Set<Tombstone.State> others, Long before, int rows) {
            return new Filter(replicaId, others, kinds, cause, before, rows);
        }
    }

    /** Returns deletions, newest first. */
    public List<Tombstone> newest(Filter filter) {
        return find(filter, conditions(filter).and("id < ?", filter.after()), "id desc");
    }

    /**
     * Position of a deletion in the list that {@link #byDocument} returns. The position stays valid after the deletion
     * was removed.
     *
     * @param masterId below 0: a lookup whose mapping was detached
     */
    public record Position(String kind, long masterId, long replicaId, long id) {
        private static final Pattern TEXT =
                Pattern.compile("([a-z_]{1,30})\\.(-?[0-9]{1,18})\\.([0-9]{1,18})\\.([0-9]{1,18})");

        public static Position of(Tombstone row) {
            return new Position(row.kind(), row.masterId(), row.replicaId(), row.id());
        }

        /** Parses the text that {@link #toString} returns; empty if the text is invalid. */
        public static Optional<Position> read(String text) {
            Matcher parts = TEXT.matcher(text);
            if (!parts.matches()) {
                return Optional.empty();
            }
            return Optional.of(new Position(
                    parts.group(1),
                    Long.parseLong(parts.group(2)),
                    Long.parseLong(parts.group(3)),
                    Long.parseLong(parts.group(4))));
        }

        @Override
        public String toString() {
            return kind + "." + masterId + "." + replicaId + "." + id;
        }
    }

    /**
     * Returns deletions of documents, then of lookups. The deletions of one document follow one another.
     *
     * @param after position of the last deletion on the previous page; null: the first page
     */
    public List<Tombstone> byDocument(Filter filter, Position after) {
        Conditions conditions = conditions(filter);
        if (after != null) {
            conditions.all(
                    "(" + BY_DOCUMENT + ") > (? <> 'documents', ?, -?, ?, ?)",
                    after.kind(),
                    after.kind(),
                    after.masterId(),
                    after.replicaId(),
                    after.id());
        }
        return find(filter, conditions, BY_DOCUMENT);
    }

    /** Returns the number of deletions that match, on all pages. */
    public long count(Filter filter) {
        Conditions conditions = conditions(filter);
        return db.read()
                .sql("select count(*) from tombstones" + conditions.where())
                .params(conditions.values())
                .query(Long.class)
                .single();
    }

    /**
     * Returns when the document of each deletion was last compared, by the id of the deletion. If the time is not
     * known, the deletion has no entry.
     */
    public Map<Long, Instant> comparedAt(Collection<Long> ids) {
        Map<Long, Instant> times = new HashMap<>();
        if (!ids.isEmpty()) {
            db.read()
                    .sql("select t.id, m.synced_at from tombstones t join sync_map m"
                            + " on m.replica_id = t.replica_id and m.master_id = t.master_id"
                            + " where t.kind = 'documents' and t.id in (:ids)")
                    .param("ids", ids)
                    .query(row -> {
                        times.put(row.getLong("id"), Times.instant(row.getString("synced_at")));
                    });
        }
        return times;
    }

    private List<Tombstone> find(Filter filter, Conditions conditions, String order) {
        return db.read()
                .sql("select * from tombstones" + conditions.where() + " order by " + order + " limit ?")
                .params(conditions.values(filter.limit()))
                .query(Rows.of(Tombstone.class))
                .list();
    }

    private static Conditions conditions(Filter filter) {
        Conditions conditions = new Conditions()
                .and("replica_id = ?", filter.replicaId())
                .in("state", filter.states().stream().map(Enum::name).toList())
                .in("kind", filter.kinds());
        if (filter.cause() == DeletionCause.RULE) {
            return conditions.and("by_rule is not null");
        }
        if (filter.cause() == null) {
            return conditions;
        }
        return conditions
                .and("by_rule is null")
                .and("coalesce(cause, 'OTHER') = ?", filter.cause().name());
    }
}
