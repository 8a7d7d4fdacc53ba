package io.pngx.controller.flow;

import io.micrometer.core.instrument.MeterRegistry;
import io.pngx.controller.app.Controller;
import io.pngx.controller.config.Settings;
import io.pngx.controller.config.Vault;
import io.pngx.controller.engine.instances.Connections;
import io.pngx.controller.engine.session.ReplicaLocks;
import io.pngx.controller.paperless.Json;
import io.pngx.controller.rules.RuleEngine;
import io.pngx.controller.store.KeyValues;
import io.pngx.controller.store.Logs;
import io.pngx.controller.store.NewDatabase;
import io.pngx.controller.store.Plans;
import io.pngx.controller.store.Replicas;
import io.pngx.controller.store.ReturnedDocuments;
import io.pngx.controller.store.Runs;
import io.pngx.controller.store.Switchovers;
import io.pngx.controller.store.Tables;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.apache.camel.CamelContext;
import org.apache.camel.component.quartz.QuartzComponent;
import org.apache.camel.main.Main;
import org.apache.camel.main.SimpleMainShutdownStrategy;
import org.quartz.Scheduler;
import org.quartz.SchedulerException;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The controller as it is shipped, in this JVM. Tests can use its beans. */
public final class Boot implements AutoCloseable {
    private static final Path MEMORY = Path.of("/dev/shm");
    private static final long PLENTY = 4L << 30; // bytes; the largest test needs half of this
    static final String SECRET_KEY = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=";

    private static Boot shared;
    private static int usersOfShared;

    final Path data;
    final MovedClock clock = new MovedClock();
    private final Map<String, String> more = new HashMap<>();
    private int httpPort;
    private int managementPort;
    private Main main;

    private Boot(Path data) {
        this.data = data;
    }

    /**
     * Returns the controller that tests of this JVM share. Each test adds its own instances. For tests without alerts
     * and rule files. Who is done with this controller calls {@link #leaveShared()}: the ticks of a controller that
     * nobody uses would take a tenth of the CPU of all tests.
     */
    static synchronized Boot shared() {
        usersOfShared++;
        if (shared == null) {
            shared = new Boot(newFolder()).withoutBeans();
            shared.more.put("pngx.tick.alerts", "1000");
            shared.more.put("pngx.tick.rules", "1000");
            // Ticks that were due while nobody used this controller are left out.
            shared.more.put("camel.component.quartz.properties[org.quartz.jobStore.misfireThreshold]", "1000");
            shared.start();
            Runtime.getRuntime().addShutdownHook(new Thread(shared::close));
        } else if (usersOfShared == 1) {
            shared.ticks(Scheduler::start);
        }
        return shared;
    }

    /** Stops the ticks of the shared controller until the next test uses this controller. */
    static synchronized void leaveShared() {
        usersOfShared--;
        if (usersOfShared == 0) {
            shared.ticks(Scheduler::standby);
        }
    }

    private interface Switch {
        void turn(Scheduler scheduler) throws SchedulerException;
    }

