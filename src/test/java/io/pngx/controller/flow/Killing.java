package io.pngx.controller.flow;

import static org.assertj.core.api.Assertions.assertThat;

import io.pngx.simulator.NewDocument;
import io.pngx.simulator.Paperless;
import io.pngx.simulator.Rule;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.awaitility.core.ConditionTimeoutException;

/** A controller in its own process. The test kills the process, as {@code kill -9} does, during a certain call. */
final class Killing implements AutoCloseable {
    static final Duration LIMIT = Duration.ofSeconds(2);
    static final Duration PATIENCE = Duration.ofMinutes(10);

    final Paperless master = Version.V2.start();
    final List<Paperless> replicas;
    final SecondJvm controller = new SecondJvm("128m");
    private final Set<Integer> foreign = new HashSet<>();
    private final int tag;

    Killing(Version... versions) {
        replicas = Stream.of(versions).map(Version::start).toList();
        replicas.forEach(server -> server.library().documentIdsFrom(1000));
        tag = Papers.lookup(master.api(), "tags", "name", "a tag");
        int link = Papers.lookup(master.api(), "custom_fields", "name", "see", "data_type", "documentlink");
        int one = add("one", 1);
        int two = add("two", 2);
        add("three", 3);
        master.api()
                .patch(
                        "/api/documents/" + one + "/",
                        Papers.json("custom_fields", List.of(Papers.json("field", link, "value", List.of(two)))));
    }

    /** Adds a document to the master, and returns its id. */
    int add(String name, long asn) {
        return master.library()
                .add(NewDocument.text(name + ".txt", "The document " + name + ".")
                        .tags(tag)
                        .asn(asn)
                        .owner(2));
    }

    /** Gives each replica a document of its user, so that the controller searches a replica before it sends a file. */
    void addForeignDocuments() {
        replicas.forEach(replica -> foreign.add(
                replica.library().add(NewDocument.text("elsewhere.txt", "A document of a user of the replica."))));
    }

    /**
     * @param unhandled true: the server does not handle the call; false: the server handles the call, and the answer is
     *     lost
     */
    record Moment(boolean onMaster, String method, String path, String query, boolean unhandled) {}

    /** Kills the process when the first {@code count} replicas have reached this moment. */
    void killAt(String name, Moment moment, int count) {
        CountDownLatch reached = new CountDownLatch(count);
        CountDownLatch killed = new CountDownLatch(1);
        Runnable stand = () -> {
            reached.countDown();
            await(killed);
        };
        List<Rule> rules = (moment.onMaster ? List.of(master) : replicas.subList(0, count))
                .stream()
                        .map(server -> {
                            Rule rule = server.faults()
                                    .on(moment.method, moment.path)
                                    .times(moment.onMaster ? count : 1);
                            rule = moment.query == null ? rule : rule.query(moment.query);
                            return moment.unhandled
                                    ? rule.before(stand).cutBefore()
                                    : rule.before(() -> server.worker().awaitIdle(PATIENCE))
                                            .after(stand);
                        })
                        .toList();
        controller.start();
        try {
            controller.awaitWhileItRuns(name, PATIENCE, () -> reached.getCount() == 0);
        } catch (ConditionTimeoutException e) {
            throw new AssertionError(e.getMessage() + "\n" + controller.log(), e);
        } finally {
            controller.kill();
            killed.countDown();
            rules.forEach(Rule::end);
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** @param successes number of successful runs to wait for; then all replicas are equal, and no work is open */
    void goOnToTheEnd(int successes) {
        controller.start();
        controller.awaitSuccess(successes, PATIENCE);
        for (Paperless replica : replicas) {
            assertThat(Equal.differences(master, replica, foreign, Set.of()))
                    .as("differences on %s\n%s", replica.version(), controller.log())
                    .isEmpty();
        }
        assertThat(master.journal().writes()).isEmpty();
        assertThat(controller.stop()).as("it ends when it is asked to").isTrue();
        assertThat(controller.count("select count(*) from sync_runs where state in ('queued', 'running')"))
                .isZero();
        assertThat(controller.count("select count(*) from uploads where state in ('PLANNED', 'POSTED', 'CONSUMED')"))
                .isZero();
        assertThat(controller.spooled()).isEmpty();
    }

    @Override
    public void close() {
        controller.close();
        master.close();
        replicas.forEach(Paperless::close);
    }
}
