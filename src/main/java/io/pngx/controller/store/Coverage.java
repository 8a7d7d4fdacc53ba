package io.pngx.controller.store;

import io.pngx.controller.text.Text;
import java.util.List;
import java.util.Objects;

/** Lists the documents that would be missing, old or incomplete if a replica took over. */
public final class Coverage {
    private static final String MISSING = """
            from work w where w.replica_id = :replica and not IDLE
            and not exists (select 1 from sync_map m where m.replica_id = w.replica_id and m.master_id = w.master_id)
            """.replace("IDLE", WorkQueue.IDLE);

    /**
     * Copies that have a newer file of their document but not the first file, because the replica kept no versions when
     * the newer file was sent. The conditions use columns of {@code f}, so that SQLite begins with the rows of newer
     * files, which are few.
     */
    static final String NEWEST_ONLY = """
            from file_versions f join sync_map m using (replica_id, replica_doc_id)
            where f.replica_id = :replica and f.state = 'LIVE' and f.master_version_id <> m.master_id and not LEFT
            and not exists (select 1 from unselected x
              where x.replica_id = f.replica_id and x.master_id = m.master_id)
            and not exists (select 1 from file_versions o where o.replica_id = f.replica_id
              and o.replica_doc_id = f.replica_doc_id and o.master_version_id = m.master_id and o.state = 'LIVE')
            """.replace("LEFT", SyncMap.LEFT.replace("m.replica_id", "f.replica_id"));

    /** Rows of {@link Missing}: documents without a copy, except documents that a rule excludes. */
    private static final String WANTED =
            """
            select w.master_id, coalesce(a.title, NAME) as title,
              case when a.master_id is not null then 'ADOPTION'
                when w.error is not null then 'LAST_ATTEMPT'
                when w.reason = 'gone' then 'COPY_GONE'
                else 'NEW_DOCUMENT' end as why,
              null as rule, w.error as stored, w.error_text as stored_text, 0 as newest_only
            from (select w.* MISSING) w left join adoptions a using (replica_id, master_id)
            union all select a.master_id, a.title, 'ADOPTION', null, null, null, 0 from adoptions a
              where a.replica_id = :replica and not exists (select 1 MISSING and w.master_id = a.master_id)
              and not exists (select 1 from sync_map m
                where m.replica_id = a.replica_id and m.master_id = a.master_id)
            """.replace("MISSING", MISSING).replace("NAME", DocumentNames.titleOrFileName("w.master_id"));

    /**
     * Rows of {@link Missing}: all documents of the master without a copy, including documents that a rule excludes.
     */
    private static final String ABSENT = WANTED + """
            union all select x.master_id, x.title, 'EXCLUDED', x.rule, null, null, 0
              from unselected x where x.replica_id = :replica
              and not exists (select 1 MISSING and w.master_id = x.master_id)
              and not exists (select 1 from adoptions a
                where a.replica_id = x.replica_id and a.master_id = x.master_id)
              and not exists (select 1 from sync_map m
                where m.replica_id = x.replica_id and m.master_id = x.master_id)
            """.replace("MISSING", MISSING);

    /** Rows of {@link Missing}: documents of the master with a copy that is not in sync. */
    private static final String OLD = """
            select k.master_id, k.title, coalesce(REASON, 'NOT_IN_SYNC') as why, SENTENCE, 0 as newest_only
            from sync_map k JOINS
            where k.replica_id = :replica and VALUE <> 'IN_SYNC' and not coalesce(t.by_rule is null and TOMBSTONE, 0)
            """.replace("REASON", DocumentStatus.REASON)
            .replace("SENTENCE", DocumentStatus.SENTENCE)
            .replace("JOINS", DocumentStatus.JOINS)
            .replace("VALUE", DocumentStatus.VALUE)
            .replace("TOMBSTONE", DocumentStatus.TOMBSTONE);

    /** Copies whose documents are missing on the master: kept by the user, or not deleted yet. */
    private static final String RETAINED = """
            from tombstones t join sync_map m on m.replica_id = t.replica_id and m.master_id = t.master_id
              and m.replica_doc_id = t.replica_object_id
            where t.replica_id = :replica and t.kind = 'documents' and t.by_rule is null
              and t.state in ('OPEN', 'HELD', 'APPROVED', 'ACTING', 'REJECTED')
            """;

    /** Lookups that are missing on the master and still on the replica: kept by the user, or not deleted yet. */
    static final String RETAINED_LOOKUPS = """
            from tombstones t join lookup_map l on l.replica_id = t.replica_id and l.kind = t.kind
              and l.master_id = t.master_id and l.replica_lookup_id = t.replica_object_id
            where t.kind <> 'documents' and t.state in ('OPEN', 'HELD', 'APPROVED', 'ACTING', 'REJECTED')
            """;

    private final Database db;

    public Coverage(Database db) {
        this.db = db;
    }

    /** One document of the master whose copy is missing, old or different, and why. */
    public record Missing(long masterId, String title, Text why) {}

