package io.pngx.controller.store;

import java.util.Collection;
import java.util.List;
import java.util.Set;

/** Finds deletions for lists. */
public final class DeletionList {
    /** Kinds of documents and lookups, as in the API of paperless-ngx. */
    public static final List<String> KINDS =
            List.of("documents", "tags", "correspondents", "document_types", "storage_paths", "custom_fields");

    /** Order in which the deletions of one document are neighbours. */
    private static final String BY_DOCUMENT = "kind <> 'documents', kind, -master_id, replica_id, id";

    private final Database db;

    public DeletionList(Database db) {
        this.db = db;
    }

    /**
     * Filter of deletions; null or empty: no restriction.
     *
     * @param beforeId last id of the previous page
     */
    public record Filter(
            Long replicaId,
            Set<Tombstone.State> states,
            Collection<String> kinds,
            DeletionCause cause,
            Long beforeId,
            int limit) {
        /** Returns the same filter for other states, and another page. */
        public Filter of(Set<Tombstone.State> others, Long before, int rows) {
            return new Filter(replicaId, others, kinds, cause, before, rows);
        }
    }

    /** Returns deletions, newest first. */
    public List<Tombstone> newest(Filter filter) {
        return find(filter, conditions(filter).and("id < ?", filter.beforeId()), "id desc");
    }

    /** Returns deletions, documents first, those of one document together. */
    public List<Tombstone> byDocument(Filter filter) {
        return find(
                filter,
                conditions(filter)
                        .and(
                                "(" + BY_DOCUMENT + ") > (select " + BY_DOCUMENT + " from tombstones where id = ?)",
                                filter.beforeId()),
                BY_DOCUMENT);
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
        conditions.and("by_rule is null");
        if (filter.cause() != DeletionCause.OTHER) {
            return conditions.and("instr(reason, ?) = 1", filter.cause().text());
        }
        for (DeletionCause cause : DeletionCause.values()) {
            conditions.and("instr(coalesce(reason, ''), ?) <> 1", cause.text().isEmpty() ? null : cause.text());
        }
        return conditions;
    }
}
