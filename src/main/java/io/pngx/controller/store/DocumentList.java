package io.pngx.controller.store;

import java.time.Instant;
import java.util.List;
import java.util.Locale;

/** The documents of a replica as a person looks for them: mapped ones, and those that are on their way. */
public final class DocumentList {
    private final Database db;

    public DocumentList(Database db) {
        this.db = db;
    }

    /** {@code contested}: it was set twice and did not stay. {@code held}: it left the master and waits for a person. */
    public enum Status {
        IN_SYNC,
        PENDING,
        FAILED,
        HELD,
        CONTESTED
    }

    /**
     * @param replicaDocId null: it is not on the replica yet
     * @param title        as last seen; null before it was compared for the first time
     * @param reason       why it is not in sync; null where there is nothing to say
     * @param attempts     failures so far
     * @param nextAt       not tried again before; null: with the next run
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

    /** A null is no filter. {@code text} is looked for in the title, or is an id. {@code beforeId} asks for the next page. */
    public record Filter(long replicaId, Status status, String text, Long beforeId, int limit) {}

    /** Newest documents first. */
    public List<Row> find(Filter filter) {
        return db.read()
                .sql("""
                with known as (
                  select master_id, replica_doc_id, title, synced_at, contested_at from sync_map where replica_id = :replica
                  union all
                  select w.master_id, null, (select u.file_name from uploads u where u.replica_id = w.replica_id
                    and u.master_id = w.master_id order by u.id desc limit 1), null, null
                  from work w where w.replica_id = :replica
                  and not exists (select 1 from sync_map m where m.replica_id = w.replica_id and m.master_id = w.master_id)),
                rows as (
                  select k.master_id, coalesce(k.replica_doc_id, a.replica_doc_id) as replica_doc_id, coalesce(k.title, a.title) as title, k.synced_at, coalesce(w.attempts, 0) as attempts, w.next_at,
                    case when t.id is not null or a.master_id is not null then 'HELD' when w.attempts > 0 then 'FAILED' when w.master_id is not null then 'PENDING'
                      when k.contested_at is not null then 'CONTESTED' else 'IN_SYNC' end as status,
                    case when t.id is not null then t.reason when w.error is not null then w.error
                      when w.reason is not null then case w.reason when 'new' then 'It is new on the master.'
                        when 'changed' then 'It changed on the master.' when 'full' then 'A full run compares it.'
                        when 'gone' then 'It is gone from the replica.' when 'link' then 'Its links wait for other documents.'
                        when 'file' then 'Its file has to be looked at.'
                        else w.reason end
                      when k.contested_at is not null then 'It was set twice and did not stay: something on the replica changes it.'
                      end as reason
                  from known k
                  left join work w on w.replica_id = :replica and w.master_id = k.master_id and not IDLE
                  left join adoptions a on a.replica_id = :replica and a.master_id = k.master_id
                  left join tombstones t on t.replica_id = :replica and t.kind = 'documents' and t.master_id = k.master_id
                    and t.state = 'HELD')
                select * from rows
                where (:status is null or status = :status) and (:before is null or master_id < :before)
                  and (:text is null or instr(lower(coalesce(title, '')), lower(:text)) > 0 or :text in (cast(master_id as text), cast(replica_doc_id as text)))
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

    /** As the API writes it: {@code in_sync}. */
    public static String word(Status status) {
        return status.name().toLowerCase(Locale.ROOT);
    }
}
