package io.pngx.bench;

import com.fasterxml.jackson.databind.JsonNode;
import io.pngx.simulator.Journal;
import io.pngx.simulator.NewDocument;
import io.pngx.simulator.Paperless;
import java.io.InputStream;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** The workloads: each starts its own instances and its own controller. */
final class Workloads {
    private static final Duration CONSUMER = Duration.ofMillis(200);
    private static final List<String> PAGES = List.of("/", "/replicas", "/runs", "/logs", "/settings");

    interface Body {
        void run() throws Exception;
    }

    record Workload(String name, Body body) {}

    private final List<String> command;
    private final Figures figures;

    Workloads(List<String> command, Figures figures) {
        this.command = command;
        this.figures = figures;
    }

    List<Workload> all(int documents, List<Integer> sizes) {
        List<Workload> all = new ArrayList<>();
        all.add(new Workload("start", this::start));
        all.add(new Workload("first", () -> firstSync(documents)));
        all.add(new Workload("consumer", () -> slowConsumer(Math.max(10, documents / 4))));
        all.add(new Workload("tags", () -> tags(documents)));
        all.add(new Workload("replicas", () -> twoReplicas(documents)));
        for (int size : sizes) {
            all.add(new Workload("unchanged", () -> unchanged(size)));
        }
        return all;
    }

    private void start() {
        try (Paperless master = instance(Paperless.v2(), Duration.ZERO)) {
            List<double[]> starts = new ArrayList<>();
            for (int i = 0; i < 3; i++) {
                try (ControllerProcess controller = new ControllerProcess(command, master)) {
                    long begin = System.nanoTime();
                    controller.start();
                    double wall = secondsSince(begin);
                    double cpu = controller.cpuSeconds();
                    Bench.pause(Duration.ofSeconds(10));
                    double atRest = controller.cpuSeconds();
                    Bench.pause(Duration.ofSeconds(10));
                    starts.add(new double[] {
                        wall,
                        cpu,
                        controller.residentMib(),
                        (controller.cpuSeconds() - atRest) * 6,
                        controller.threads()
                    });
                }
            }
            figures.add("start to ready", median(starts, 0), "s");
            figures.add("start to ready, CPU", median(starts, 1), "s");
            figures.add("resident at rest", median(starts, 2), "MiB");
            figures.add("CPU at rest, a minute", median(starts, 3), "s");
            figures.add("threads at rest", median(starts, 4), "");
        }
    }

    /** Measures a first sync of texts to a consumer that takes no time, and the two plain clients for comparison. */
    private void firstSync(int documents) throws Exception {
        try (Paperless master = instance(Paperless.v2(), Duration.ZERO);
                Paperless replica = instance(Paperless.v3(), Duration.ZERO);
                Paperless warm = instance(Paperless.v3(), Duration.ZERO);
                Paperless other = instance(Paperless.v3(), Duration.ZERO);
                Paperless third = instance(Paperless.v3(), Duration.ZERO);
                ControllerProcess controller = new ControllerProcess(command, master)) {
            addTexts(master, documents);
            new PlainClient(master, warm).oneAfterTheOther();
            master.journal().clear();
            controller.start().onlyRequestedRuns();
            int half = documents / 2;
            double before = controller.cpuSeconds();
            double[] atHalf = new double[1];
            long begin = System.nanoTime();
            controller.addReplica(replica);
            controller.await("half of the documents", Duration.ofMillis(20), () -> posts(replica) >= half);
            atHalf[0] = controller.cpuSeconds();
            controller.await("the last document", Duration.ofMillis(20), () -> posts(replica) >= documents);
            controller.awaitRuns();
            double wall = secondsSince(begin);
            double cpu = controller.cpuSeconds();
            int masterCalls = master.journal().count();
            printCalls(master, documents, "master");
            printCalls(replica, documents, "replica");
            check(replica.library().documents().size() == documents, "the replica has other documents");
            double loop = seconds(new PlainClient(master, other).sameCalls(replica));
            double sequential = seconds(new PlainClient(master, third).oneAfterTheOther());
            figures.add("bare loop, " + documents + " texts", loop, "s");
            figures.add("sequential client, " + documents + " texts", sequential, "s");
            figures.add("first sync, " + documents + " texts", wall, "s", loop, "bare loop");
            figures.add("first sync, " + documents + " texts (again)", wall, "s", sequential, "sequential client");
            figures.add("CPU for a new document", (cpu - before) / documents * 1000, "ms");
            figures.add("CPU for a new document after " + half, (cpu - atHalf[0]) / (documents - half) * 1000, "ms");
            figures.add("calls on the master for a new document", 1.0 * masterCalls / documents, "calls");
            figures.add(
                    "calls on the replica for a new document",
                    1.0 * replica.journal().count() / documents,
                    "calls");
            figures.add("resident after a first sync of " + documents, controller.residentMib(), "MiB");
        }
    }

