package io.pngx.controller.flow;

import static org.assertj.core.api.Assertions.assertThat;

import io.pngx.simulator.NewDocument;
import io.pngx.simulator.Paperless;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/**
 * Kills the process at random moments while documents are uploaded to a v2 and a v3 replica: three times during 60
 * documents, with soak a hundred times during 200 documents. Afterwards each replica holds every document once.
 * {@code -Dseed=} repeats a test, as far as timing allows.
 */
class RandomKillTest {
    private static final boolean SOAK = Boolean.getBoolean("pngx.soak");
    private static final int DOCUMENTS = SOAK ? 200 : 60;
    private static final Duration PATIENCE = Duration.ofMinutes(10);
    private static final String POST = "/api/documents/post_document/";

    private final long seed = Long.getLong("seed", System.nanoTime());
    private final int kills = SOAK ? 100 : 3;
    private final Random random = new Random(seed);

    @Test
    void aProcessThatIsKilledAtAnyMomentLeavesOneCopyOfEachDocument() {
        Paperless master = Version.V2.start();
        List<Paperless> replicas = List.of(Version.V2.start(), Version.V3.start());
        SecondJvm controller = new SecondJvm("128m");
        try {
            int tag = Papers.lookup(master.api(), "tags", "name", "a tag");
            for (int i = 1; i <= DOCUMENTS; i++) {
                master.library()
                        .add(NewDocument.text("paper " + i + ".txt", "The text of paper " + i + ".")
                                .tags(tag)
                                .asn((long) i));
            }
            replicas.forEach(replica -> replica.library().documentIdsFrom(1000));
            controller.configure(master, replicas, 3, Duration.ofSeconds(2));
            for (int kill = 1; kill <= kills; kill++) {
                killSomewhere(controller, master, replicas);
            }
            controller.start();
            controller.awaitSuccess(replicas.size(), PATIENCE);
            replicas.forEach(replica -> judge(controller, master, replica));
            assertThat(master.journal().writes()).isEmpty();
            assertThat(controller.stop()).as("it ends when it is asked to").isTrue();
            assertThat(controller.count("select count(*) from sync_runs where state in ('queued', 'running')"))
                    .isZero();
            assertThat(controller.count(
                            "select count(*) from uploads where state in ('PLANNED', 'POSTED', 'CONSUMED')"))
                    .isZero();
            assertThat(controller.count("select count(*) from work"))
                    .as("work that is left")
                    .isZero();
            assertThat(controller.spooled()).isEmpty();
        } catch (AssertionError | RuntimeException e) {
            throw new AssertionError("-Dseed=" + seed + ": " + e.getMessage() + "\n" + tail(controller.log()), e);
        } finally {
            controller.close();
            master.close();
            replicas.forEach(Paperless::close);
        }
    }

    /**
     * Kills the process after a random number of calls: during a start, a read, an upload or a settlement. Does nothing
     * after all runs have ended, because no call would follow.
     */
    private void killSomewhere(SecondJvm controller, Paperless master, List<Paperless> replicas) {
        int calls = calls(master, replicas) + 1 + random.nextInt(2 * 12 * DOCUMENTS / kills);
        long settled = controller.count("select count(*) from sync_runs where state = 'success'");
        if (settled == replicas.size()) {
            return;
        }
        controller.start();
        controller.awaitWhileItRuns(
                "call " + calls,
                PATIENCE,
                () -> calls(master, replicas) >= calls
                        || controller.count("select count(*) from sync_runs where state = 'success'") > settled);
        controller.kill();
    }

    private static int calls(Paperless master, List<Paperless> replicas) {
        return master.journal().count()
                + replicas.stream()
                        .mapToInt(replica -> replica.journal().count())
                        .sum();
    }

    private static void judge(SecondJvm controller, Paperless master, Paperless replica) {
        assertThat(replica.library().documents()).as(replica.version()).hasSize(DOCUMENTS);
        assertThat(Equal.differences(master, replica))
                .as("differences on %s", replica.version())
                .isEmpty();
        assertThat(replica.library().trashed()).isEmpty();
        // Each start may prove the replica again, which deletes a tag. Nothing else is deleted.
        assertThat(replica.journal().where("DELETE", ".*"))
                .allMatch(entry -> entry.path().matches("/api/tags/\\d+/"));
        assertThat(replica.journal().where("POST", POST).stream()
                        .filter(entry -> entry.sent().heldAlready() > 0))
                .as("uploads although the replica held the bytes")
                .isEmpty();
        assertThat(controller.count("select count(*) from sync_map")).isEqualTo(2 * DOCUMENTS);
    }

    private static String tail(String log) {
        return log.substring(Math.max(0, log.length() - 5000));
    }
}
