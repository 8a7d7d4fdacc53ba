package io.pngx.controller.store;

import io.pngx.controller.text.StoredText;
import io.pngx.controller.text.Text;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Table {@code alert_targets}: destinations of alerts. */
public final class AlertTargets {
    private final Database db;

    public AlertTargets(Database db) {
        this.db = db;
    }

    public List<AlertTarget> all() {
        return db.read()
                .sql("select * from alert_targets order by replica_id, name")
                .query(Rows.of(AlertTarget.class))
                .list();
    }

    public Optional<AlertTarget> find(String name) {
        return db.read()
                .sql("select * from alert_targets where name = ?")
                .param(name)
                .query(Rows.of(AlertTarget.class))
                .optional();
    }

    /** Stores a target without options. */
    public void put(String name, Long replicaId, String url, String token) {
        put(name, replicaId, url, token, Map.of());
    }

    /**
     * Stores a target and drops the messages that wait for its old address. {@code url} and {@code token} are
     * encrypted; {@code options} holds no secret.
     */
    public void put(String name, Long replicaId, String url, String token, Map<String, String> options) {
        remove(name);
        db.write()
                .sql("insert into alert_targets(name, replica_id, url, token, options) values (?, ?, ?, ?, ?)")
                .params(name, replicaId, url, token, AlertTarget.json(options))
                .update();
    }

    public void remove(String name) {
        db.write().sql("delete from alert_targets where name = ?").param(name).update();
    }

    /** Records a successful delivery to a target. */
    public void took(String name, Instant now) {
        db.write()
                .sql("update alert_targets set last_ok_at = ?, last_error = null where name = ?")
                .params(Times.text(now), name)
                .update();
    }

    /** Records a failed delivery to a target. */
    public void refused(String name, Text error) {
        db.write()
                .sql("update alert_targets set last_error = ?, last_error_text = ? where name = ?")
                .params(StoredText.english(error), StoredText.write(error), name)
                .update();
    }
}
