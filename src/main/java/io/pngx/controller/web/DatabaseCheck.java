package io.pngx.controller.web;

import io.pngx.controller.store.Database;
import java.util.Map;
import org.apache.camel.health.HealthCheckResultBuilder;
import org.apache.camel.impl.health.AbstractHealthCheck;

/** Not ready while the database can't be read. A restart does not mend that, so it says nothing of being alive. */
final class DatabaseCheck extends AbstractHealthCheck {
    private final Database db;

    DatabaseCheck(Database db) {
        super("pngx", "database");
        this.db = db;
    }

    @Override
    public boolean isLiveness() {
        return false;
    }

    @Override
    protected void doCall(HealthCheckResultBuilder result, Map<String, Object> options) {
        try {
            db.read().sql("select 1").query(Integer.class).single();
            result.up();
        } catch (RuntimeException e) {
            result.down().message("The database can't be read.");
        }
    }
}