    /**
     * A row of a query.
     *
     * @param why null: the copy is in sync, but has only the newest version of its file
     * @param newestOnly whether the copy has only the newest version of its file
     */
    private record Row(long masterId, String title, StatusReason why, String rule, Text stored, boolean newestOnly) {
        Missing missing() {
            Text newest = Text.of("The copy has only the newest version of its file.");
            if (why == null) {
                return new Missing(masterId, title, newest);
            }
            Text reason = Objects.requireNonNullElseGet(
                    why.text(rule, stored), () -> StatusReason.NOT_IN_SYNC.text(null, null));
            return new Missing(masterId, title, newestOnly ? Text.join(" ", List.of(reason, newest)) : reason);
        }
    }

    /** A document with a copy that lacks the older files. */
    public record NewestOnly(long masterId, String title) {}

    /**
     * Returns documents that would be missing after a takeover, lowest ids first. These are all documents of the master
     * without a copy, including documents that a rule excludes.
     */
    public List<Missing> missing(long replicaId, int limit) {
        return page(ABSENT, replicaId, 0, limit);
    }

    /** Returns documents without a copy, except documents that a rule excludes, lowest ids first. */
    public List<Missing> wanted(long replicaId, int limit) {
        return page(WANTED, replicaId, 0, limit);
    }

    /** Returns documents whose copies could be old or different after a takeover, lowest ids first. */
    public List<Missing> old(long replicaId, int limit) {
        return page(OLD, replicaId, 0, limit);
    }

    /**
     * Returns documents that would be missing, old or different after a takeover, and documents whose copy has only the
     * newest file. Only ids above {@code after}, lowest ids first.
     */
    public List<Missing> missingOldOrNewestOnly(long replicaId, long after, int limit) {
        return page(
                // A document has at most two rows, and only one has a reason. So max returns the values of this row.
                "select master_id, title, max(why) as why, max(rule) as rule, max(stored) as stored,"
                        + " max(stored_text) as stored_text, max(newest_only) as newest_only from (select * from ("
                        + ABSENT + ") union all select * from (" + OLD
                        + ") union all select distinct m.master_id, m.title, null, null, null, null, 1 " + NEWEST_ONLY
                        + ") group by master_id",
                replicaId,
                after,
                limit);
    }

    /**
     * Numbers of copies whose documents were deleted on the master.
     *
     * @param kept copies among them that the user keeps
     */
    public record RetainedCopies(long all, long kept) {}

    /** Counts the copies whose documents were deleted on the master. */
    public RetainedCopies retained(long replicaId) {
        return db.read()
                .sql("select count(*) as \"all\", coalesce(sum(t.state = 'REJECTED'), 0) as kept " + RETAINED)
                .param("replica", replicaId)
                .query(Rows.of(RetainedCopies.class))
                .single();
    }

    /** Returns copies whose documents were deleted on the master, and why they are still there, lowest ids first. */
    public List<Missing> retained(long replicaId, int limit) {
        return db
                .read()
                .sql("select t.master_id, coalesce(m.title, t.title) as title,"
                        + " case t.state when 'REJECTED' then 'KEPT' else 'NOT_DELETED_YET' end as why "
                        + RETAINED + " order by t.master_id limit :limit")
                .param("replica", replicaId)
                .param("limit", limit)
                .query(Rows.of(Retained.class))
                .list()
                .stream()
                .map(row -> new Missing(row.masterId(), row.title(), row.why().text(null, null)))
                .toList();
    }

    private record Retained(long masterId, String title, StatusReason why) {}

    /**
     * A lookup that was deleted on the master, but is still on the replica.
     *
     * @param kind the kind as in the API, for example {@code tags}
     * @param masterId null: the master may have given the id to another lookup
     */
    public record RetainedLookup(String kind, Long masterId, String title, Text why) {
        private static RetainedLookup of(Tombstone lookup) {
            return new RetainedLookup(
                    lookup.kind(),
                    lookup.isDetached() ? null : lookup.masterId(),
                    lookup.title(),
                    lookup.state() == Tombstone.State.REJECTED
                            ? Text.of("You decided to keep the lookup on the replica.")
                            : Text.of("The lookup waits for its deletion."));
        }

        /** Returns kind and title, for sentences. */
        public Text name() {
            return Tombstone.name(kind, title);
        }
    }

    /** Returns the lookups that were deleted on the master and are still on the replica. */
    public List<RetainedLookup> retainedLookups(long replicaId) {
        return db
                .read()
                .sql("select t.* " + RETAINED_LOOKUPS + " and t.replica_id = ? order by t.kind, t.title, t.id")
                .param(replicaId)
                .query(Rows.of(Tombstone.class))
                .list()
                .stream()
                .map(RetainedLookup::of)
                .toList();
    }

    private List<Missing> page(String documents, long replicaId, long after, int limit) {
        return db
                .read()
                .sql("select * from (" + documents + ") where master_id > :after order by master_id limit :limit")
                .param("replica", replicaId)
                .param("after", after)
                .param("limit", limit)
                .query(Rows.of(Row.class))
                .list()
                .stream()
                .map(Row::missing)
                .toList();
    }

    /** Returns documents whose copies lack their older files, lowest ids first. */
    public List<NewestOnly> newestOnly(long replicaId, int limit) {
        return db.read()
                .sql("select distinct m.master_id, m.title " + NEWEST_ONLY + " order by m.master_id limit :limit")
                .param("replica", replicaId)
                .param("limit", limit)
                .query(Rows.of(NewestOnly.class))
                .list();
    }
}
