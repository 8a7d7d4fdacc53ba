package io.pngx.controller.flow;

import static org.assertj.core.api.Assertions.assertThat;

import io.pngx.controller.store.Changed;
import io.pngx.controller.store.LogRow;
import io.pngx.controller.store.Logs;
import io.pngx.controller.store.Replica;
import io.pngx.controller.store.Run;
import io.pngx.controller.store.Setting;
import io.pngx.simulator.DocumentView;
import io.pngx.simulator.NewDocument;
import io.pngx.simulator.Paperless;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.camel.Route;
import org.apache.camel.ServiceStatus;
import org.junit.jupiter.api.Test;

/**
 * Spoils random answers of the master and the replicas. Nothing crashes, nothing is deleted or sent twice, and no
 * failure is silent. Undisturbed runs afterwards make the replicas equal again. {@code -Dseed=} repeats a test,
 * {@code -Danswers=} sets the number of spoilt answers. There is a class for each version of the master, so that these
 * tests run in parallel.
 */
abstract class Fuzz {
    private static final Mutation[] MUTATIONS = Mutation.values();
    private static final int MOST_CHANGES = 4;

    private final long seed = Long.getLong("seed", Boolean.getBoolean("pngx.soak") ? System.nanoTime() : 1);
    private final int answers = Integer.getInteger("answers", Boolean.getBoolean("pngx.soak") ? 5_000 : 80);
    private final Version masterVersion;
    private final Random random = new Random(seed);
    private final List<String> told = Collections.synchronizedList(new ArrayList<>());
    private final List<String> uncaught = Collections.synchronizedList(new ArrayList<>());
    private final AtomicInteger spoilt = new AtomicInteger();
    private volatile double chance;
    private World world;
    private int papers;

    Fuzz(Version masterVersion) {
        this.masterVersion = masterVersion;
    }

    /** Spoils a random share of the answers of all instances. */
    private RawAnswer lie(String name, String request, RawAnswer answer) {
        Mutation mutation;
        long seedOfThis;
        synchronized (random) {
            if (random.nextDouble() >= chance) {
                return answer;
            }
            mutation = MUTATIONS[random.nextInt(MUTATIONS.length)];
            seedOfThis = random.nextLong();
        }
        spoilt.incrementAndGet();
        told.add(name + ": " + request + " -> " + mutation);
        return mutation.of(answer, new Random(seedOfThis));
    }

    @Test
    void noAnswerOfAPaperlessBreaksThePromises() {
        Thread.UncaughtExceptionHandler before = Thread.getDefaultUncaughtExceptionHandler();
        Thread.setDefaultUncaughtExceptionHandler((thread, e) -> uncaught.add(thread.getName() + ": " + e));
        world = World.of(masterVersion, Version.V2, Version.V3);
        List<LyingProxy> proxies = new ArrayList<>();
        try (World closing = world) {
            proxies.add(new LyingProxy(world.master.port(), (request, answer) -> lie("master", request, answer)));
            for (World.Replica replica : world.replicas) {
                String name = "replica " + replica.server().version();
                proxies.add(new LyingProxy(replica.server().port(), (request, answer) -> lie(name, request, answer)));
            }
            connect(proxies);
            fill();
            storm();
            calm();
            assertThat(proxies.stream().flatMap(proxy -> proxy.broken().stream()))
                    .as("the proxies themselves")
                    .isEmpty();
        } catch (AssertionError | RuntimeException e) {
            throw new AssertionError(
                    "-Dseed=" + seed + ": " + e.getMessage() + "\nthe last lies:\n"
                            + told.stream().skip(Math.max(0, told.size() - 25)).collect(Collectors.joining("\n")),
                    e);
        } finally {
            proxies.forEach(LyingProxy::close);
            Thread.setDefaultUncaughtExceptionHandler(before);
        }
    }

    private void connect(List<LyingProxy> proxies) {
        Boot boot = world.boot;
        boot.settings().put(Setting.MASTER_URL, proxies.get(0).url());
        boot.settings().put(Setting.WORKER_TIME_LIMIT, "1");
        for (int i = 0; i < world.replicas.size(); i++) {
            Replica row = row(world.replicas.get(i));
            boot.replicas()
                    .configure(
                            row.id(),
                            row.name(),
                            proxies.get(i + 1).url(),
                            boot.vault().encrypt(world.replicas.get(i).server().adminToken()),
                            true,
                            null,
                            3);
        }
        boot.connections().refresh();
    }

    private Replica row(World.Replica replica) {
        return world.boot.replicas().find(replica.id()).orElseThrow();
    }

