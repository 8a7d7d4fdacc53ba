package io.pngx.controller.store;

import io.pngx.controller.text.Language;
import io.pngx.controller.text.StoredText;
import io.pngx.controller.text.Text;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Table {@code logs}: one row for each event that users can read on the page <i>Log</i>. */
public final class Logs {
    /**
     * Condition of warnings and errors. Two partial indexes have this condition. SQLite uses them only for queries that
     * contain the same text.
     */
    static final String PROBLEMS = "level <> 'INFO'";

    /**
     * Condition of a row about a held deletion that no longer waits, because the user decided or the object returned.
     * The rows of lookups have no id, so they stay until no lookup of the replica waits. The list of states is that of
     * the partial index.
     */
    static final String DECIDED = """
            action = 'held' and not exists (select 1 from tombstones t where t.replica_id = logs.replica_id
                and t.kind = 'documents' and t.master_id = logs.master_id and t.state = 'HELD'
                and t.state in ('OPEN', 'HELD', 'APPROVED', 'ACTING', 'DONE', 'REJECTED'))
              and not exists (select 1 from tombstones t where logs.master_id is null
                and t.replica_id = logs.replica_id and t.state = 'HELD' and t.kind <> 'documents')""";

    /** The warnings and errors of a run that still stand, and all its other rows. */
    static final String STANDING = "select * from logs where run_id = ? and id < ? and " + PROBLEMS + " and not ("
            + DECIDED + ")" + " order by id desc limit ?";

    static final String OTHERS = "select * from logs where run_id = ? and id < ? and (level = 'INFO' or " + DECIDED
            + ") order by id desc limit ?";

    static final String OF_DOCUMENT = "select * from logs where master_id = ? order by id desc limit ?";

    private final Database db;

    public Logs(Database db) {
        this.db = db;
    }

    /** Adds a row that concerns neither a single replica nor a document. */
    public void addForSystem(LogRow.Level level, String action, Text message) {
        add(level, null, null, null, action, message);
    }

    /** Adds a row that concerns a replica; null: every replica. */
    public void addForReplica(LogRow.Level level, Long replicaId, String action, Text message) {
        add(level, null, replicaId, null, action, message);
    }

    /** Adds a row. Each id may be null. */
    public void add(LogRow.Level level, Long runId, Long replicaId, Long masterId, String action, Text message) {
        db.write()
                .sql("insert into logs(ts, level, run_id, replica_id, master_id, action, message, text) "
                        + "values (?, ?, ?, ?, ?, ?, ?, ?)")
                .params(
                        Times.text(Instant.now()),
                        level.name(),
                        runId,
                        replicaId,
                        masterId,
                        action,
                        message.toString(),
                        StoredText.write(message))
                .update();
    }

    /** Adds a row with a message that is the same in every language, such as one of paperless-ngx or of a rule. */
    public void add(LogRow.Level level, Long runId, Long replicaId, Long masterId, String action, String message) {
        add(level, runId, replicaId, masterId, action, Text.verbatim(message));
    }

    /**
     * Filter of rows; null or empty: no restriction.
     *
     * @param masterId document of the master
     * @param text part of the message
     * @param language language of the message that contains the text
     * @param after last id of the previous page
     */
    public record Filter(
            Long replicaId,
            Long runId,
            Set<LogRow.Level> levels,
            Long masterId,
            String text,
            Language language,
            Period period,
            Long after,
            int limit) {
        public Filter(Long replicaId, Long runId, LogRow.Level level, String text, Long after, int limit) {
            this(replicaId, runId, level == null ? Set.of() : Set.of(level), null, text, Period.ALL, after, limit);
        }

        /** Creates a filter whose text is part of the English message. */
        public Filter(
                Long replicaId,
                Long runId,
                Set<LogRow.Level> levels,
                Long masterId,
                String text,
                Period period,
                Long after,
                int limit) {
            this(replicaId, runId, levels, masterId, text, Language.ENGLISH, period, after, limit);
        }

        /** Returns a copy of this filter whose text is part of the message in another language. */
        public Filter in(Language other) {
            return new Filter(replicaId, runId, levels, masterId, text, other, period, after, limit);
        }

        private Filter andAllPages() {
            return new Filter(replicaId, runId, levels, masterId, text, language, period, null, limit);
        }

        /**
         * Returns a copy of this filter with a limit that is higher by one. The additional row shows that there is a
         * next page.
         */
        public Filter andOneMore() {
            return new Filter(replicaId, runId, levels, masterId, text, language, period, after, limit + 1);
        }
    }

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
     * Returns the warnings and errors since a time, newest first, without those of decided deletions. If a replica has
     * several equal messages, returns only the newest of them. The inner query uses the index on {@code ts} to find the
     * lowest id, so that SQLite reads no older rows.
     */
    public List<LogRow> warnings(Instant since, int limit) {
        return db.read()
                .sql("""
                select * from logs where id in (
                  select max(id) from logs where id >= (select id from logs where ts > ? order by ts limit 1)
                  and PROBLEMS and not (DECIDED) group by replica_id, message)
                order by id desc limit ?""".replace("PROBLEMS", PROBLEMS).replace("DECIDED", DECIDED))
                .params(Times.text(since), limit)
                .query(Rows.of(LogRow.class))
                .list();
    }

