package io.pngx.controller.engine.deletions;

import static org.assertj.core.api.Assertions.assertThat;

import io.pngx.controller.engine.session.ChunkSize;
import io.pngx.controller.engine.session.DocumentTargets;
import io.pngx.controller.engine.session.FreshAnswers;
import io.pngx.controller.engine.session.Journal;
import io.pngx.controller.engine.session.Session;
import io.pngx.controller.engine.session.StopSignal;
import io.pngx.controller.paperless.Document;
import io.pngx.controller.paperless.DocumentPage;
import io.pngx.controller.paperless.Guard;
import io.pngx.controller.paperless.Json;
import io.pngx.controller.paperless.Kind;
import io.pngx.controller.store.Database;
import io.pngx.controller.store.Run;
import io.pngx.controller.store.Tables;
import io.pngx.controller.store.Tombstone;
import io.pngx.controller.sync.Inventory;
import io.pngx.controller.sync.Lookups;
import io.pngx.controller.sync.Rules;
import io.pngx.controller.sync.Translation;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.builder.AdviceWith;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.component.jackson.JacksonDataFormat;
import org.apache.camel.main.MainConfigurationProperties;
import org.apache.camel.model.RouteDefinition;
import org.apache.camel.spi.Registry;
import org.apache.camel.support.DefaultExchange;
import org.apache.camel.test.main.junit5.CamelMainTestSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The route that deletes on a replica, alone: its calls lead to routes of this test. */
class DeleteOnReplicaRouteTest extends CamelMainTestSupport {
    @TempDir
    static Path folder;

    private Tables tables;
    private Session session;

    @Override
    protected String getPropertyPlaceholderLocations() {
        return "false";
    }

    @Override
    protected void configure(MainConfigurationProperties configuration) {
        configuration.setRoutesIncludePattern("classpath:routes/engine/80-deletions.camel.yaml");
    }

    @Override
    protected CamelContext createCamelContext() throws Exception {
        CamelContext camel = super.createCamelContext();
        camel.getCamelContextExtension().addInterceptStrategy(new FreshAnswers());
        return camel;
    }

    @Override
    protected void bindToRegistry(Registry registry) {
        Database database = Database.open(folder.resolve(System.nanoTime() + ".sqlite3"));
        tables = Tables.of(database);
        long replica = tables.replicas().add("attic", "http://attic:8000", "encrypted", true, null, 2);
        Run run = tables.runs().queue(replica, Run.Mode.INCREMENTAL).orElseThrow();
        session = new Session(
                run,
                tables.replicas().find(replica).orElseThrow(),
                null,
                null,
                new DocumentTargets(translation(), Rules.NONE, true),
                Map.of(),
                new ChunkSize());
        Journal journal = new Journal(tables.logs());
        StopSignal stops = new StopSignal(tables.runs(), any -> Optional.empty(), database.machine());
        Deletions deletions = new Deletions(tables, new Guard(), stops, journal, Clock.systemUTC());
        registry.bind("documentPage", new JacksonDataFormat(Json.MAPPER, DocumentPage.class));
        registry.bind("document", new JacksonDataFormat(Json.MAPPER, Document.class));
        registry.bind("deletions", deletions);
        registry.bind(
                "missingCheck", new MissingCheck(tables.tombstones(), tables.mappings(), deletions, stops, journal));
        registry.bind("trashRestores", new TrashRestores(tables, new Guard(), stops, journal));
    }

    private static Translation translation() {
        Lookups none = new Lookups(new EnumMap<>(Kind.class), List.of(), List.of());
        Map<Kind, Set<Long>> kept = Map.of(Kind.TAG, new HashSet<>());
        return new Translation(none, none, Map.of(), Map.of(), kept, 1, id -> Optional.empty(), Inventory.UNKNOWN);
    }

    /** The replica has the tag, deletes it, and then somebody answers 404 when asked for the tag. */
    private Tombstone.State afterTheDelete(boolean genuine) throws Exception {
        tables.tombstones().observe(session.replicaId(), "tags", 7, 70, "gone", Instant.now());
        long id = tables.tombstones().pending(session.replicaId()).get(0).id();
        tables.tombstones().acting(id);
        context.addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                from("direct:there")
                        .setHeader("X-Version", constant("3.0.5"))
                        .setHeader("CamelHttpResponseCode", constant(200));
                from("direct:deleted").setHeader("CamelHttpResponseCode", constant(204));
                RouteDefinition gone = from("direct:gone");
                gone.removeHeaders("*").setHeader("CamelHttpResponseCode", constant(404));
                if (genuine) {
                    gone.setHeader("X-Version", constant("3.0.5"));
                }
            }
        });
        AdviceWith.adviceWith(context, "deleteOnReplica", route -> {
            route.weaveById("lookAtIt").replace().toV("direct:there", null, "detail");
            route.weaveById("deleteIt").replace().toV("direct:deleted", null, "answer");
            route.weaveById("lookAgain").replace().toV("direct:gone", null, "detail");
        });
        Exchange exchange = new DefaultExchange(context);
        exchange.getMessage()
                .setBody(new DeletionJob(session, tables.tombstones().find(id).orElseThrow()));
        exchange = template.send("direct:deleteOnReplica", exchange);

        assertThat(exchange.getException() == null).isEqualTo(genuine);
        return tables.tombstones().find(id).orElseThrow().state();
    }

    @Test
    void aDeletionIsDoneOnceTheReplicaItselfSaysSo() throws Exception {
        assertThat(afterTheDelete(true)).isEqualTo(Tombstone.State.DONE);
    }

    @Test
    void theAnswerOfAProxyDoesNotEndADeletion() throws Exception {
        assertThat(afterTheDelete(false)).isEqualTo(Tombstone.State.ACTING);
    }
}
