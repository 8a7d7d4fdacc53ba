package io.pngx.controller.flow;

import static org.assertj.core.api.Assertions.assertThat;

import io.pngx.controller.store.Run;
import io.pngx.simulator.NewDocument;
import io.pngx.simulator.Paperless;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Lookups whose change the master's documents do not show. */
class MovedNamesTest {
    private World world;
    private Paperless master;

    @AfterEach
    void end() {
        world.close();
    }

    private int begin() {
        world = World.of(Version.V3, Version.V2);
        master = world.master;
        return master.library().add(NewDocument.text("one.txt", "One"));
    }

    private void sets(int document, String kind, Object lookup) {
        master.api()
                .patch(
                        "/api/documents/" + document + "/",
                        switch (kind) {
                            case "tags" -> Papers.json("tags", java.util.List.of(lookup));
                            case "correspondents" -> Papers.json("correspondent", lookup);
                            case "document_types" -> Papers.json("document_type", lookup);
                            default -> Papers.json("storage_path", lookup);
                        });
    }

    private int lookup(String kind, String name) {
        return kind.equals("storage_paths")
                ? Papers.lookup(master.api(), kind, "name", name, "path", name.replace(' ', '_') + "/{{ title }}")
                : Papers.lookup(master.api(), kind, "name", name);
    }

    private void rename(String kind, int lookup, String name) {
        master.api().patch("/api/" + kind + "/" + lookup + "/", Papers.json("name", name));
    }

    /** The user merges two lookups: documents get the second one, which then gets the name of the first one. */
    @ParameterizedTest
    @ValueSource(strings = {"tags", "correspondents", "document_types", "storage_paths"})
    void aDocumentGetsTheLookupThatTookOverTheName(String kind) {
        int document = begin();
        int first = lookup(kind, "Acme");
        int second = lookup(kind, "Acme GmbH");
        sets(document, kind, first);
        world.run();
        world.assertEqual();

        rename(kind, first, "Acme old");
        world.run();
        sets(document, kind, second);
        rename(kind, second, "Acme");
        Run run = world.runOnce();

        assertThat(run.state()).as(() -> world.said(run)).isEqualTo(Run.State.SUCCESS);
        world.assertEqual();
    }

    /** The replica refuses a lookup at first. The documents that use the lookup get it once the replica has it. */
    @ParameterizedTest
    @ValueSource(strings = {"tags", "correspondents", "document_types", "storage_paths"})
    void aDocumentGetsALookupThatTheReplicaRefusedAtFirst(String kind) {
        int document = begin();
        world.run();
        Paperless replica = world.replica().server();
        replica.faults()
                .on("POST", "/api/" + kind + "/")
                .once()
                .status(400)
                .json("{\"error\":\"Object violates owner / name unique constraint\"}");
        sets(document, kind, lookup(kind, "Müller"));
        Run refused = world.runOnce();
        assertThat(refused.state()).as(() -> world.said(refused)).isEqualTo(Run.State.PARTIAL);

        Run run = world.runOnce();

        assertThat(run.state()).as(() -> world.said(run)).isEqualTo(Run.State.SUCCESS);
        world.assertEqual();
    }

    /** A change that the replica answers with 500 is no success. */
    @ParameterizedTest
    @ValueSource(strings = {"tags", "storage_paths"})
    void aRunIsPartialWhileTheReplicaCannotChangeALookup(String kind) {
        begin();
        int lookup = lookup(kind, "Bills");
        world.run();
        Paperless replica = world.replica().server();
        replica.faults().on("PATCH", "/api/" + kind + "/\\d+/").times(20).status(500);
        rename(kind, lookup, "Invoices");

        Run run = world.runOnce();

        assertThat(run.state()).as(() -> world.said(run)).isEqualTo(Run.State.PARTIAL);
        assertThat(world.said(run)).contains("could not change").contains("Invoices");
        replica.faults().clear();
        world.run();
        world.assertEqual();
    }
}
