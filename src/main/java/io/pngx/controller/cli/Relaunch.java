package io.pngx.controller.cli;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;

/**
 * Starts the controller in a second process, with the options of {@code jvm.options} and a class data sharing (CDS)
 * archive beside the jar. {@code java -jar} starts a process without these options, because a jar can't set JVM
 * options. The first process waits and passes signals on. The first process uses no library, so that it stays small.
 */
public final class Relaunch {
    /**
     * Property that names the launcher: {@code script}, or {@code java} for this class. If the property is set, this
     * class starts no second process.
     */
    private static final String LAUNCHED = "pngx.launched";

    private final List<String> command = new ArrayList<>();
    private Path archive;
    private Path newArchive;

    private Relaunch(List<String> java, String jar) throws IOException {
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(options());
        command.add("-D" + LAUNCHED + "=java");
        chooseArchive(Path.of(jar).toAbsolutePath());
        command.addAll(java);
    }

    /**
     * Runs the command line in a second process if {@code java -jar} started this process for a command that keeps
     * running.
     *
     * @return the exit code; null if this process must run the command
     */
    public static Integer run(String[] args) {
        if (System.getProperty(LAUNCHED) != null) {
            return null;
        }
        try {
            String[] java = ProcessHandle.current().info().arguments().orElse(new String[0]);
            String jar = jar(java, args);
            return jar == null || !goesOn(args) || hasAgent(java) ? null : new Relaunch(List.of(java), jar).runToEnd();
        } catch (IOException | InterruptedException e) {
            return null;
        }
    }

    /** Ends this process when the process that started it ends, even if that process was killed. */
    public static void watchLauncher() {
        if (!"java".equals(System.getProperty(LAUNCHED))) {
            return;
        }
        Thread watch = new Thread(
                () -> {
                    try {
                        while (System.in.read() >= 0) {
                            // The first process sends nothing. The end of the stream is the end of the first process.
                        }
                    } catch (IOException ended) {
                        // An error has the same meaning as the end of the stream.
                    }
                    System.exit(143);
                },
                "launcher");
        watch.setDaemon(true);
        watch.start();
    }

    /** Returns the jar of {@code java [options] -jar file [args]}; null if this process was started in another way. */
    private static String jar(String[] java, String[] args) {
        int at = java.length - args.length - 2;
        boolean isJar =
                at >= 0 && java[at].equals("-jar") && java[at + 1].equals(System.getProperty("java.class.path"));
        return isJar ? java[at + 1] : null;
    }

    private static boolean goesOn(String[] args) {
        return args.length == 0 || args.length == 1 && (args[0].equals("run") || args[0].equals("demo"));
    }

    /**
     * Returns whether a debugger or profiler uses this process. In this case, no second process is started, because
     * both processes would need the same port.
     */
    private static boolean hasAgent(String[] java) {
        String all = String.join(" ", java) + System.getenv("JAVA_TOOL_OPTIONS") + System.getenv("JDK_JAVA_OPTIONS");
        return all.contains("-agent") || all.contains("-javaagent") || all.contains("jmxremote");
    }

    private static List<String> options() throws IOException {
        try (InputStream in = Relaunch.class.getResourceAsStream("/jvm.options")) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> line.startsWith("-"))
                    .toList();
        }
    }

    /**
     * Uses the CDS archive for this Java and this jar. If there is none, the second process writes the archive when it
     * ends.
     */
    private void chooseArchive(Path jar) throws IOException {
        archive = jar.resolveSibling(
                "pngx-controller-" + Runtime.version() + "-" + System.getProperty("os.arch") + ".jsa");
        newArchive = jar.resolveSibling(archive.getFileName() + ".new");
        if (Files.exists(archive) && Files.getLastModifiedTime(archive).compareTo(Files.getLastModifiedTime(jar)) > 0) {
            command.add("-XX:SharedArchiveFile=" + archive);
        } else if (Files.isWritable(jar.getParent())) {
            command.add("-XX:ArchiveClassesAtExit=" + newArchive);
        }
    }

    private int runToEnd() throws IOException, InterruptedException {
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectOutput(ProcessBuilder.Redirect.INHERIT)
                .redirectError(ProcessBuilder.Redirect.INHERIT);
        builder.environment().putIfAbsent("MALLOC_ARENA_MAX", "2");
        Process process = builder.start();
        Runtime.getRuntime().addShutdownHook(new Thread(() -> {
            process.destroy();
            end(process);
        }));
        return end(process);
    }

    private synchronized int end(Process process) {
        while (true) {
            try {
                int code = process.waitFor();
                File made = newArchive.toFile();
                if (made.exists()) {
                    Files.move(newArchive, archive, StandardCopyOption.REPLACE_EXISTING);
                }
                return code;
            } catch (InterruptedException e) {
                // The second process still runs, so this process waits again.
            } catch (IOException e) {
                return process.exitValue();
            }
        }
    }
}