    private void ticks(Switch to) {
        try {
            to.turn(camel().getComponent("quartz", QuartzComponent.class).getScheduler());
        } catch (SchedulerException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Starts a controller that keeps the message of each step (Camel's tracing). */
    static Boot traced() {
        Boot boot = new Boot(newFolder());
        boot.more.put("camel.trace.enabled", "true");
        boot.more.put("camel.trace.backlogSize", "1000");
        return boot.start();
    }

    /** Starts a controller for one test, which may stop the controller. */
    public static Boot fresh() {
        return fresh(Map.of());
    }

    /** @param properties properties that override those of the application */
    static Boot fresh(Map<String, String> properties) {
        Boot boot = new Boot(newFolder()).withoutBeans();
        boot.more.putAll(properties);
        return boot.start();
    }

    /** Starts a controller with MBeans, as Hawtio needs them. */
    static Boot managed() {
        return new Boot(newFolder()).start();
    }

    /**
     * Registers no MBeans, which take more than half of the time of a start. Without MBeans, all contexts of one name
     * share their timers, and the timers end with the first context. Therefore each context gets its own name.
     */
    private Boot withoutBeans() {
        more.put("camel.main.jmxEnabled", "false");
        more.put("camel.main.name", data.getFileName().toString());
        return this;
    }

    /**
     * Creates a folder, in memory if there is enough of it, because tests mainly wait for SQLite's disk writes. A
     * killed process loses neither kind of folder.
     */
    public static Path newFolder() {
        try {
            return plenty(MEMORY)
                    ? Files.createTempDirectory(MEMORY, "pngx-flow")
                    : Files.createTempDirectory("pngx-flow");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static boolean plenty(Path folder) throws IOException {
        return Files.isWritable(folder) && Files.getFileStore(folder).getUsableSpace() >= PLENTY;
    }

    public Boot start() {
        return start(Map.of());
    }

    /** @param variables environment variables that override the default ones */
    Boot start(Map<String, String> variables) {
        Map<String, String> environment = environment(data);
        environment.putAll(variables);
        httpPort = Integer.parseInt(environment.get("HTTP_PORT"));
        managementPort = Integer.parseInt(environment.get("MANAGEMENT_PORT"));
        Path database = data.resolve("db.sqlite3");
        if (!Files.exists(database) && environment.get("DATABASE_URL").equals("sqlite:///" + database)) {
            NewDatabase.write(database);
        }
        main = new Controller(Settings.from(environment), clock).main();
        main.setShutdownStrategy(
                new SimpleMainShutdownStrategy()); // no hook of the JVM, which would keep what was stopped in memory to
        // its end
        main.addOverrideProperty("pngx.tick.sync", "100");
        main.addOverrideProperty("pngx.tick.switchover", "100");
        main.addOverrideProperty("pngx.tick.drill", "250");
        main.addOverrideProperty("pngx.tick.uploads", "50");
        main.addOverrideProperty("pngx.tick.alerts", "250");
        main.addOverrideProperty("pngx.tick.watch", "2000");
        main.addOverrideProperty("pngx.retry.delay", "20");
        main.addOverrideProperty("pngx.tick.rules", "200");
        main.addOverrideProperty("pngx.rules.budget", "4000");
        main.addOverrideProperty("pngx.settle.fresh", "0"); // settling always reads the document again
        more.forEach(main::addOverrideProperty);
        try {
            main.start();
        } catch (Exception e) {
            throw new IllegalStateException("the controller does not start", e);
        }
        if (!main.getCamelContext().isStarted()) { // for example because two steps have the same id
            throw new IllegalStateException("the controller does not start; see its log");
        }
        return this;
    }

    static Map<String, String> environment(Path data) {
        Map<String, String> environment = new HashMap<>();
        environment.put("SECRET_KEY", SECRET_KEY);
        environment.put("DATABASE_URL", "sqlite:///" + data.resolve("db.sqlite3"));
        environment.put("HTTP_PORT", String.valueOf(FreePorts.next()));
        environment.put("MANAGEMENT_PORT", String.valueOf(FreePorts.next()));
        environment.put("RULES_READ_ONLY", "false");
        return environment;
    }

    /** Returns the address of the API and the pages. */
    public String url() {
        return "http://127.0.0.1:" + httpPort;
    }

    /** Returns the address of the management port. */
    public String managementUrl() {
        return "http://127.0.0.1:" + managementPort;
    }

    /** Returns the generated password of the management port. */
    public String managementPassword() {
        try {
            return Files.readString(data.resolve("management-password")).strip();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public MovedClock clock() {
        return clock;
    }

    /**
     * Stops the controller as SIGTERM does. The meters of garbage collections stay registered at the JVM until its end,
     * and would keep all beans of each stopped controller in memory.
     */
    public void stop() {
        Set<MeterRegistry> meters = camel().getRegistry().findByType(MeterRegistry.class);
        main.stop();
        main = null;
        meters.forEach(MeterRegistry::clear);
    }

    public CamelContext camel() {
        return main.getCamelContext();
    }

    private <T> T bean(Class<T> type) {
        return camel().getRegistry().findSingleByType(type);
    }

    public KeyValues settings() {
        return bean(Tables.class).settings();
    }

    public Replicas replicas() {
        return bean(Tables.class).replicas();
    }

    /** The number of documents of a replica with this status, as its page and the API show it. */
    long documents(long replicaId, String status) {
        try {
            return Json.MAPPER
                    .readTree(URI.create(url() + "/api/replicas/" + replicaId).toURL())
                    .path("documents")
                    .path(status)
                    .asLong();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public Runs runs() {
        return bean(Tables.class).runs();
    }

    public Logs logs() {
        return bean(Tables.class).logs();
    }

    Switchovers switchovers() {
        return bean(Tables.class).switchovers();
    }

    Plans plans() {
        return bean(Tables.class).plans();
    }

    ReturnedDocuments returned() {
        return bean(Tables.class).returned();
    }

    public Vault vault() {
        return bean(Vault.class);
    }

    public Connections connections() {
        return bean(Connections.class);
    }

    public RuleEngine rules() {
        return bean(RuleEngine.class);
    }

    /** Returns the folder of rule files. */
    public Path rulesFolder() {
        return data.resolve("rules");
    }

    ReplicaLocks locks() {
        return bean(ReplicaLocks.class);
    }

    /** Sets how long a change waits while another program locks the database. */
    void writesWaitForLocks(int millis) {
        sql().sql("pragma busy_timeout = " + millis).query().singleRow();
    }

    /** Returns access to the database, to read tables and to change stored times. */
    public JdbcClient sql() {
        return JdbcClient.create(camel().getRegistry().lookupByNameAndType("writer", DataSource.class));
    }

    /** Inserts many rows in one call. */
    void insert(String sql, List<Object[]> rows) {
        new JdbcTemplate(camel().getRegistry().lookupByNameAndType("writer", DataSource.class)).batchUpdate(sql, rows);
    }

    @Override
    public void close() {
        if (main != null) {
            stop();
        }
        delete(data);
    }

    public static void delete(Path folder) {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
