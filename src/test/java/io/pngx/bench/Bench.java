package io.pngx.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

/**
 * Runs the workloads and prints their figures. The system property {@code bench.only} selects workloads.
 * {@code bench.documents} and {@code bench.sizes} set numbers of documents. {@code bench.app} names a folder with the
 * launcher of another build, and {@code bench.json} names the file for the figures.
 */
public final class Bench {
    private static final Path BUILT = Path.of("target");

    private Bench() {}

    public static void main(String[] args) throws Exception {
        Path app = System.getProperty("bench.app") == null ? layOut() : Path.of(System.getProperty("bench.app"));
        Figures figures = run(
                List.of(app.resolve("pngx-controller").toAbsolutePath().toString()),
                Integer.getInteger("bench.documents", 200),
                Arrays.stream(System.getProperty("bench.sizes", "1000").split(","))
                        .map(Integer::valueOf)
                        .toList(),
                Arrays.asList(System.getProperty("bench.only", "").split(",")));
        Path json = Path.of(System.getProperty("bench.json", "target/bench.json"));
        figures.write(json);
        System.out.println("\n" + figures.table() + "\n\n" + machine() + "\nAlso in " + json);
    }

    /**
     * Runs the workloads.
     *
     * @param command starts the controller
     * @param documents number of documents of the workloads that send files
     * @param sizes numbers of documents of the libraries that stay unchanged
     * @param only names of workloads; one empty name means all
     */
    static Figures run(List<String> command, int documents, List<Integer> sizes, List<String> only) throws Exception {
        Figures figures = new Figures();
        Workloads workloads = new Workloads(command, figures);
        for (Workloads.Workload workload : workloads.all(documents, sizes)) {
            if (only.contains("") || only.contains(workload.name())) {
                System.out.println("\n-- " + workload.name());
                workload.body().run();
            }
        }
        return figures;
    }

    /** Writes the content of the image, with its class archive, into a folder below the build folder. */
    static Path layOut() throws IOException, InterruptedException {
        Path app = BUILT.resolve("bench-app");
        Path lib = Files.createDirectories(app.resolve("lib"));
        try (Stream<Path> jars = Files.list(BUILT.resolve("lib"))) {
            for (Path jar : jars.toList()) {
                Files.copy(jar, lib.resolve(jar.getFileName()), java.nio.file.StandardCopyOption.REPLACE_EXISTING);
            }
        }
        Files.deleteIfExists(app.resolve("pngx-controller.jsa"));
        carryOut("scripts/lay-out", BUILT.toString(), app.toString());
        carryOut("scripts/without-foreign-natives", lib.toString());
        carryOut("scripts/archive-classes", app.toString());
        return app;
    }

    private static void carryOut(String... command) throws IOException, InterruptedException {
        int code = new ProcessBuilder(command).inheritIO().start().waitFor();
        if (code != 0) {
            throw new IllegalStateException(String.join(" ", command) + " ended with " + code);
        }
    }

    private static String machine() {
        return Runtime.getRuntime().availableProcessors() + " processors, " + System.getProperty("os.arch") + ", Java "
                + System.getProperty("java.version");
    }

    static void pause(Duration time) {
        LockSupport.parkNanos(time.toNanos());
    }
}
