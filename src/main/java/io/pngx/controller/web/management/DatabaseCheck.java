package io.pngx.controller.web.management;

import io.pngx.controller.store.Database;
import io.pngx.controller.store.Machine;
import io.pngx.controller.text.Text;
import java.util.Map;
import org.apache.camel.health.HealthCheckResultBuilder;
import org.apache.camel.impl.health.AbstractHealthCheck;

/**
 * Checks readiness: the controller can write and read a row of the database, and no {@link
 * io.pngx.controller.store.MachineFault} is present, such as a full disk. This is not a liveness check, because a
 * restart would not help.
 */
final class DatabaseCheck extends AbstractHealthCheck {
    private final Machine machine;

    DatabaseCheck(Database db) {
        super("pngx", "database");
        machine = db.machine();
    }

    @Override
    public boolean isLiveness() {
        return false;
    }

    @Override
    protected void doCall(HealthCheckResultBuilder result, Map<String, Object> options) {
        if (machine.check()) {
            result.up();
        } else {
            result.down().message(machine.fault().map(Text::toString).orElse("The database can't be read or written."));
        }
    }
}
