package io.pngx.controller.store;

import java.time.Instant;
import java.util.List;

/** Table {@code logs}: one row for each event that users can read on the page <i>Log</i>. */
public final class Logs {
    private final Database db;

    public Logs(Database db) {
        this.db = db;
    }

    /** Adds a row. Each id may be null. */
    public void add(LogRow.Level level, Long runId, Long replicaId, Long masterId, String action, String message) {
        db.write()
                .sql("insert into logs(ts, level, run_id, replica_id, master_id, action, message) "
                        + "values (?, ?, ?, ?, ?, ?, ?)")
                .params(Times.text(Instant.now()), level.name(), runId, replicaId, masterId, action, message)
                .update();
    }

    /** Filter of rows; null: no restriction. {@code text} is a part of the message. */
    public record Filter(Long replicaId, Long runId, LogRow.Level level, String text, Long beforeId, int limit) {}

    /**
     * Returns rows above an id, oldest first. Ids are assigned in the order of commits, so later rows always have
     * higher ids.
     */
    public List<LogRow> after(long id, int limit) {
        return db.read()
                .sql("select * from logs where id > ? order by id limit ?")
                .params(id, limit)
                .query(Rows.of(LogRow.class))
                .list();
    }

    /**
     * Returns the warnings and errors since a time, newest first. Of equal messages about a replica, only the newest is
     * returned. The first row since this time is found by its index, so that older rows are not read.
     */
    public List<LogRow> warnings(Instant since, int limit) {
        return db.read()
                .sql("""
                select * from logs where id in (
                  select max(id) from logs where id >= (select id from logs where ts > ? order by ts limit 1)
                  and level in ('WARN', 'ERROR') group by replica_id, message)
                order by id desc limit ?""")
                .params(Times.text(since), limit)
                .query(Rows.of(LogRow.class))
                .list();
    }

    /** Returns the highest id; 0: no rows. */
    public long newest() {
        return db.read()
                .sql("select coalesce(max(id), 0) from logs")
                .query(Long.class)
                .single();
    }

    /** Returns rows, newest first. */
    public List<LogRow> find(Filter filter) {
        return db.read()
                .sql("""
                select * from logs
                where (:replica is null or replica_id = :replica) and (:run is null or run_id = :run)
                  and (:level is null or level = :level) and (:before is null or id < :before)
                  and (:text is null or instr(lower(message), lower(:text)) > 0)
                order by id desc limit :limit""")
                .param("replica", filter.replicaId())
                .param("run", filter.runId())
                .param("level", filter.level() == null ? null : filter.level().name())
                .param("before", filter.beforeId())
                .param("text", filter.text())
                .param("limit", filter.limit())
                .query(Rows.of(LogRow.class))
                .list();
    }
}
