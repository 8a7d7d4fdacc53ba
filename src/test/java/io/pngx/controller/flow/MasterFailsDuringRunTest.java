package io.pngx.controller.flow;

import static org.assertj.core.api.Assertions.assertThat;

import io.pngx.controller.engine.errors.RouteFailures;
import io.pngx.controller.engine.instances.MasterStatus;
import io.pngx.controller.store.LogRow;
import io.pngx.controller.store.Logs;
import io.pngx.controller.store.Replica;
import io.pngx.controller.store.Run;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A master that was read at the start of a run, and fails later in the run. */
class MasterFailsDuringRunTest extends Trouble {
    private static final String SENTENCE =
            "The master: a proxy in front of paperless-ngx refuses GET /api/\\S+ \\(403: Request blocked\\);"
                    + " check the proxy\\. The next cycle tries again\\.";

    private MasterStatus.Status status() {
        return world.boot
                .camel()
                .getRegistry()
                .lookupByNameAndType("masterStatus", MasterStatus.class)
                .get();
    }

    private List<LogRow> log() {
        return world.boot.logs().find(new Logs.Filter(null, null, null, null, null, 100));
    }

    @Test
    void theMasterHasTheFailureUntilTheNextReading() {
        world(Version.V3);
        addSome(4);
        server().faults()
                .on("GET", "/api/ui_settings/")
                .once()
                .before(() -> world.master.faults().on("*", ".*").status(403).html("Request blocked"));
        Run run = world.runOnce();
        assertThat(run.state()).isEqualTo(Run.State.FAILED);
        assertThat(run.error()).asString().matches(SENTENCE);
        assertThat(status().state()).isEqualTo("unreachable");
        assertThat(status().lastError()).asString().matches(SENTENCE);
        assertThat(status().failingSince()).isNotNull();
        assertThat(world.boot.settings().masterFailingSince())
                .as("the cycle read the master, so the age of the replica still counts")
                .isNull();
        assertThat(row().state()).as("the replica did not fail").isNotEqualTo(Replica.State.UNREACHABLE);

        world.master.faults().clear();
        world.run();
        world.assertEqual();
        assertThat(status().state()).isEqualTo("ok");
        assertThat(status().lastError()).isNull();
        assertThat(status().failingSince()).isNull();
        assertThat(log())
                .as("each cycle read the master")
                .noneMatch(row -> row.message().toString().equals("The master can be read again."));
    }

    @Test
    void aTokenThatIsRevokedDuringTheRunIsTheMastersFailure() {
        world(Version.V3);
        addSome(4);
        List<LogRow> before = log();
        server().faults().on("GET", "/api/ui_settings/").once().before(() -> world.master.revokeToken("admin"));
        assertThat(world.runOnce().error()).asString().startsWith("The master refused the token (401)");
        assertThat(status().state()).isEqualTo("auth_failed");
        assertThat(world.runOnce().state()).isEqualTo(Run.State.FAILED);
        assertThat(log().stream()
                        .filter(row -> !before.contains(row))
                        .filter(row -> row.message().toString().startsWith("The master refused the token (401)")))
                .as("one row for each run")
                .hasSize(2)
                .allMatch(row -> row.runId() != null);
    }

    @Test
    void aMasterThatFailsAtADocumentAndAtOtherCallsStopsTheRunAndItsOwnRouteFailed() {
        world(Version.V3);
        addSome(4);
        world.master
                .faults()
                .on("GET", "/api/documents/\\d+/preview/")
                .once()
                .before(() -> world.master.faults().on("*", ".*").status(403).html("Request blocked"));
        Run run = world.runOnce();
        assertThat(run.state()).isEqualTo(Run.State.FAILED);
        assertThat(run.error()).asString().contains("refuses GET /api/documents/");
        assertThat(status().state()).isEqualTo("unreachable");
        RouteFailures routes = world.boot.camel().getRegistry().findSingleByType(RouteFailures.class);
        assertThat(routes.of("readUpload")).isPresent();
        assertThat(routes.of("askAfterFailure")).isEmpty();
    }
}
