package io.pngx.controller.store;

import java.time.Instant;
import java.util.HashMap;
import java.util.Map;

/**
 * Table {@code retry_after}: addresses of instances that sent {@code Retry-After}. No call is sent to such an address
 * before the stored time.
 */
public final class RetryAfterStore {
    private final Database db;

    public RetryAfterStore(Database db) {
        this.db = db;
    }

    public Map<String, Instant> all() {
        Map<String, Instant> all = new HashMap<>();
        db.read().sql("select url, until from retry_after").query(rs -> {
            all.put(rs.getString(1), Times.instant(rs.getString(2)));
        });
        return all;
    }

    public boolean has(String url) {
        return db.read()
                .sql("select 1 from retry_after where url = ?")
                .param(url)
                .query(Integer.class)
                .optional()
                .isPresent();
    }

    public void remove(String url) {
        db.write().sql("delete from retry_after where url = ?").param(url).update();
    }

    /** Records the time until which calls to an address must wait. Deletes entries that expired by {@code now}. */
    public void put(String url, Instant until, Instant now) {
        db.inTransaction(() -> {
            db.write()
                    .sql("delete from retry_after where until <= ?")
                    .param(Times.text(now))
                    .update();
            db.write()
                    .sql("insert into retry_after(url, until) values (?, ?) "
                            + "on conflict do update set until = excluded.until")
                    .params(url, Times.text(until))
                    .update();
        });
    }
}
