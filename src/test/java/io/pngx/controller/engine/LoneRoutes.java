package io.pngx.controller.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.pngx.controller.engine.session.ChunkSize;
import io.pngx.controller.engine.session.DocumentTargets;
import io.pngx.controller.engine.session.ExchangeNames;
import io.pngx.controller.engine.session.FreshAnswers;
import io.pngx.controller.engine.session.Journal;
import io.pngx.controller.engine.session.Session;
import io.pngx.controller.engine.session.StopSignal;
import io.pngx.controller.paperless.Kind;
import io.pngx.controller.paperless.Wire;
import io.pngx.controller.store.Database;
import io.pngx.controller.store.NewDatabase;
import io.pngx.controller.store.Run;
import io.pngx.controller.store.Tables;
import io.pngx.controller.store.Upload;
import io.pngx.controller.store.Work;
import io.pngx.controller.store.WorkPlanning;
import io.pngx.controller.sync.Inventory;
import io.pngx.controller.sync.Lookups;
import io.pngx.controller.sync.Rules;
import io.pngx.controller.sync.Translation;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.component.mock.MockEndpoint;
import org.apache.camel.main.MainConfigurationProperties;
import org.apache.camel.spi.Registry;
import org.apache.camel.support.DefaultExchange;
import org.apache.camel.test.main.junit5.CamelMainTestSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/**
 * Base class for tests of some routes of one file, with real tables. The called routes are mocks. The tests of a class
 * share one context; each test has its own replica and run.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
public abstract class LoneRoutes extends CamelMainTestSupport {
    @TempDir
    static Path folder;

    private final String file;
    private final List<String> routes;
    private final List<String> neighbours;
    private Database database;
    protected Tables tables;
    protected Journal journal;
    protected StopSignal stops;
    protected Run run;
    protected Session session;

    /**
     * @param file       the file of the routes, such as {@code 50-documents}
     * @param routes     the ids of the routes under test
     * @param neighbours the ids of the called routes, which are mocks
     */
    protected LoneRoutes(String file, List<String> routes, List<String> neighbours) {
        this.file = file;
        this.routes = routes;
        this.neighbours = neighbours;
    }

    /** Binds the beans of the routes under test. */
    protected abstract void bind(Registry registry);

    @Override
    protected String getPropertyPlaceholderLocations() {
        return "false";
    }

    @Override
    protected CamelContext createCamelContext() throws Exception {
        CamelContext camel = super.createCamelContext();
        camel.getCamelContextExtension().addInterceptStrategy(new FreshAnswers());
        Wire.configure(camel, "direct");
        return camel;
    }

    @Override
    protected void configure(MainConfigurationProperties configuration) {
        configuration.setRoutesIncludePattern("file:" + onlyTheRoutes());
        configuration.addRoutesBuilder(new RouteBuilder() {
            @Override
            public void configure() {
                neighbours.forEach(id -> from("direct:" + id).to("mock:" + id));
            }
        });
    }

    private Path onlyTheRoutes() {
        try {
            String text = Files.readString(Path.of("src/main/resources/routes/engine/" + file + ".camel.yaml"));
            List<String> wanted = Arrays.stream(text.split("(?m)^(?=- )"))
                    .filter(route -> routes.stream().anyMatch(id -> route.contains("\n    id: " + id + "\n")))
                    .toList();
            assertThat(wanted).hasSameSizeAs(routes);
            return Files.writeString(folder.resolve(file + ".camel.yaml"), String.join("", wanted));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    protected final void bindToRegistry(Registry registry) {
        database = NewDatabase.open(folder.resolve(System.nanoTime() + ".sqlite3"));
        tables = Tables.of(database);
        journal = new Journal(tables.logs());
        stops = new StopSignal(tables.runs(), any -> Optional.empty(), database.machine());
        bind(registry);
    }

    @BeforeEach
    void aReplicaWithARun() {
        MockEndpoint.resetMocks(context);
        String name = "attic-" + System.nanoTime();
        long replica = tables.replicas().add(name, "http://" + name + ":8000", "encrypted", true, null, 2);
        run = tables.runs().queue(replica, Run.Mode.INCREMENTAL).orElseThrow();
        tables.runs().started(run.id());
        session = session(Rules.NONE);
    }

    @AfterAll
    void close() {
        database.close();
    }

    protected Session session(Rules rules) {
        Lookups none = new Lookups(new EnumMap<>(Kind.class), List.of(), List.of());
        Map<Kind, Set<Long>> kept =
                Stream.of(Kind.values()).collect(Collectors.toMap(kind -> kind, kind -> new HashSet<>()));
        return new Session(
                run,
                tables.replicas().find(run.replicaId()).orElseThrow(),
                null,
                null,
                new DocumentTargets(
                        new Translation(none, none, Map.of(), kept, kept, 1, id -> Optional.empty(), Inventory.UNKNOWN),
                        rules,
                        true),
                Map.of(),
                new ChunkSize());
    }

    /** Plans a work item of the run. */
    protected Work work(long masterId, Work.Reason reason) {
        tables.workPlanning()
                .plan(
                        run.replicaId(),
                        run.id(),
                        List.of(new WorkPlanning.Planned(masterId, reason, null)),
                        id -> true,
                        null,
                        Instant.now());
        return tables.work().find(run.replicaId(), masterId).orElseThrow();
    }

    /** Records the intent to upload a document. */
    protected Upload planned(long masterId) {
        return tables.uploads()
                .plan(
                        run.replicaId(),
                        masterId,
                        "scan.pdf",
                        7,
                        "md5",
                        "sha256",
                        null,
                        new Upload.Order(Upload.Kind.DOCUMENT, null, null, null, null),
                        false);
    }

    /** Records that a document was consumed. */
    protected Upload consumed(long masterId, long copy) {
        Upload upload = posted(masterId);
        tables.uploads().consumed(upload.id(), copy, false);
        return now(upload);
    }

    protected Upload posted(long masterId) {
        Upload upload = planned(masterId);
        tables.uploads().posted(upload.id(), "task of " + masterId, true, null);
        return now(upload);
    }

    protected Upload now(Upload upload) {
        return tables.uploads().find(upload.id()).orElseThrow();
    }

    protected Run now() {
        return tables.runs().find(run.id()).orElseThrow();
    }

    /** Sends a job to a route. */
    protected Exchange send(String route, Object job) {
        Exchange exchange = new DefaultExchange(context);
        exchange.setProperty(ExchangeNames.SESSION, session);
        exchange.getMessage().setBody(job);
        return template.send("direct:" + route, exchange);
    }

    protected MockEndpoint mock(String neighbour) {
        return context.getEndpoint("mock:" + neighbour, MockEndpoint.class);
    }

    /** Asserts that exactly these routes were called, with this job. */
    protected void assertCalled(Object job, String... called) {
        List<String> all = new ArrayList<>();
        for (String id : neighbours) {
            for (Exchange exchange : mock(id).getReceivedExchanges()) {
                all.add(id);
                assertThat(exchange.getMessage().getBody()).as(id).isSameAs(job);
                assertThat(exchange.getProperty(ExchangeNames.JOB)).as(id).isSameAs(job);
            }
        }
        assertThat(all).containsExactly(called);
    }
}
