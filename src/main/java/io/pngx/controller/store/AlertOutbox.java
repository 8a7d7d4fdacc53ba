package io.pngx.controller.store;

import java.time.Instant;
import java.util.List;

/** Table {@code alert_outbox}: alerts that must be delivered, and alerts that were delivered recently. */
public final class AlertOutbox {
    private final Database db;

    public AlertOutbox(Database db) {
        this.db = db;
    }

    /**
     * A message to a target.
     *
     * @param event event of the alert, or {@code ping}
     * @param path path to append to the address of the target
     */
    public record Message(long id, String target, String event, String path, String body, int attempts) {
        /** Returns the path without its leading slash. */
        public String getPathPart() {
            return path.replaceFirst("^/", "");
        }
    }

    public void add(String target, String event, String path, String body, Instant now) {
        db.write()
                .sql("insert into alert_outbox(target, event, path, body, created_at, next_at) "
                        + "values (?, ?, ?, ?, ?, ?)")
                .params(target, event, path, body, Times.text(now), Times.text(now))
                .update();
    }

    /** Returns messages that are due, oldest first. */
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

    /**
     * Counts an attempt to deliver a message.
     *
     * @param next time of the next attempt; null: delivered or given up
     */
    public void tried(long id, Instant next) {
        db.write()
                .sql("update alert_outbox set attempts = attempts + 1, next_at = ? where id = ?")
                .params(Times.text(next), id)
                .update();
    }

    /**
     * Gives up the messages to a target that were tried at least once and not delivered. Called when a newer message
     * replaces them.
     */
    public void dropTried(String target) {
        db.write()
                .sql("update alert_outbox set next_at = null where target = ? and attempts > 0")
                .param(target)
                .update();
    }

    /** Deletes messages that were created before a time, and were delivered or given up. */
    public void forget(Instant before) {
        db.write()
                .sql("delete from alert_outbox where next_at is null and created_at < ?")
                .param(Times.text(before))
                .update();
    }
}
