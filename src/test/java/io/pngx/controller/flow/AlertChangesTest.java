package io.pngx.controller.flow;

import static org.assertj.core.api.Assertions.assertThat;

import io.pngx.controller.engine.switchover.SwitchoverRequests;
import io.pngx.controller.store.Run;
import io.pngx.controller.store.Switchover;
import io.pngx.simulator.NewDocument;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Changes of state that raise an alert, and changes that do not. */
class AlertChangesTest extends Alerted {
    @Test
    void anOutageIsSaidAlsoWhereADocumentFailsForGood() throws Exception {
        target("webhook_url", "/" + SECRET);
        world.master.library().add(NewDocument.text("one.txt", "One"));
        world.replica()
                .server()
                .faults()
                .on("POST", "/api/documents/post_document/")
                .status(400);
        assertThat(world.run(world.replica(), Run.Mode.INCREMENTAL).state()).isEqualTo(Run.State.PARTIAL);
        world.eventually("the document", () -> events().equals(List.of("documents_failed")));
        world.replica().server().faults().on("GET", "/api/.*").status(502);
        assertThat(world.run(world.replica(), Run.Mode.INCREMENTAL).state()).isEqualTo(Run.State.FAILED);
        world.eventually("the outage", () -> events().equals(List.of("documents_failed", "failing")));
        world.replica().server().faults().clear();
        world.pass(world.replica(), Duration.ofDays(1));
        world.run();
        world.eventually("the end of both", () -> events().size() == 4);

        assertThat(events()).containsExactly("documents_failed", "failing", "recovered", "recovered");
        assertThat(requests("/" + SECRET))
                .extracting(request -> read(request).get("text").toString())
                .anySatisfy(
                        text -> assertThat(text).contains("has 1 failed document; the controller tries again later."));
    }

    @Test
    void anotherKindOfFailureIsSaidToo() throws Exception {
        target("webhook_url", "/" + SECRET);
        world.replica().server().faults().on("GET", "/api/.*").status(502);
        world.run(world.replica(), Run.Mode.INCREMENTAL);
        world.eventually("the outage", () -> events().size() == 1);
        world.replica().server().faults().clear();
        world.replica().server().faults().on("GET", "/api/.*").status(401);
        world.run(world.replica(), Run.Mode.INCREMENTAL);
        world.eventually("the token", () -> events().size() == 2);
        world.replica().server().faults().clear();
        world.run();
        world.eventually("the end of it", () -> events().size() == 3);

        assertThat(events()).containsExactly("failing", "failing", "recovered");
    }

    @Test
    void everySwitchoverThatIsGivenUpIsSaidOnce() throws Exception {
        target("webhook_url", "/" + SECRET);
        world.run();
        for (int given = 1; given <= 2; given++) {
            SwitchoverRequests requests = world.boot.camel().getRegistry().findSingleByType(SwitchoverRequests.class);
            world.replica().server().faults().on("*", "/api/.*").status(502);
            requests.promote(
                    world.boot.replicas().find(world.replica().id()).orElseThrow(),
                    Switchover.Kind.PLANNED,
                    null,
                    "by a test");
            int times = given;
            world.eventually(
                    "the alert",
                    () -> events().stream().filter("switchover_failed"::equals).count() == times);
            world.replica().server().faults().clear();
        }
        world.run();
        world.eventually("the end of the outage", () -> events().contains("recovered"));

        assertThat(events().stream().filter("switchover_failed"::equals)).hasSize(2);
        assertThat(requests("/" + SECRET))
                .extracting(request -> read(request).get("text").toString())
                .anySatisfy(text -> assertThat(text).contains("did not take place: A run failed"));
    }

    @Test
    void aRunThatAPersonCancelsIsNoneThatDied() throws Exception {
        target("ping_url_" + world.replica().id(), "/ping/" + SECRET);
        world.master.library().add(NewDocument.text("one.txt", "One"));
        world.master.library().add(NewDocument.text("two.txt", "Two"));
        Trouble.Gate gate = new Trouble.Gate();
        world.replica()
                .server()
                .faults()
                .on("POST", "/api/documents/post_document/")
                .once()
                .before(gate);
        Run run = world.ask(world.replica(), Run.Mode.INCREMENTAL);
        gate.awaitReached();
        world.eventually(
                "it began", () -> requests("/ping/" + SECRET + "/start").size() == 1);
        world.boot.runs().requestCancel(run.id());
        gate.open();
        assertThat(world.ended(run).state()).isEqualTo(Run.State.CANCELLED);
        world.eventually("its end", () -> requests("/ping/" + SECRET).size() == 1);

        assertThat(requests("/ping/" + SECRET + "/fail")).isEmpty();
    }
}
