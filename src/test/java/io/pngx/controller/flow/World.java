package io.pngx.controller.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.pngx.controller.store.LogRow;
import io.pngx.controller.store.Logs;
import io.pngx.controller.store.Run;
import io.pngx.controller.store.Runs;
import io.pngx.controller.store.Setting;
import io.pngx.controller.store.SettingType;
import io.pngx.controller.store.Times;
import io.pngx.controller.text.Text;
import io.pngx.simulator.Journal;
import io.pngx.simulator.NewDocument;
import io.pngx.simulator.Paperless;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;

/** A master, its replicas, and the controller. Runs start only when a test requests them. */
public final class World implements AutoCloseable {
    public static final Duration PATIENCE = Duration.ofMinutes(5);
    /** Polls every 20 ms would take more than half as much CPU as the ticks of the idle controller. */
    private static final Duration POLL = Duration.ofMillis(40);
    /** Columns with times that the controller compares with the real clock: table, key, columns. */
    private static final List<List<String>> TIMES = List.of(
            List.of("work", "master_id", "next_at"),
            List.of("uploads", "id", "planned_at"),
            List.of("uploads", "id", "changed_at"),
            List.of("uploads", "id", "next_poll_at"),
            List.of("uploads", "id", "task_since"),
            List.of("uploads", "id", "posting_at"),
            List.of("uploads", "id", "answered_at"),
            List.of("uploads", "id", "question_at"),
            List.of("uploads", "id", "question_until"),
            List.of("sync_map", "master_id", "contested_at"));

    /** A replica and the number under which the controller knows it. */
    public record Replica(long id, Paperless server, Set<String> foreignLookups) {}

    public final Boot boot;
    public final Paperless master;
    final List<Replica> replicas = new ArrayList<>();
    private final boolean ownsBoot;
    private Duration patience = PATIENCE;
    private boolean deletesAreExpected;
    private final Promises promises;

    private World(Boot boot, boolean ownsBoot, Version master) {
        this.boot = boot;
        this.ownsBoot = ownsBoot;
        this.master = master.start();
        this.promises = new Promises(boot, this.master);
        for (Setting<?> setting : List.of(
                Setting.WORKER_TIME_LIMIT,
                Setting.PAUSED,
                Setting.SYNC_CONTENT,
                Setting.DRIFT,
                Setting.VERIFY_BYTES,
                Setting.DRILL_DOCUMENTS)) {
            boot.sql()
                    .sql("delete from settings where key = ?")
                    .param(setting.key())
                    .update();
        }
        boot.settings().put(Setting.SYNC_INTERVAL, "86400");
        boot.settings().put(Setting.FULL_SYNC_AT, SettingType.TimeOfDay.OFF);
        boot.settings().put(Setting.VERIFY_AT, SettingType.TimeOfDay.OFF);
        boot.settings().put(Setting.DRILL_AT, SettingType.TimeOfDay.OFF);
        boot.settings().put(Setting.MASTER_URL, this.master.url());
        boot.settings().put(Setting.MASTER_TOKEN, boot.vault().encrypt(this.master.adminToken()));
        boot.connections().refresh();
    }

    /** Creates a world with the shared controller of this JVM. */
    public static World of(Version master, Version... replicas) {
        return new World(Boot.shared(), false, master).with(replicas);
    }

    /** Creates a world with a controller that keeps the message of each step. */
    static World traced(Version master, Version... replicas) {
        return new World(Boot.traced(), true, master).with(replicas);
    }

    /** Creates a world with a controller that has MBeans for Hawtio. */
    static World managed(Version master, Version... replicas) {
        return new World(Boot.managed(), true, master).with(replicas);
    }

    /** Creates a world with its own controller, which the test may stop. */
    public static World ofItsOwn(Version master, Version... replicas) {
        return new World(Boot.fresh(), true, master).with(replicas);
    }

    /**
     * Creates a world with its own controller.
     *
     * @param properties properties that override those of the application
     */
    static World ofItsOwn(Map<String, String> properties, Version master, Version... replicas) {
        return new World(Boot.fresh(properties), true, master).with(replicas);
    }

