package io.pngx.controller.store;

import java.time.Instant;
import java.util.List;

/** Table {@code alert_outbox}: what is to be delivered, and what was of late. */
public final class AlertOutbox {
    private final Database db;

    public AlertOutbox(Database db) {
        this.db = db;
    }

    /**
     * @param event what it says, or {@code ping}
     * @param path  behind the address of the target
     */
    public record Message(
            long id,
            String target,
            String event,
            String path,
            String body,
            int attempts,
            Instant createdAt,
            Instant nextAt) {
        /** Without the slash before it. */
        public String getPathPart() {
            return path.replaceFirst("^/", "");
        }
    }

    public void add(String target, String event, String path, String body, Instant now) {
        db.write()
                .sql(
                        "insert into alert_outbox(target, event, path, body, created_at, next_at) values (?, ?, ?, ?, ?, ?)")
                .params(target, event, path, body, Times.text(now), Times.text(now))
                .update();
    }

    /** Oldest first. */
    public List<Message> due(Instant now) {
        return db.read()
                .sql("select * from alert_outbox where next_at <= ? order by id limit 50")
                .param(Times.text(now))
                .query(Rows.of(Message.class))
                .list();
    }

    public long since(String target, Instant since) {
        return db.read()
                .sql("select count(*) from alert_outbox where target = ? and created_at >= ?")
                .params(target, Times.text(since))
                .query(Long.class)
                .single();
    }

    /** @param next null: it is over */
    public void tried(long id, Instant next) {
        db.write()
                .sql("update alert_outbox set attempts = attempts + 1, next_at = ? where id = ?")
                .params(Times.text(next), id)
                .update();
    }

    /** What was tried in vain for a target is out of date now. */
    public void dropTried(String target) {
        db.write()
                .sql("update alert_outbox set next_at = null where target = ? and attempts > 0")
                .param(target)
                .update();
    }

    /** What is over, and older. */
    public void forget(Instant before) {
        db.write()
                .sql("delete from alert_outbox where next_at is null and created_at < ?")
                .param(Times.text(before))
                .update();
    }
}
