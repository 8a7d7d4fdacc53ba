package io.pngx.controller.store;

import io.pngx.controller.text.LowerCase;
import io.pngx.controller.text.StoredText;
import io.pngx.controller.text.Text;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Table {@code plans}: the actions that dry runs reported. */
public final class Plans {
    public static final String NO_CHANGES = "[]";

    private final Database db;

    public Plans(Database db) {
        this.db = db;
    }

    /** Number of rows by kind and action. */
    public record Count(String kind, String action, long count) {}

    /** Adds a row about the replica as a whole. */
    public void addReplica(long runId, PlanRow.Action action, String name, Text reason) {
        add(runId, "replica", action, null, null, name, NO_CHANGES, reason);
    }

    /**
     * Adds a row about a document, without values that change.
     *
     * @param copyId null: the replica does not have the document
     */
    public void addDocument(long runId, PlanRow.Action action, long masterId, Long copyId, String title, Text reason) {
        add(runId, Tombstone.DOCUMENTS, action, masterId, copyId, title, NO_CHANGES, reason);
    }

    /** Adds a row about a copy whose values change. */
    public void addChangedCopy(
            long runId, PlanRow.Action action, Mapping copy, String title, String changes, Text reason) {
        add(runId, Tombstone.DOCUMENTS, action, copy.masterId(), copy.replicaDocId(), title, changes, reason);
    }

    /** Adds a row about a document or lookup, without values that change. */
    public void add(
            long runId,
            String kind,
            PlanRow.Action action,
            Long masterId,
            long replicaObjectId,
            String title,
            Text reason) {
        add(runId, kind, action, masterId, replicaObjectId, title, NO_CHANGES, reason);
    }

    /** Adds a row. Each id may be null. */
    public void add(
            long runId,
            String kind,
            PlanRow.Action action,
            Long masterId,
            Long replicaObjectId,
            String title,
            String changes,
            Text reason) {
        db.write()
                .sql("insert into plans(run_id, kind, action, master_id, replica_object_id, title, changes, "
                        + "reason, reason_text) values (?, ?, ?, ?, ?, ?, ?, ?, ?)")
                .params(
                        runId,
                        kind,
                        LowerCase.of(action),
                        masterId,
                        replicaObjectId,
                        title,
                        changes,
                        StoredText.english(reason),
                        StoredText.write(reason))
                .update();
    }

    public List<Count> counts(long runId) {
        return db.read()
                .sql("select kind, action, count(*) as count from plans where run_id = ? group by kind, action "
                        + "order by kind, action")
                .param(runId)
                .query(Rows.of(Count.class))
                .list();
    }

    /** Returns the ids of the replica's objects in rows with this action. */
    public List<Long> replicaObjects(long runId, PlanRow.Action action) {
        return db.read()
                .sql("select replica_object_id from plans where run_id = ? and action = ? and replica_object_id > 0")
                .params(runId, LowerCase.of(action))
                .query(Long.class)
                .list();
    }

    /** Returns rows above {@code after} about documents that a run would adopt or offer for adoption, oldest first. */
    public List<PlanRow> adoptions(long runId, long after, int limit) {
        return db.read()
                .sql("select * from plans where run_id = ? and id > ? and kind = 'documents'"
                        + " and action in ('adopt', 'offer') order by id limit ?")
                .params(runId, after, limit)
                .query(Rows.of(PlanRow.class))
                .list();
    }

    /** Returns the ids of the replica's documents in rows with this action, by the ids of the master's documents. */
    public Map<Long, Long> copies(long runId, PlanRow.Action action) {
        Map<Long, Long> copies = new HashMap<>();
        db.read()
                .sql("select master_id, replica_object_id from plans where run_id = ? and kind = 'documents'"
                        + " and action = ?")
                .params(runId, LowerCase.of(action))
                .query(row -> {
                    copies.put(row.getLong("master_id"), row.getLong("replica_object_id"));
                });
        return copies;
    }

    public void setChanges(long id, String changes) {
        db.write()
                .sql("update plans set changes = ? where id = ?")
                .params(changes, id)
                .update();
    }

    /** Counts the rows of a plan that have this kind and this action; null: any kind or action. */
    public long count(long runId, String kind, PlanRow.Action action) {
        return db.read()
                .sql("select count(*) from plans where run_id = :run and (:kind is null or kind = :kind)"
                        + " and (:action is null or action = :action)")
                .param("run", runId)
                .param("kind", kind)
                .param("action", LowerCase.of(action))
                .query(Long.class)
                .single();
    }

    /** Returns rows above {@code after}, oldest first; a null kind or action matches every row. */
    public List<PlanRow> page(long runId, String kind, PlanRow.Action action, long after, int limit) {
        return db.read()
                .sql("""
                select * from plans where run_id = :run and id > :after
                  and (:kind is null or kind = :kind) and (:action is null or action = :action) order by id
                    limit :limit""")
                .param("run", runId)
                .param("after", after)
                .param("kind", kind)
                .param("action", LowerCase.of(action))
                .param("limit", limit)
                .query(Rows.of(PlanRow.class))
                .list();
    }
}