    /** Adds text documents with the titles {@code Paper 1}, {@code Paper 2} and so on to the master. */
    World withPapers(int count) {
        for (int i = 1; i <= count; i++) {
            master.library()
                    .add(NewDocument.text("paper " + i + ".txt", "This is paper " + i + ".")
                            .title("Paper " + i));
        }
        return this;
    }

    private World with(Version... versions) {
        for (Version version : versions) {
            add(version.start());
        }
        return this;
    }

    /** Adds a replica without starting a run. Its document ids differ from those of the master. */
    Replica add(Paperless server) {
        server.library().documentIdsFrom(1000 * (replicas.size() + 1));
        String name = "replica " + server.port();
        String token = boot.vault().encrypt(server.adminToken());
        // An enabled replica would start its first cycle by itself.
        long id = boot.replicas().add(name, server.url(), token, false, null, 20);
        boot.replicas().cycleStarted(id, java.time.Instant.now());
        boot.replicas().configure(id, name, server.url(), token, true, null, 20);
        boot.connections().refresh();
        Replica replica = new Replica(id, server, lookups(server));
        replicas.add(replica);
        promises.watch(replica);
        return replica;
    }

    /** Returns all lookups of a server, in the form {@code tags/7}. */
    public static Set<String> lookups(Paperless server) {
        Set<String> found = new HashSet<>();
        Equal.KINDS.forEach(kind -> server.api()
                .get("/api/" + kind + "/?page_size=100000")
                .path("results")
                .forEach(each -> found.add(kind + "/" + each.path("id").asInt())));
        return found;
    }

    void patience(Duration longer) {
        patience = longer;
    }

    /** Returns the first replica. */
    public Replica replica() {
        return replicas.get(0);
    }

    /** Requests an incremental run of every replica, and waits for the end. */
    void run() {
        run(Run.Mode.INCREMENTAL);
    }

    void run(Run.Mode mode) {
        // Requested together, so that all replicas share one read of the master.
        boot.settings().put(Setting.PAUSED, "true");
        List<Run> asked = replicas.stream().map(replica -> ask(replica, mode)).toList();
        boot.settings().put(Setting.PAUSED, "false");
        asked.forEach(run -> assertThat(ended(run).state()).as(() -> said(run)).isEqualTo(Run.State.SUCCESS));
    }

    /** Makes a run of one replica, and returns the run at its end, whatever its state. */
    public Run run(Replica replica, Run.Mode mode) {
        return ended(ask(replica, mode));
    }

    Run runOnce() {
        return run(replica(), Run.Mode.INCREMENTAL);
    }

    public Run ask(Replica replica, Run.Mode mode) {
        Optional<Run> run = boot.runs().queue(replica.id(), mode);
        assertThat(run).as("a run is refused, one is open already").isPresent();
        return run.get();
    }

    public Run ended(Run run) {
        return eventually(
                "the end of run " + run.id(),
                () -> boot.runs().find(run.id()).orElseThrow(),
                now -> now.finishedAt() != null);
    }

    /** Moves the stored times of this replica back, such as retry times and limits, as if this time had passed. */
    public void pass(Replica replica, Duration time) {
        TIMES.forEach(at -> goBack(replica, at.get(0), at.get(1), at.get(2), time));
    }

    private void goBack(Replica replica, String table, String key, String column, Duration time) {
        String update = "update " + table + " set " + column + " = ? where replica_id = ? and " + key + " = ?";
        boot.sql()
                .sql("select " + key + " as k, " + column + " as t from " + table + " where replica_id = ? and "
                        + column + " is not null")
                .param(replica.id())
                .query()
                .listOfRows()
                .forEach(each -> boot.sql()
                        .sql(update)
                        .params(
                                Times.text(Instant.parse(String.valueOf(each.get("t")))
                                        .minus(time)),
                                replica.id(),
                                each.get("k"))
                        .update());
    }

    /** Returns the present state of a run. */
    public Run now(Run run) {
        return boot.runs().find(run.id()).orElseThrow();
    }

    public <T> T eventually(String what, Callable<T> question, java.util.function.Predicate<T> answer) {
        return await(what)
                .atMost(patience)
                .pollDelay(Duration.ZERO)
                .pollInterval(POLL)
                .until(question, answer);
    }

