package io.pngx.controller.flow;

import static org.assertj.core.api.Assertions.assertThat;

import io.pngx.controller.store.AlertKind;
import io.pngx.controller.text.Text;
import io.pngx.simulator.NewDocument;
import java.util.LinkedHashSet;
import java.util.Set;
import org.apache.camel.spi.BacklogTracer;
import org.apache.camel.spi.BacklogTracerEventMessage;
import org.junit.jupiter.api.Test;

/** Camel's traces, with headers, properties and bodies of each step, contain no secret. */
class TraceTest {
    @Test
    void noStepOfASyncOrOfAnAlertHoldsATokenOrAnAddressOfOne() {
        try (World world = World.traced(Version.V2, Version.V3)) {
            world.boot
                    .sql()
                    .sql("insert into alert_targets(name, url, token) values (?, ?, ?)")
                    .params(
                            AlertKind.WEBHOOK.word(),
                            world.boot.vault().encrypt("http://127.0.0.1:9/s3cret-path"),
                            world.boot.vault().encrypt("s3cret-token"))
                    .update();
            BacklogTracer tracer = world.boot.camel().getCamelContextExtension().getContextPlugin(BacklogTracer.class);
            tracer.setTracePattern(
                    "readMaster,readInstance,proveReplica,syncReplica,startUpload,postDocument,pollUpload,"
                            + "settleDocument,writeDocument,sendAlert");
            tracer.setIncludeExchangeProperties(true);
            tracer.setIncludeExchangeVariables(true);
            world.master.library().add(NewDocument.text("one.txt", "One"));
            world.run();
            world.boot
                    .replicas()
                    .state(
                            world.replica().id(),
                            io.pngx.controller.store.Replica.State.ERROR,
                            Text.verbatim("Said for this test."));
            world.eventually(
                    "the alert was tried",
                    () -> world.boot
                                    .sql()
                                    .sql("select count(*) from alert_outbox where attempts > 0")
                                    .query(Long.class)
                                    .single()
                            > 0);

            Set<String> routes = new LinkedHashSet<>();
            StringBuilder everything = new StringBuilder();
            for (BacklogTracerEventMessage message : tracer.dumpAllTracedMessages()) {
                routes.add(message.getRouteId());
                everything.append(message.toXml(0)).append('\n');
            }
            assertThat(routes)
                    .contains(
                            "readMaster",
                            "readInstance",
                            "syncReplica",
                            "startUpload",
                            "postDocument",
                            "settleDocument",
                            "sendAlert");
            assertThat(everything.length()).isGreaterThan(10_000);
            assertThat(everything)
                    .doesNotContain(
                            world.master.adminToken(),
                            world.replica().server().adminToken(),
                            Boot.SECRET_KEY,
                            "s3cret-path",
                            "s3cret-token");
        }
    }
}
