package io.pngx.controller.cli;

import ch.qos.logback.classic.Level;
import io.pngx.controller.app.Controller;
import io.pngx.controller.app.JsonLines;
import io.pngx.controller.config.Ports;
import io.pngx.controller.config.Settings;
import io.pngx.controller.config.Vault;
import io.pngx.controller.store.Replica;
import io.pngx.simulator.Demo;
import io.pngx.simulator.Paperless;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.apache.camel.main.BaseMainSupport;
import org.apache.camel.main.Main;
import org.apache.camel.main.MainListenerSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Runs the demo: a simulated master, simulated replicas, and a controller with a database in a temporary folder. */
public final class DemoMode {
    private static final Logger LOG = LoggerFactory.getLogger(DemoMode.class);
    private static final int INTERVAL_SECONDS = 10;
    private static final int UPLOADS_IN_FLIGHT = 4;
    private static final int SHUTDOWN_SECONDS = 30;

    private DemoMode() {}

    /**
     * Runs the demo until the process is told to end.
     *
     * @param environment the environment; only its settings for ports, logging and sign-in are used, so that the demo
     *     neither reads nor writes data of another installation
     */
    public static void run(Map<String, String> environment) throws Exception {
        Path folder = Files.createTempDirectory("pngx-demo-");
        CountDownLatch ended = new CountDownLatch(1);
        Runtime.getRuntime().addShutdownHook(new Thread(() -> await(ended)));
        Demo demo = Demo.start();
        try {
            Settings settings = settings(environment, demo, folder);
            JsonLines.useIf(settings.logFormat() == Settings.LogFormat.JSON);
            Ports.requireFree(settings.httpHost(), settings.httpPort(), "HTTP_PORT");
            Ports.requireFree(settings.managementHost(), settings.managementPort(), "MANAGEMENT_PORT");
            Controller controller = new Controller(settings);
            Main main = controller.main();
            ScheduledExecutorService editing = Executors.newSingleThreadScheduledExecutor(DemoMode::daemon);
            main.addMainListener(new MainListenerSupport() {
                @Override
                public void afterStart(BaseMainSupport started) {
                    addReplicas(controller, demo);
                    // The edits are scheduled only when the database exists. Otherwise, the first execution would fail
                    // and end the schedule.
                    editing.scheduleWithFixedDelay(() -> startEditing(controller, demo), 1, 1, TimeUnit.SECONDS);
                    printAddress(
                            environment, demo.master().library().documents().size());
                }
            });
            main.run();
            editing.shutdownNow();
        } finally {
            demo.close();
            delete(folder);
            ended.countDown();
        }
    }

    private static Settings settings(Map<String, String> environment, Demo demo, Path folder) {
        Map<String, String> all = new HashMap<>(environment);
        List.of("SECRET_KEY_FILE", "MASTER_TOKEN_FILE", "PNGX_ENV_FILE", "ROUTES_DIR")
                .forEach(all::remove);
        all.put("SECRET_KEY", Vault.generateKey());
        all.put("DATABASE_URL", "sqlite:///" + folder.resolve("db.sqlite3"));
        all.put("MASTER_URL", demo.master().url());
        all.put("MASTER_TOKEN", demo.token(demo.master()));
        return Settings.from(all);
    }

    /** Logs the address of the pages as the last line. After this line, the process logs only warnings. */
    private static void printAddress(Map<String, String> environment, int documents) {
        setLevel(Logger.ROOT_LOGGER_NAME, Level.WARN);
        setLevel(LOG.getName(), Level.INFO);
        Settings.Listening page = Settings.listeningOf(environment);
        LOG.info(
                "The demo runs: a simulated master with {} documents and two simulated replicas. "
                        + "The pages show the progress of the runs, and the log; Ctrl-C ends the demo. Open this "
                        + "address:",
                documents);
        String host = page.address().contains(":") ? "[" + page.address() + "]" : page.address();
        LOG.info("http://{}:{}/", host, page.port());
    }

    private static void setLevel(String logger, Level level) {
        ((ch.qos.logback.classic.Logger) LoggerFactory.getLogger(logger)).setLevel(level);
    }

    private static void addReplicas(Controller controller, Demo demo) {
        for (Paperless replica : demo.replicas()) {
            controller.addReplica(
                    "Replica on " + replica.version(), replica.url(), demo.token(replica), UPLOADS_IN_FLIGHT);
        }
        controller.setSyncInterval(INTERVAL_SECONDS);
    }

    /** Starts the simulated edits of the master when every replica has had a successful run. */
    private static void startEditing(Controller controller, Demo demo) {
        List<Replica> replicas = controller.replicas();
        if (!replicas.isEmpty() && replicas.stream().allMatch(replica -> replica.lastSyncTs() != null)) {
            demo.startEditing();
        }
    }

    private static Thread daemon(Runnable task) {
        Thread thread = new Thread(task, "demo");
        thread.setDaemon(true);
        return thread;
    }

    /** Delays the end of the process after Ctrl-C until all files of the demo are deleted. */
    private static void await(CountDownLatch ended) {
        try {
            if (!ended.await(SHUTDOWN_SECONDS, TimeUnit.SECONDS)) {
                LOG.warn("The demo could not delete its temporary folders within {} seconds.", SHUTDOWN_SECONDS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Deletes the folder with database, rules and spool. */
    private static void delete(Path folder) {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        } catch (NoSuchFileException e) {
            LOG.debug("The folder of the demo was already deleted.", e);
        } catch (IOException | UncheckedIOException e) {
            LOG.warn("The folder of the demo, {}, could not be deleted completely: {}", folder, e.toString());
        }
    }
}
