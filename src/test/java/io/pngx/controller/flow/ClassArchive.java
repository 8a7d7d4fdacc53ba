package io.pngx.controller.flow;

import static org.assertj.core.api.Assertions.assertThat;

import io.pngx.controller.PngxController;
import io.pngx.simulator.Paperless;
import java.io.File;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;

/**
 * Provides the command that starts the controller in its own process, from a jar with a class archive (class-data
 * sharing), as in the image. The archive halves the time of a start, and tests start the controller more than a hundred
 * times. The first process that needs the archive creates it.
 */
final class ClassArchive {
    private static final Path CLASSES = compiled();
    private static final Path FOLDER = CLASSES.resolveSibling("class-archive");
    private static final Duration PATIENCE = Duration.ofMinutes(5);

    private ClassArchive() {}

    /**
     * Returns the command that starts the controller, without arguments.
     *
     * @param options more options of Java
     */
    static synchronized List<String> command(List<String> options) {
        try {
            Files.createDirectories(FOLDER);
            try (FileChannel lock = FileChannel.open(
                            FOLDER.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                    var held = lock.lock()) {
                return start(made(), options);
            }
        } catch (IOException e) {
            throw new IllegalStateException("the archive of classes can't be made", e);
        }
    }

    private static Path made() throws IOException {
        Path made = FOLDER.resolve(String.valueOf(changed()));
        if (!Files.exists(made.resolve("done"))) {
            Files.createDirectories(made);
            pack(made.resolve("controller.jar"));
            train(made);
            Files.createFile(made.resolve("done"));
        }
        return made;
    }

    /**
     * Starts the controller, lets it fill a replica of each version and answer a page, and stops it. The archive then
     * contains the classes that these actions loaded.
     */
    private static void train(Path made) {
        List<String> dump =
                List.of("-XX:ArchiveClassesAtExit=" + made.resolve("classes.jsa"), "-XX:SharedArchiveFile=");
        try (Paperless master = Version.V2.start();
                Paperless v2 = Version.V2.start();
                Paperless v3 = Version.V3.start();
                SecondJvm controller = new SecondJvm(
                        "256m",
                        options -> start(
                                made,
                                Stream.concat(options.stream(), dump.stream()).toList()))) {
            Papers.fill(master);
            controller.configure(master, List.of(v2, v3), 1, Duration.ofMinutes(5));
            controller.start();
            controller.awaitWhileItRuns(
                    "the first runs",
                    PATIENCE,
                    () -> controller.count("select count(*) from sync_runs where finished_at is not null") >= 2);
            assertThat(controller.call("GET", "/", null).statusCode()).isEqualTo(200);
            assertThat(controller.stop(PATIENCE)).as(controller.log()).isTrue();
        }
        assertThat(made.resolve("classes.jsa")).exists();
    }

    private static List<String> start(Path made, List<String> options) {
        List<String> command = new ArrayList<>(List.of(
                ProcessHandle.current().info().command().orElse("java"),
                "-XX:SharedArchiveFile=" + made.resolve("classes.jsa"),
                "-Xlog:cds=off",
                "-Xlog:cds+dynamic=off"));
        command.addAll(options);
        command.addAll(List.of(
                "-Dlogback.configurationFile=logback.xml", // the configuration of the product, not of the tests
                "-cp",
                classPath(made.resolve("controller.jar")),
                PngxController.class.getName()));
        return command;
    }

    /** Returns the class path without folders, because an archive can't contain folders. */
    private static String classPath(Path jar) {
        String tests = System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
        Stream<String> jars = Arrays.stream(tests.split(File.pathSeparator)).filter(entry -> entry.endsWith(".jar"));
        return String.join(
                File.pathSeparator,
                Stream.concat(Stream.of(jar.toString()), jars).toList());
    }

    private static void pack(Path jar) throws IOException {
        try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(jar));
                Stream<Path> files = Files.walk(CLASSES)) {
            for (Path file :
                    files.filter(each -> !each.equals(CLASSES)).sorted().toList()) {
                boolean folder = Files.isDirectory(file); // Flyway needs entries for the folders of migrations
                out.putNextEntry(new ZipEntry(
                        CLASSES.relativize(file).toString().replace(File.separatorChar, '/') + (folder ? "/" : "")));
                if (!folder) {
                    Files.copy(file, out);
                }
                out.closeEntry();
            }
        }
    }

    private static long changed() throws IOException {
        long last = 0;
        try (Stream<Path> files = Files.walk(CLASSES)) {
            for (Path file : (Iterable<Path>) files::iterator) {
                last = Math.max(last, Files.getLastModifiedTime(file).toMillis());
            }
        }
        return last;
    }

    private static Path compiled() {
        return Path.of(PngxController.class
                .getProtectionDomain()
                .getCodeSource()
                .getLocation()
                .getPath());
    }
}
