package io.pngx.controller.flow;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.pngx.controller.flow.Misbehaving.Misdeed;
import io.pngx.simulator.NewDocument;
import io.pngx.simulator.Paperless;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.stream.StreamSupport;
import org.awaitility.core.ConditionTimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The process with little memory, between misbehaving instances. A misbehaving instance stops neither the other
 * instances nor the process.
 */
class BadCounterpartTest {
    private static final Logger LOG = LoggerFactory.getLogger(BadCounterpartTest.class);
    /** Longer than the wait after a failed attempt for a document. */
    private static final Duration PATIENCE = Duration.ofMinutes(7);

    private static final Duration SOAK = Duration.ofMinutes(10);
    private static final String UNSETTLED =
            "select (select count(*) from work)" + " + (select count(*) from uploads where state <> 'SETTLED')";
    private static final String OPEN = "select count(*) from sync_runs where state in ('queued', 'running')";

    private final Paperless master = Version.V3.start();
    private final Paperless good = Version.V3.start();
    private final Paperless behindBad = Version.V2.start();
    private final Misbehaving bad = new Misbehaving(behindBad.port());
    private final Misbehaving beforeMaster = new Misbehaving(master.port());
    private final SecondJvm controller = new SecondJvm("256m");
    private int edits;

    @AfterEach
    void end() {
        controller.close();
        List.of(bad, beforeMaster).forEach(Misbehaving::close);
        List.of(master, good, behindBad).forEach(Paperless::close);
    }

    @Test
    void whatOneCounterpartDoesStopsNeitherTheOthersNorTheProcess() {
        for (int i = 1; i <= 5; i++) {
            edit();
        }
        controller.configure(master, List.of(good, behindBad), 2, Duration.ofSeconds(5));
        controller.standsBefore(behindBad, bad.url());
        controller.standsBefore(master, beforeMaster.url());
        controller.syncsEvery(1);
        controller.property("pngx.call.patience", "10000");
        controller.property("pngx.tick.watch", "500");
        controller.property("camel.component.http.responseTimeout", "6000");
        controller.start();
        awaitEqual(good);
        awaitEqual(behindBad);
        awaits("everything is settled", () -> controller.count(UNSETTLED) == 0);

        Instant end = Instant.now().plus(Boolean.getBoolean("pngx.soak") ? SOAK : Duration.ZERO);
        do {
            for (Misdeed misdeed : Misdeed.values()) {
                theReplicaDoes(misdeed);
            }
            itIsWellAgain(bad);
        } while (Instant.now().isBefore(end));
        for (Misdeed misdeed : Misdeed.values()) {
            beforeMaster.does(misdeed);
            meets(beforeMaster, misdeed);
        }
        edit();
        itIsWellAgain(beforeMaster);
        for (Misdeed misdeed : Misdeed.values()) {
            LOG.info(
                    "{}: {} calls of the replica, {} of the master",
                    misdeed,
                    bad.met(misdeed),
                    beforeMaster.met(misdeed));
        }
        LOG.info("{} edits of the master arrived; used heap {} MB", edits, heap() >> 20);
    }

    /** Lets one replica misbehave. During the misbehaviour, the other replica stays equal to the master. */
    private void theReplicaDoes(Misdeed misdeed) {
        int before = bad.met(misdeed);
        bad.does(misdeed);
        edit();
        awaitEqual(good);
        awaits("another call that meets " + misdeed, () -> bad.met(misdeed) > before);
        awaits("what the page says while it does " + misdeed, () -> !state(bad).equals("up_to_date"));
        assertThat(state(good))
                .as("the state of the other one while it does " + misdeed)
                .isNotIn("unreachable", "blocked", "error", "auth_failed");
        assertThat(controller.call("GET", "/healthz", null).statusCode()).isEqualTo(200);
    }

    private void meets(Misbehaving who, Misdeed misdeed) {
        int before = who.met(misdeed);
        awaits("a call that meets " + misdeed, () -> who.met(misdeed) > before);
    }

    /**
     * Ends the fault of an instance. A user ends the last fault, a Retry-After of an hour; the controller recovers from
     * all other faults by itself.
     */
    private void itIsWellAgain(Misbehaving who) {
        who.does(null);
        awaits("the end of the rest", () -> {
            controller.call("POST", "/api/sync", Map.of());
            return controller.count("select count(*) from retry_after") == 0;
        });
        awaitEqual(good);
        awaitEqual(behindBad);
        awaits("a moment without an open run", () -> controller.count(OPEN) == 0);
        awaits(
                "the states of both",
                () -> state(bad).equals("up_to_date") && replicas().size() == 2);
        assertThat(controller.spooled())
                .as("answers and originals that were left on disk")
                .isEmpty();
        assertThat(who.caught()).as("calls that nobody has ended").isZero();
    }

    private void edit() {
        edits++;
        master.library().add(NewDocument.text("edit " + edits + ".txt", "The text of edit " + edits + "."));
    }

    private void awaitEqual(Paperless replica) {
        awaits(
                "a replica that is equal",
                () -> replica.library().documents().size() == edits
                        && Equal.differences(master, replica).isEmpty());
    }

    private void awaits(String what, BooleanSupplier condition) {
        try {
            controller.awaitWhileItRuns(what, PATIENCE, condition);
        } catch (ConditionTimeoutException e) {
            throw new AssertionError(e.getMessage() + "\n" + controller.log(), e);
        }
    }

    private JsonNode replicas() {
        return SecondJvm.json(controller.call("GET", "/api/replicas", null)).path("items");
    }

    /** Returns the state of the replica {@code replica PORT} as the page shows it. */
    private String state(Misbehaving who) {
        return state(who == bad ? behindBad : master);
    }

    private String state(Paperless replica) {
        return StreamSupport.stream(replicas().spliterator(), false)
                .filter(each -> each.path("name").asText().equals("replica " + replica.port()))
                .findFirst()
                .orElseThrow()
                .path("state")
                .asText();
    }

    private long heap() {
        String metrics = controller.call("GET", "/metrics", null).body();
        return metrics.lines()
                .filter(line -> line.startsWith("jvm_memory_used_bytes{area=\"heap\""))
                .mapToLong(line -> (long) Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                .sum();
    }
}
