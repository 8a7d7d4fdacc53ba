package io.pngx.controller.flow;

import static org.assertj.core.api.Assertions.assertThat;

import io.pngx.controller.store.Run;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.camel.builder.AdviceWith;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** An {@code Error} ends a run like an exception does: the run releases its lock, and gets a true state and message. */
class BrokenByErrorTest extends Trouble {
    private final AtomicReference<Error> error = new AtomicReference<>();

    private void breaks(String route) throws Exception {
        AdviceWith.adviceWith(
                world.boot.camel(),
                route,
                advice -> advice.weaveAddFirst().process(exchange -> {
                    if (error.get() != null) {
                        throw error.get();
                    }
                }));
    }

    @ParameterizedTest
    @CsvSource({
        "readInstance, INCREMENTAL",
        "planWork, INCREMENTAL",
        "syncDocuments, FULL",
        "propagateDeletions, FULL",
        "reviewDocuments, DRY_RUN",
        "verifyDocument, VERIFY",
        "readMaster, INCREMENTAL"
    })
    void aRunThatBreaksOverAnErrorFailsAndTheNextOneGoesOn(String route, Run.Mode mode) throws Exception {
        world = World.ofItsOwn(Version.V2, Version.V3);
        addSome(3);
        world.run();
        breaks(route);
        add("one more");
        error.set(new StackOverflowError("too deep"));
        Run run = world.run(world.replica(), mode);
        assertThat(run.state()).as(world.said(run)).isIn(Run.State.FAILED, Run.State.PARTIAL);
        world.eventually(
                "the lock is free",
                () -> !world.boot.locks().isLocked(world.replica().id()));
        error.set(null);
        world.run();
        world.assertEqual();
    }

    @Test
    void aDocumentThatBreaksOverAnErrorFailsAlone() throws Exception {
        world = World.ofItsOwn(Version.V2, Version.V3);
        addSome(1);
        world.run();
        breaks("settleDocument");
        add("one more");
        error.set(new StackOverflowError("too deep"));
        Run run = world.runOnce();
        assertThat(run.state()).as(world.said(run)).isEqualTo(Run.State.PARTIAL);
        assertThat(run.failed()).isEqualTo(1);
        assertThat(world.said(run)).contains("An error in the controller itself", "StackOverflowError");
        error.set(null);
        world.pass(world.replica(), Duration.ofMinutes(10));
        world.run();
        world.assertEqual();
    }
}