    /** Prints the calls of a first sync, so that the cause of a changed number of calls is visible. */
    private static void printCalls(Paperless server, int documents, String name) {
        Map<String, Integer> counts = new TreeMap<>();
        for (Journal.Entry call : server.journal().all()) {
            counts.merge(call.method() + " " + call.path().replaceAll("\\d+", "N"), 1, Integer::sum);
        }
        counts.forEach((call, count) -> System.out.printf(
                Locale.ROOT, "   %.2f a document on the %s: %s%n", 1.0 * count / documents, name, call));
    }

    /** Measures a tag that is added to all documents of a library, and then renamed. */
    private void tags(int documents) throws Exception {
        try (Paperless master = instance(Paperless.v2(), Duration.ZERO);
                Paperless replica = instance(Paperless.v3(), Duration.ZERO);
                ControllerProcess controller = new ControllerProcess(command, master)) {
            startMapped(controller, master, replica, documents);
            int tag = master.api()
                    .post("/api/tags/", Map.of("name", "bench"))
                    .path("id")
                    .asInt();
            master.library().documents().forEach(each -> addTag(master, each.id(), tag));
            replica.journal().clear();
            double before = controller.cpuSeconds();
            JsonNode run = controller.run("incremental");
            check(run.path("updated").asInt() == documents, "not all documents got the tag: " + run);
            figures.add(
                    "tag added to " + documents + ", CPU for a document",
                    (controller.cpuSeconds() - before) / documents * 1000,
                    "ms");
            figures.add(
                    "tag added to " + documents + ", writes",
                    replica.journal().writes().size(),
                    "calls");
            master.api().patch("/api/tags/" + tag + "/", Map.of("name", "renamed"));
            replica.journal().clear();
            controller.run("incremental");
            figures.add(
                    "tag of " + documents + " renamed, writes",
                    replica.journal().writes().size(),
                    "calls");
        }
    }

    private static void addTag(Paperless master, int id, int tag) {
        master.api().patch("/api/documents/" + id + "/", Map.of("tags", List.of(tag)));
    }

    /** Measures a sync to a slow consumer while pages and live logs are open. */
    private void slowConsumer(int documents) throws Exception {
        try (Paperless master = instance(Paperless.v2(), Duration.ZERO);
                Paperless replica = instance(Paperless.v3(), CONSUMER);
                ControllerProcess controller = new ControllerProcess(command, master)) {
            addTexts(master, documents);
            controller.start().onlyRequestedRuns();
            long threads = controller.threads();
            List<InputStream> logs = new ArrayList<>();
            for (int i = 0; i < 50; i++) {
                logs.add(controller.liveLog());
            }
            figures.add("threads for 50 live logs", controller.threads() - threads, "");
            long begin = System.nanoTime();
            controller.addReplica(replica);
            List<Duration> latencies = new ArrayList<>();
            controller.await("the last document", Duration.ofMillis(50), () -> {
                latencies.add(controller.firstByte(PAGES.get(latencies.size() % PAGES.size())));
                return posts(replica) >= documents;
            });
            controller.awaitRuns();
            figures.add(
                    "first sync, " + documents + " texts, consumer of 200 ms",
                    secondsSince(begin),
                    "s",
                    documents * CONSUMER.toMillis() / 1000.0,
                    "the consumer's own time");
            Collections.sort(latencies);
            figures.add("pages during a sync, first byte, p95", millis(latencies, 95), "ms");
            figures.add("pages during a sync, first byte, median", millis(latencies, 50), "ms");
            for (InputStream log : logs) {
                log.close();
            }
        }
    }

    /** Measures the calls on the master while two replicas are filled at the same time. */
    private void twoReplicas(int documents) throws Exception {
        int one = masterCalls(documents, 1);
        int two = masterCalls(documents, 2);
        figures.add("calls on the master, one replica, " + documents + " texts", one, "calls");
        figures.add("calls on the master, two replicas, " + documents + " texts", two, "calls", one, "one replica");
    }