    public void eventually(String what, Callable<Boolean> condition) {
        await(what).atMost(patience).pollDelay(Duration.ZERO).pollInterval(POLL).until(condition);
    }

    /** Returns the log lines of a run. */
    public String said(Run run) {
        return text(new Logs.Filter(null, run.id(), null, null, null, 200));
    }

    /** Returns the log lines of a replica, newest first. */
    public String said(Replica replica) {
        return text(new Logs.Filter(replica.id(), null, null, null, null, 500));
    }

    private String text(Logs.Filter filter) {
        StringBuilder text = new StringBuilder();
        for (LogRow row : boot.logs().find(filter)) {
            text.append(row.level())
                    .append(' ')
                    .append(row.action())
                    .append(": ")
                    .append(row.message())
                    .append('\n');
        }
        return text.toString();
    }

    /** Asserts that every replica equals the master. */
    void assertEqual() {
        for (Replica replica : replicas) {
            assertEqual(replica);
        }
    }

    /** Adds lookups to the replica before the first run. These foreign lookups do not count as differences. */
    void prepare(Replica replica) {
        Papers.prepare(replica.server());
        hasItsOwnLookups(replica);
    }

    void hasItsOwnLookups(Replica replica) {
        replica.foreignLookups().addAll(lookups(replica.server()));
    }

    void assertEqual(Replica replica) {
        assertThat(Equal.differences(master, replica.server(), Set.of(), replica.foreignLookups()))
                .as("differences on %s", replica.server().version())
                .isEmpty();
    }

    /** Returns the number of uploads that reached a replica. */
    static int uploads(Paperless server) {
        return server.journal().count("POST", "/api/documents/post_document/");
    }

    /** Returns the PATCHes of documents of a replica. */
    static List<Journal.Entry> patches(Paperless server) {
        return server.journal().where("PATCH", "/api/documents/\\d+/");
    }

    /** Allows deletions, which the test checks itself. */
    public World deletesAreExpected() {
        deletesAreExpected = true;
        return this;
    }

    public Promises promises() {
        return promises;
    }

    void forgetJournals() {
        assertPromises();
        master.journal().clear();
        replicas.forEach(replica -> replica.server().journal().clear());
    }

    /** Checks the promises that hold in every test. */
    private void assertPromises() {
        promises.assertKept();
        for (Replica replica : replicas) {
            if (!deletesAreExpected) {
                assertNothingDeleted(replica.server());
            }
        }
    }

    static void assertNothingDeleted(Paperless server) {
        List<Journal.Entry> deletes = server.journal().where("DELETE", ".*");
        // If the answer to a proof is lost or spoilt, the proof is repeated with another tag.
        long proofs = server.journal().where("POST", "/api/tags/").stream()
                .filter(entry ->
                        entry.sent().json() != null && entry.sent().json().contains("pngx-controller-probe-"))
                .count();
        assertThat(deletes)
                .as("nothing is deleted but the tags that prove a replica")
                .hasSizeLessThanOrEqualTo((int) Math.max(1, proofs))
                .allMatch(entry -> entry.path().matches("/api/tags/\\d+/"));
        assertThat(server.journal()
                        .where(entry -> entry.isWrite() && entry.path().matches("/api/documents/bulk_edit/.*")))
                .isEmpty();
    }

    @Override
    public void close() {
        try {
            assertPromises();
        } finally {
            if (ownsBoot) {
                boot.close();
            } else {
                try {
                    leave();
                } finally {
                    Boot.leaveShared();
                }
            }
            master.close();
            replicas.forEach(replica -> replica.server().close());
        }
    }

    /** Waits for the end of open work, then removes the replicas. */
    private void leave() {
        Runs runs = boot.runs();
        for (Replica replica : replicas) {
            boot.replicas().pause(replica.id(), true);
            runs.open(replica.id())
                    .filter(run -> run.state() == Run.State.QUEUED)
                    .ifPresent(run -> runs.finish(run.id(), Run.State.CANCELLED, Text.verbatim("the test is over")));
            eventually(
                    "the end of what is under way",
                    () -> runs.open(replica.id()).isEmpty() && !boot.locks().isLocked(replica.id()));
            boot.replicas().delete(replica.id());
        }
    }
}