    /** Returns the newest message of the warnings and errors about a replica with this action. */
    public Optional<String> lastProblem(long replicaId, String action) {
        return db.read()
                .sql("select message from logs where replica_id = ? and action = ? and " + PROBLEMS
                        + " order by id desc limit 1")
                .params(replicaId, action)
                .query(String.class)
                .optional();
    }

    /** Returns the highest id; 0: no rows. */
    public long newest() {
        return db.read()
                .sql("select coalesce(max(id), 0) from logs")
                .query(Long.class)
                .single();
    }

    /** Returns the rows about one document, newest first. */
    public List<LogRow> ofDocument(long masterId, int limit) {
        return db.read()
                .sql(OF_DOCUMENT)
                .params(masterId, limit)
                .query(Rows.of(LogRow.class))
                .list();
    }

    /** Returns rows, newest first. */
    public List<LogRow> find(Filter filter) {
        List<LogRow> found = new ArrayList<>();
        for (LogDigests.Range range : ranges(filter)) {
            Conditions conditions = conditions(filter, range);
            found.addAll(db.read()
                    .sql("select * from logs" + conditions.where() + " order by id desc limit ?")
                    .params(conditions.values(filter.limit() - found.size()))
                    .query(Rows.of(LogRow.class))
                    .list());
            if (found.size() >= filter.limit()) {
                break;
            }
        }
        return found;
    }

    /** Returns the number of rows that match, on all pages. */
    public long count(Filter filter) {
        Filter all = filter.andAllPages();
        long count = 0;
        for (LogDigests.Range range : ranges(all)) {
            Conditions conditions = conditions(all, range);
            count += db.read()
                    .sql("select count(*) from logs" + conditions.where())
                    .params(conditions.values())
                    .query(Long.class)
                    .single();
        }
        return count;
    }

    /** Returns the ranges that can contain rows of the filter, the newest first. A run or a document has few rows. */
    private List<LogDigests.Range> ranges(Filter filter) {
        return filter.text() == null || filter.runId() != null || filter.masterId() != null
                ? List.of(LogDigests.Range.ALL)
                : db.logDigests().ranges(filter.language(), filter.text(), filter.after());
    }

    private static Conditions conditions(Filter filter, LogDigests.Range range) {
        return conditions(filter).and("id >= ?", range.first()).and("id <= ?", range.last());
    }

    /**
     * Returns the condition of a filter. For a period, the condition also limits the ids, so that SQLite reads only
     * rows near the period. The inner queries use the index on {@code ts} to find the limits. A row with a higher id
     * may have an earlier time. Therefore, the lower limit is the lowest id among the first 100 rows of the period, and
     * the upper limit is the highest id among its last 100 rows.
     */
    static Conditions conditions(Filter filter) {
        Conditions conditions = new Conditions()
                .and("replica_id = ?", filter.replicaId())
                .and("run_id = ?", filter.runId())
                .and("master_id = ?", filter.masterId())
                .and("id < ?", filter.after())
                .and(
                        "instr(lower(message), lower(?)) > 0",
                        filter.language() == Language.ENGLISH ? filter.text() : null);
        if (!filter.levels().isEmpty()) {
            conditions.in(
                    "level", filter.levels().stream().map(LogRow.Level::name).toList());
            if (!filter.levels().contains(LogRow.Level.INFO)) {
                conditions.and(PROBLEMS);
            }
        }
        String since = Times.text(filter.period().since());
        String until = Times.text(filter.period().until());
        conditions
                .and("ts >= ?", since)
                .and("id >= (select min(id) from (select id from logs where ts >= ? order by ts limit 100))", since)
                .and("ts < ?", until)
                .and(
                        "id <= (select max(id) from (select id from logs where ts < ? order by ts desc limit 100))",
                        until);
        // The last condition, so that SQLite translates only rows that meet all other conditions.
        return filter.text() == null || filter.language() == Language.ENGLISH
                ? conditions
                : conditions.all(LogTextFunction.CONDITION, filter.language().code(), filter.text());
    }

    /** Returns the warnings and errors of a run that still stand, newest first; decided deletions are left out. */
    public List<LogRow> problems(long runId, Long before, int limit) {
        return ofRun(STANDING, runId, before, limit);
    }

    /** Returns the rows of a run that {@link #problems} leaves out, newest first. */
    public List<LogRow> events(long runId, Long before, int limit) {
        return ofRun(OTHERS, runId, before, limit);
    }

    private List<LogRow> ofRun(String sql, long runId, Long before, int limit) {
        return db.read()
                .sql(sql)
                .params(runId, before == null ? Long.MAX_VALUE : before, limit)
                .query(Rows.of(LogRow.class))
                .list();
    }

    /** Returns the number of warnings and errors of a run that still stand. */
    public long problems(long runId) {
        return db.read()
                .sql("select count(*) from logs where run_id = ? and " + PROBLEMS + " and not (" + DECIDED + ")")
                .param(runId)
                .query(Long.class)
                .single();
    }
}
