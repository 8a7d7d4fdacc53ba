package io.pngx.controller.store;

import java.time.Instant;
import java.util.List;
import java.util.Locale;

/**
 * Lists the documents of a replica for pages and API: copies, documents with a work item, and documents that a rule
 * excludes.
 */
public final class DocumentList {
    private final Database db;

    public DocumentList(Database db) {
        this.db = db;
    }

    /**
     * Status of a document. {@code CONTESTED}: something on the replica keeps changing the copy. {@code HELD}: a
     * deletion or an adoption waits for the user. {@code EXCLUDED}: a rule does not select the document.
     */
    public enum Status {
        IN_SYNC,
        PENDING,
        FAILED,
        HELD,
        CONTESTED,
        EXCLUDED
    }

    /**
     * One document.
     *
     * @param replicaDocId null: the replica has no copy yet
     * @param title title at the last comparison; before the first comparison: file name or null
     * @param reason why the document is not in sync; null: the document is in sync
     * @param attempts number of failed attempts
     * @param nextAt time of the next attempt; null: in the next run
     */
    public record Row(
            long masterId,
            Long replicaDocId,
            String title,
            Status status,
            String reason,
            int attempts,
            Instant nextAt,
            Instant syncedAt) {}

    /**
     * Filter; null: no restriction. {@code text} matches a part of the title or a whole id. {@code beforeId} is the
     * last id of the previous page.
     */
    public record Filter(long replicaId, Status status, String text, Long beforeId, int limit) {}

    /** Returns documents, ordered from the highest master id to the lowest. */
    public List<Row> find(Filter filter) {
        return db.read()
                .sql("""
                with known as (
                  select master_id, replica_doc_id, title, synced_at, contested_at from sync_map
                    where replica_id = :replica
                  union all
                  select w.master_id, null, (select u.file_name from uploads u where u.replica_id = w.replica_id
                    and u.master_id = w.master_id order by u.id desc limit 1), null, null
                  from work w where w.replica_id = :replica
                  and not exists (select 1 from sync_map m where m.replica_id = w.replica_id
                    and m.master_id = w.master_id)
                  union all
                  select x.master_id, null, x.title, null, null from unselected x where x.replica_id = :replica
                  and not exists (select 1 from sync_map m where m.replica_id = x.replica_id
                    and m.master_id = x.master_id)
                  and not exists (select 1 from work w where w.replica_id = x.replica_id
                    and w.master_id = x.master_id)),
                rows as (
                  select k.master_id, coalesce(k.replica_doc_id, a.replica_doc_id) as replica_doc_id,
                    coalesce(k.title, a.title) as title, k.synced_at, coalesce(w.attempts, 0) as attempts,
                    case when a.master_id is null then w.next_at end as next_at,
                    case when t.id is not null or a.master_id is not null then 'HELD' when w.attempts > 0 then 'FAILED'
                      when w.master_id is not null then 'PENDING'
                      when x.master_id is not null then 'EXCLUDED'
                      when k.contested_at is not null then 'CONTESTED' else 'IN_SYNC' end as status,
                    case when t.id is not null then t.reason when w.error is not null then w.error
                      when w.reason is not null then case w.reason when 'new' then 'New on the master.'
                        when 'changed' then 'Changed on the master.' when 'full' then 'A full run compares it.'
                        when 'gone' then 'Missing on the replica.'
                        when 'link' then 'Its document links wait for other documents.'
                        when 'file' then 'Its file must be compared.'
                        else w.reason end
                      when x.master_id is not null then 'The rule "' || x.rule || '" does not select the document'
                        || case when k.replica_doc_id is null then '.' else '; its copy is no longer kept equal.' end
                      when k.contested_at is not null
                        then 'Contested: something on the replica keeps changing the copy.'
                      end as reason
                  from known k
                  left join work w on w.replica_id = :replica and w.master_id = k.master_id and not IDLE
                  left join unselected x on x.replica_id = :replica and x.master_id = k.master_id
                  left join adoptions a on a.replica_id = :replica and a.master_id = k.master_id
                  left join tombstones t on t.replica_id = :replica and t.kind = 'documents'
                    and t.master_id = k.master_id
                    and t.state = 'HELD')
                select * from rows
                where (:status is null or status = :status) and (:before is null or master_id < :before)
                  and (:text is null or instr(lower(coalesce(title, '')), lower(:text)) > 0
                    or :text in (cast(master_id as text), cast(replica_doc_id as text)))
                order by master_id desc limit :limit""".replace("IDLE", WorkQueue.IDLE))
                .param("replica", filter.replicaId())
                .param(
                        "status",
                        filter.status() == null ? null : filter.status().name())
                .param("before", filter.beforeId())
                .param("text", filter.text())
                .param("limit", filter.limit())
                .query(Rows.of(Row.class))
                .list();
    }

    /** Returns the status as the API shows it, for example {@code in_sync}. */
    public static String word(Status status) {
        return status.name().toLowerCase(Locale.ROOT);
    }
}
