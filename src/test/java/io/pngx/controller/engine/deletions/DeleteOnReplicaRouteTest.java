package io.pngx.controller.engine.deletions;

import static org.assertj.core.api.Assertions.assertThat;

import io.pngx.controller.engine.LoneRoutes;
import io.pngx.controller.engine.documents.SerialNumbers;
import io.pngx.controller.paperless.Document;
import io.pngx.controller.paperless.Guard;
import io.pngx.controller.paperless.Json;
import io.pngx.controller.store.Tombstone;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import org.apache.camel.builder.AdviceWith;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.component.jackson.JacksonDataFormat;
import org.apache.camel.spi.Registry;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The route {@code deleteOnReplica} alone. Its HTTP calls lead to routes of this test. */
class DeleteOnReplicaRouteTest extends LoneRoutes {
    private boolean genuine;

    DeleteOnReplicaRouteTest() {
        super("80-deletions", List.of("deleteOnReplica"), List.of());
    }

    @Override
    protected void bind(Registry registry) {
        registry.bind("document", new JacksonDataFormat(Json.MAPPER, Document.class));
        registry.bind("deletionWrite", new DeletionWrite(tables, new Guard(), journal, Clock.systemUTC()));
        registry.bind(
                "serialNumbers",
                new SerialNumbers(
                        tables.mappings(), tables.invalidation(), tables.finishedDeletions(), new Guard(), journal));
    }

    @BeforeEach
    void answerCalls() throws Exception {
        if (context.getRoute("gone") != null) {
            return; // an earlier test of the class has added the routes
        }
        context.addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                from("direct:there")
                        .setHeader("X-Version", constant("3.0.5"))
                        .setHeader("CamelHttpResponseCode", constant(200));
                from("direct:deleted").setHeader("CamelHttpResponseCode", constant(204));
                from("direct:gone")
                        .routeId("gone")
                        .removeHeaders("*")
                        .setHeader("CamelHttpResponseCode", constant(404))
                        .filter(exchange -> genuine)
                        .setHeader("X-Version", constant("3.0.5"));
            }
        });
        AdviceWith.adviceWith(context, "deleteOnReplica", route -> {
            route.weaveById("readObjectToDelete").replace().toV("direct:there", null, "detail");
            route.weaveById("deleteObject").replace().toV("direct:deleted", null, "answer");
            route.weaveById("confirmDeletion").replace().toV("direct:gone", null, "detail");
        });
    }

    /** The replica has the tag and deletes it. Then the replica or a proxy answers the read of the tag with 404. */
    private Tombstone.State afterTheDelete(boolean byTheReplicaItself) {
        genuine = byTheReplicaItself;
        tables.tombstones().observe(session.replicaId(), "tags", 7, 70, "gone", Instant.now());
        long id = tables.tombstones().pending(session.replicaId()).get(0).id();
        tables.tombstones().acting(id);
        DeletionJob job = new DeletionJob(session, tables.tombstones().find(id).orElseThrow(), true);

        assertThat(send("deleteOnReplica", job).getException() == null).isEqualTo(genuine);
        return tables.tombstones().find(id).orElseThrow().state();
    }

    @Test
    void aDeletionIsDoneOnceTheReplicaItselfSaysSo() {
        assertThat(afterTheDelete(true)).isEqualTo(Tombstone.State.DONE);
        assertThat(deletedByTheRun()).isEqualTo(1);
    }

    @Test
    void theAnswerOfAProxyDoesNotEndADeletion() {
        assertThat(afterTheDelete(false)).isEqualTo(Tombstone.State.ACTING);
        assertThat(deletedByTheRun()).isZero();
    }

    private long deletedByTheRun() {
        return tables.runs().find(run.id()).orElseThrow().deleted();
    }
}