    private void fill() {
        Paperless master = world.master;
        int tag = Papers.lookup(master.api(), "tags", "name", "a tag");
        Papers.lookup(master.api(), "tags", "name", "below it", "parent", tag);
        Papers.lookup(master.api(), "correspondents", "name", "somebody");
        Papers.lookup(master.api(), "custom_fields", "name", "see", "data_type", "documentlink");
        int choice = Papers.lookup(
                master.api(),
                "custom_fields",
                "name",
                "choice",
                "data_type",
                "select",
                "extra_data",
                Papers.select("red", "green"));
        assertThat(choice).isPositive();
        for (int i = 0; i < 6; i++) {
            master.library()
                    .add(NewDocument.text("paper " + papers + ".txt", "The text of paper " + papers++ + ".")
                            .tags(tag)
                            .asn((long) papers));
        }
    }

    /** Makes changes on the master, because a run without changes makes too few calls. */
    private void changes() {
        IntStream.rangeClosed(0, random.nextInt(MOST_CHANGES)).forEach(i -> change());
    }

    private void change() {
        Paperless master = world.master;
        List<DocumentView> documents = master.library().documents();
        DocumentView any = documents.get(random.nextInt(documents.size()));
        master.clock().move(Duration.ofSeconds(1));
        switch (random.nextInt(documents.size() > 60 ? 3 : 5)) {
            case 0 ->
                master.api()
                        .patch(
                                "/api/documents/" + any.id() + "/",
                                Papers.json("title", "title " + random.nextInt(1000)));
            case 1 -> master.api().patch("/api/documents/" + any.id() + "/", Papers.json("tags", List.of()));
            case 2 -> Papers.lookup(master.api(), "tags", "name", "tag " + told.size() + " " + random.nextInt(1 << 20));
            default ->
                master.library()
                        .add(NewDocument.text("paper " + papers + ".txt", "The text of paper " + papers++ + ".")
                                .asn((long) papers));
        }
    }

    private void storm() {
        while (spoilt.get() < answers) {
            changes();
            chance = random.nextInt(5) == 0 ? 0.3 : 0.03 + random.nextDouble() * 0.07;
            List<Run> runs = new ArrayList<>();
            boolean full = random.nextInt(4) == 0;
            for (World.Replica replica : world.replicas) {
                runs.add(world.ask(replica, full ? Run.Mode.FULL : Run.Mode.INCREMENTAL));
            }
            runs.forEach(run -> assertEndedAndSaid(world.ended(run)));
            chance = 0;
            for (World.Replica replica : world.replicas) {
                world.pass(replica, Duration.ofMinutes(20));
                acceptWhatOnlyAPersonCan(replica);
            }
            assertAlive();
            world.promises().assertKept();
        }
    }

    /** Simulates a user who reads the message and confirms that the library is the same. */
    private void acceptWhatOnlyAPersonCan(World.Replica replica) {
        String said = String.valueOf(row(replica).lastError());
        if (said.contains("accept the new library")) {
            told.add("a person accepts the master: " + said);
            world.boot.replicas().accept(replica.id(), Changed.MASTER);
        } else if (said.contains("accept the new replica")) {
            told.add("a person accepts the replica: " + said);
            world.boot.replicas().accept(replica.id(), Changed.REPLICA);
        }
    }

    private void assertEndedAndSaid(Run run) {
        if (run.state() != Run.State.SUCCESS) {
            List<LogRow> rows = world.boot.logs().find(new Logs.Filter(null, run.id(), null, null, null, 200));
            assertThat(rows)
                    .as("run %s ended as %s (%s), and the log says why", run.id(), run.state(), run.error())
                    .anyMatch(row ->
                            row.level() != LogRow.Level.INFO || row.action().equals("deferred"));
        }
        assertThat(String.valueOf(run.error()))
                .as("a sentence for a person")
                .doesNotContain("Cannot invoke", "Exception", "java.", "io.pngx");
    }

    private void assertAlive() {
        assertThat(uncaught).as("threads that died").isEmpty();
        for (Route route : world.boot.camel().getRoutes()) {
            assertThat(world.boot.camel().getRouteController().getRouteStatus(route.getRouteId()))
                    .as(route.getRouteId())
                    .isEqualTo(ServiceStatus.Started);
        }
    }

    private void calm() {
        chance = 0;
        for (World.Replica replica : world.replicas) {
            world.pass(replica, Duration.ofDays(2));
            // The first run settles waiting uploads; the second run finds no difference.
            world.run(replica, Run.Mode.FULL);
            world.pass(replica, Duration.ofDays(2));
            Run last = world.run(replica, Run.Mode.FULL);
            assertThat(last.state())
                    .as(() -> replica.server().version() + " " + last.error() + "\n" + world.said(last))
                    .isEqualTo(Run.State.SUCCESS);
            world.assertEqual(replica);
            assertThat(replica.server().library().documents())
                    .hasSize(world.master.library().documents().size());
            assertThat(replica.server().library().trashed()).isEmpty();
            assertThat(world.boot
                            .sql()
                            .sql("select count(*) from uploads where replica_id = ? "
                                    + "and state in ('PLANNED', 'POSTED', 'CONSUMED')")
                            .param(replica.id())
                            .query(Long.class)
                            .single())
                    .as("open uploads")
                    .isZero();
        }
    }
}
