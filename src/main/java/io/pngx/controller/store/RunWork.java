package io.pngx.controller.store;

import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;

/** Reads the work items that are left in a run, for each step that handles work items. */
public final class RunWork {
    static final String TO_UPLOAD = """
            select w.* from work w where w.run_id = :run
            and not exists (select 1 from sync_map m where m.replica_id = w.replica_id and m.master_id = w.master_id)
            and not exists (select 1 from uploads u where u.replica_id = w.replica_id and u.master_id = w.master_id
              and u.state in ('PLANNED', 'POSTED', 'CONSUMED'))
            and w.master_id > :after order by w.master_id limit :limit""";

    static final String FILES = """
            select w.* from work w join sync_map m using (replica_id, master_id) where w.run_id = ?
              and w.reason = 'file'
            and not exists (select 1 from uploads u where u.replica_id = w.replica_id and u.master_id = w.master_id
              and u.state in ('PLANNED', 'POSTED', 'CONSUMED'))
            order by w.master_id limit ?""";

    private static final String TO_SELECT = """
            select w.* from work w where w.run_id = :run
            and (w.reason = 'gone' or not exists (select 1 from sync_map m where m.replica_id = w.replica_id
              and m.master_id = w.master_id))
            and not exists (select 1 from uploads u where u.replica_id = w.replica_id and u.master_id = w.master_id
              and u.state in ('PLANNED', 'POSTED', 'CONSUMED'))
            """;

    /**
     * Condition on a row {@code w}: its upload has had an unknown outcome for longer than {@link #GRACE}. Such a row
     * does not keep a run open.
     */
    private static final String UNKNOWN_OUTCOME = """
            exists (select 1 from uploads u where u.replica_id = w.replica_id and u.master_id = w.master_id
              and u.state in ('PLANNED', 'POSTED') and u.question is not null and u.question_at < ?)""";
    /**
     * Time that a run waits for an upload with an unknown outcome. Most of these uploads are resolved within this time.
     */
    private static final Duration GRACE = Duration.ofSeconds(30);

    private final Database db;

    public RunWork(Database db) {
        this.db = db;
    }

    /**
     * Returns the run's work items of documents to compare, which have a copy and an id above {@code after}, lowest ids
     * first. A document whose file failed before is among them, because its metadata must not wait for the file.
     */
    public List<Work> mapped(long runId, long after, int limit) {
        return db.read()
                .sql("""
                select w.* from work w join sync_map m using (replica_id, master_id)
                where w.run_id = ? and w.master_id > ?
                  and (w.reason not in ('link', 'file') or w.reason = 'file' and w.attempts > 0)
                order by w.master_id limit ?""")
                .params(runId, after, limit)
                .query(Rows.of(Work.class))
                .list();
    }

    /**
     * Returns the run's work items of documents that need an upload and have no open upload, lowest ids first. Begins
     * after the id {@code after}.
     */
    public List<Work> toUpload(long runId, long after, int limit) {
        return db.read()
                .sql(TO_UPLOAD)
                .param("run", runId)
                .param("after", after)
                .param("limit", limit)
                .query(Rows.of(Work.class))
                .list();
    }

    /**
     * Returns the run's work items of documents that have no copy and no open upload. The document is new, or its copy
     * was deleted on the replica.
     */
    public List<Work> toSelect(long runId) {
        return db.read()
                .sql(TO_SELECT)
                .param("run", runId)
                .query(Rows.of(Work.class))
                .list();
    }

    /** Returns the work items of {@link #toSelect(long)}, restricted to some documents. */
    public List<Work> toSelect(long runId, Collection<Long> masterIds) {
        return db.read()
                .sql(TO_SELECT + "and w.master_id in (:ids)")
                .param("run", runId)
                .param("ids", masterIds)
                .query(Rows.of(Work.class))
                .list();
    }

    /** Returns the run's work items of reason {@link Work.Reason#FILE} whose document has no open upload. */
    public List<Work> files(long runId, int limit) {
        return db.read()
                .sql(FILES)
                .params(runId, limit)
                .query(Rows.of(Work.class))
                .list();
    }

    /**
     * Returns work items of the second pass: documents that have a copy, and whose links could not be written in the
     * first pass.
     */
    public List<Work> links(long runId, long after, int limit) {
        return db.read()
                .sql("""
                select w.* from work w join sync_map m using (replica_id, master_id)
                where w.run_id = ? and w.master_id > ? and w.reason = 'link' order by w.master_id limit ?""")
                .params(runId, after, limit)
                .query(Rows.of(Work.class))
                .list();
    }

    private static String graceCutoff() {
        return Times.text(Instant.now().minus(GRACE));
    }

    /**
     * @return whether a run has no work items left; ignores uploads whose outcome has been unknown for longer than 30 s
     */
    public boolean isDone(long runId) {
        return !db.exists("select 1 from work w where w.run_id = ? and not " + UNKNOWN_OUTCOME, runId, graceCutoff());
    }

    /**
     * @return whether all remaining work items of a run belong to its second pass; ignores uploads whose outcome has
     *     been unknown for longer than 30 s
     */
    public boolean onlyLinksLeft(long runId) {
        return !db.exists(
                        "select 1 from work w where w.run_id = ? and (w.reason <> 'link'"
                                + " or not exists (select 1 from sync_map m where m.replica_id = w.replica_id"
                                + " and m.master_id = w.master_id)) and not " + UNKNOWN_OUTCOME,
                        runId,
                        graceCutoff())
                && !isDone(runId);
    }
}