    private int masterCalls(int documents, int replicas) throws Exception {
        List<Paperless> servers = new ArrayList<>();
        try (Paperless master = instance(Paperless.v2(), Duration.ZERO);
                ControllerProcess controller = new ControllerProcess(command, master)) {
            addTexts(master, documents);
            controller.start().onlyRequestedRuns();
            controller.call("POST", "/api/pause", Map.of());
            for (int i = 0; i < replicas; i++) {
                servers.add(instance(Paperless.v3(), Duration.ZERO));
                controller.addReplica(servers.get(i));
            }
            master.journal().clear();
            controller.call("POST", "/api/resume", Map.of());
            controller.await(
                    "the last document",
                    Duration.ofMillis(100),
                    () -> servers.stream().allMatch(each -> posts(each) >= documents));
            controller.awaitRuns();
            return master.journal().count();
        } finally {
            servers.forEach(Paperless::close);
        }
    }

    /** Measures runs over an unchanged library. The copies are mapped beforehand, and not sent. */
    private void unchanged(int size) throws Exception {
        try (Paperless master = instance(Paperless.v2(), Duration.ZERO);
                Paperless replica = instance(Paperless.v3(), Duration.ZERO);
                ControllerProcess controller = new ControllerProcess(command, master)) {
            startMapped(controller, master, replica, size);
            for (String mode : List.of("full", "incremental")) {
                run(controller, master, replica, mode, size);
            }
        }
    }

    /** Starts a controller that knows all copies, and lets it compare them once. */
    private void startMapped(ControllerProcess controller, Paperless master, Paperless replica, int size)
            throws Exception {
        CopiedLibrary.fill(master, replica, size);
        controller.start().onlyRequestedRuns();
        controller.call("POST", "/api/pause", Map.of());
        long id = controller.addReplica(replica);
        controller.stop();
        CopiedLibrary.map(controller.database(), id, master, replica);
        controller.start();
        controller.call("POST", "/api/resume", Map.of());
        controller.awaitRuns();
        controller.run("full");
        check(replica.journal().where(Workloads::changesDocuments).isEmpty(), "a copy was written");
    }

    private void run(ControllerProcess controller, Paperless master, Paperless replica, String mode, int size) {
        master.journal().clear();
        replica.journal().clear();
        double cpu = controller.cpuSeconds();
        double resident = controller.residentMib();
        long begin = System.nanoTime();
        JsonNode run = controller.run(mode);
        String what = mode + " run, " + size + " unchanged";
        figures.add(what + ", wall", secondsSince(begin), "s");
        double seconds = controller.cpuSeconds() - cpu;
        figures.add(what + ", CPU", seconds, "s");
        figures.add(what + ", CPU for a document", seconds / size * 1000, "ms");
        figures.add(
                what + ", calls", master.journal().count() + replica.journal().count(), "calls");
        figures.add(what + ", growth of memory", controller.residentMib() - resident, "MiB");
        if (mode.equals("full")) {
            check(run.path("unchanged").asInt() == size, "not all documents were unchanged: " + run);
        }
    }

    private static boolean changesDocuments(Journal.Entry call) {
        return call.isWrite() && call.path().startsWith("/api/documents/");
    }

    private static Paperless instance(Paperless.Builder builder, Duration consumeTime) {
        return builder.consumeTime(consumeTime).start();
    }

    private static void addTexts(Paperless master, int documents) {
        for (int i = 1; i <= documents; i++) {
            master.library()
                    .add(NewDocument.text("paper " + i + ".txt", "The text of paper " + i + ".")
                            .title("Paper number " + i)
                            .modified(Instant.now().minusSeconds(3600)));
        }
    }

    private static int posts(Paperless replica) {
        return replica.journal().count("POST", "/api/documents/post_document/");
    }

    private static void check(boolean holds, String otherwise) {
        if (!holds) {
            throw new IllegalStateException(otherwise);
        }
    }

    private static double secondsSince(long begin) {
        return (System.nanoTime() - begin) / 1e9;
    }

    private static double seconds(Duration time) {
        return time.toNanos() / 1e9;
    }

    private static double median(List<double[]> measured, int column) {
        return measured.stream()
                .mapToDouble(each -> each[column])
                .sorted()
                .skip(measured.size() / 2)
                .findFirst()
                .orElseThrow();
    }

    private static double millis(List<Duration> sorted, int percent) {
        return sorted.get((sorted.size() - 1) * percent / 100).toNanos() / 1e6;
    }
}
