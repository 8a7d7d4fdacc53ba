package io.pngx.controller.store;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Tables {@code rules} and {@code rule_replicas}: the replicas of each rule, and the last text of the rule that was
 * loaded without errors.
 */
public final class RuleTable {
    private final Database db;

    public RuleTable(Database db) {
        this.db = db;
    }

    /**
     * A rule that was loaded without errors at least once.
     *
     * @param hooks hooks of {@code goodText}, separated by commas
     * @param goodText last text that was loaded without errors
     * @param goodAt when {@code goodText} was stored
     * @param everywhere whether the rule is enabled for all replicas
     */
    public record Row(String name, String hooks, String goodText, Instant goodAt, boolean everywhere) {
        public List<String> hookList() {
            return List.of(hooks.split(","));
        }

        /** Returns whether the rule may change documents on their way to a replica. */
        public boolean changes() {
            return hookList().contains("transform");
        }

        /** Returns whether the rule decides what goes to a replica. */
        public boolean decides() {
            return changes() || hookList().contains("select");
        }
    }

    public List<Row> all() {
        return db.read()
                .sql("select * from rules order by name")
                .query(Rows.of(Row.class))
                .list();
    }

    public Optional<Row> find(String name) {
        return db.read()
                .sql("select * from rules where name = ?")
                .param(name)
                .query(Rows.of(Row.class))
                .optional();
    }

    /** Returns the rules that are enabled for a replica, ordered by name. Rules are called in this order. */
    public List<Row> on(long replicaId) {
        return db.read().sql("""
                select * from rules r where everywhere = 1
                  or exists (select 1 from rule_replicas o where o.name = r.name and o.replica_id = ?) order by name
                  """).param(replicaId).query(Rows.of(Row.class)).list();
    }

    /** Returns the names of the rules that are enabled for a replica and may change documents, in order. */
    public List<String> changing(long replicaId) {
        return on(replicaId).stream().filter(Row::changes).map(Row::name).toList();
    }

    /** Returns the rules that are enabled for at least one replica, ordered by name. */
    public List<Row> onSomewhere() {
        return db.read()
                .sql("select * from rules r where everywhere = 1 or exists (select 1 from rule_replicas o "
                        + "where o.name = r.name) order by name")
                .query(Rows.of(Row.class))
                .list();
    }

    /** Returns the replicas for which a rule is enabled individually. */
    public List<Long> replicas(String name) {
        return db.read()
                .sql("select replica_id from rule_replicas where name = ? order by replica_id")
                .param(name)
                .query(Long.class)
                .list();
    }

    /** Returns the replicas for which rules are enabled individually, by the name of the rule. */
    public Map<String, List<Long>> replicas() {
        Map<String, List<Long>> replicas = new HashMap<>();
        db.read()
                .sql("select name, replica_id from rule_replicas order by replica_id")
                .query(rs -> {
                    replicas.computeIfAbsent(rs.getString("name"), name -> new ArrayList<>())
                            .add(rs.getLong("replica_id"));
                });
        return replicas;
    }

    /** Stores the text of a rule that was loaded without errors. */
    public void good(String name, Collection<String> hooks, String text) {
        db.write()
                .sql("""
                insert into rules(name, hooks, good_text, good_at) values (?, ?, ?, ?)
                on conflict do update set hooks = excluded.hooks, good_text = excluded.good_text,
                  good_at = excluded.good_at""")
                .params(name, String.join(",", hooks), text, Times.text(Instant.now()))
                .update();
    }

    /** Enables a rule for these replicas only, or for all replicas. */
    public void switchTo(String name, boolean everywhere, Collection<Long> replicaIds) {
        db.inTransaction(() -> {
            db.write()
                    .sql("update rules set everywhere = ? where name = ?")
                    .params(everywhere, name)
                    .update();
            db.write()
                    .sql("delete from rule_replicas where name = ?")
                    .param(name)
                    .update();
            replicaIds.forEach(id -> db.write()
                    .sql("insert into rule_replicas(name, replica_id) values (?, ?) on conflict do nothing")
                    .params(name, id)
                    .update());
        });
    }

    public void delete(String name) {
        db.write().sql("delete from rules where name = ?").param(name).update();
    }
}
