package io.pngx.controller.flow;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.pngx.controller.store.Run;
import io.pngx.simulator.NewDocument;
import io.pngx.simulator.Paperless;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A user of the replica deletes lookups that copies use. */
class LostLookupsTest {
    private static final List<String> KINDS = List.of("tags", "correspondents", "document_types", "storage_paths");

    private World world;

    @AfterEach
    void end() {
        world.close();
    }

    /** Copies two documents, one with lookups of four kinds, which then disappear from the replica. */
    private void loseLookups(Version version) {
        world = World.of(version, version);
        Paperless master = world.master;
        int tag = Papers.lookup(master.api(), "tags", "name", "Bill");
        int correspondent = Papers.lookup(master.api(), "correspondents", "name", "City");
        int type = Papers.lookup(master.api(), "document_types", "name", "Letter");
        int path = Papers.lookup(master.api(), "storage_paths", "name", "Archive", "path", "archive/{{ title }}");
        int document = master.library().add(NewDocument.text("one.txt", "One").tags(tag));
        master.library().add(NewDocument.text("two.txt", "Two"));
        master.api()
                .patch(
                        "/api/documents/" + document + "/",
                        Papers.json("correspondent", correspondent, "document_type", type, "storage_path", path));
        world.run();
        world.assertEqual();
        Paperless replica = world.replica().server();
        for (String kind : KINDS) {
            replica.api()
                    .get("/api/" + kind + "/")
                    .path("results")
                    .forEach(lookup -> replica.api()
                            .delete("/api/" + kind + "/" + lookup.path("id").asInt() + "/"));
        }
        assertThat(replica.library().documents()).allMatch(copy -> copy.tags().isEmpty());
    }

    @ParameterizedTest
    @EnumSource(Version.class)
    void theNextRunGivesThemBackToTheCopies(Version version) {
        loseLookups(version);

        Run run = world.runOnce();

        assertThat(run.state()).as(() -> world.said(run)).isEqualTo(Run.State.SUCCESS);
        world.assertEqual();
        assertThat(world.runOnce().updated()).isZero();
    }

    @ParameterizedTest
    @EnumSource(Version.class)
    void aVerificationFindsTheCopiesThatLostThem(Version version) {
        loseLookups(version);

        Run verified = world.run(world.replica(), Run.Mode.VERIFY);

        assertThat(verified.state()).as(() -> world.said(verified)).isEqualTo(Run.State.PARTIAL);
        assertThat(verified.mismatched()).isEqualTo(1);
        assertThat(verified.unchanged()).isEqualTo(1);
        assertThat(world.said(verified))
                .contains("differs from the master's (correspondent, document type, storage path, tags)");
        assertThat(world.runOnce().updated()).isEqualTo(1);
        world.assertEqual();
        assertThat(world.run(world.replica(), Run.Mode.VERIFY).unchanged()).isEqualTo(2);
    }

    /** The replica can't hold the lookup, so the copy stays without it; the verification says so. */
    @ParameterizedTest
    @EnumSource(Version.class)
    void aVerificationCountsCopiesWithoutALookupThatTheReplicaRefuses(Version version) {
        world = World.of(version, version);
        int correspondent = Papers.lookup(world.master.api(), "correspondents", "name", "City");
        int document = world.master.library().add(NewDocument.text("one.txt", "One"));
        world.master.api().patch("/api/documents/" + document + "/", Papers.json("correspondent", correspondent));
        world.replica()
                .server()
                .faults()
                .on("POST", "/api/correspondents/")
                .status(400)
                .json("{\"name\":[\"correspondent with this name already exists.\"]}");
        assertThat(world.runOnce().state()).isEqualTo(Run.State.PARTIAL);

        Run verified = world.run(world.replica(), Run.Mode.VERIFY);

        assertThat(verified.unchanged()).isEqualTo(1);
        assertThat(world.said(verified)).contains("1 copy lacks lookups that the replica does not take");
    }

    /** The change of the field is refused in every run, so nothing can be written to the copies. */
    @Test
    void anOptionThatTheReplicaRefusesQueuesNoDocuments() {
        begin(Version.V3);
        Paperless replica = removeFirstOption();
        replica.faults()
                .on("PATCH", "/api/custom_fields/\\d+/")
                .times(20)
                .status(400)
                .json("{\"name\":[\"custom field with this name already exists.\"]}");

        for (int i = 0; i < 2; i++) {
            Run run = world.runOnce();
            assertThat(run.state()).as(() -> world.said(run)).isEqualTo(Run.State.PARTIAL);
            assertThat(run.total()).as("compared documents").isZero();
        }
        replica.faults().clear();
        world.run();
        world.assertEqual();
    }

    /** paperless-ngx empties the values of copies whose option is removed. */
    @ParameterizedTest
    @EnumSource(Version.class)
    void theNextRunGivesAnOptionBackToTheCopies(Version version) {
        begin(version);
        removeFirstOption();

        Run run = world.runOnce();

        assertThat(run.state()).as(() -> world.said(run)).isEqualTo(Run.State.SUCCESS);
        world.assertEqual();
        assertThat(world.runOnce().updated()).isZero();
    }

    /** Copies a document with the first option of a select field. */
    private void begin(Version version) {
        world = World.of(version, version);
        Paperless master = world.master;
        int field = Papers.lookup(
                master.api(),
                "custom_fields",
                "name",
                "State",
                "data_type",
                "select",
                "extra_data",
                Papers.select("open", "paid"));
        String open = master.api()
                .get("/api/custom_fields/" + field + "/")
                .at("/extra_data/select_options/0/id")
                .asText();
        int document = master.library().add(NewDocument.text("one.txt", "One"));
        master.library().add(NewDocument.text("two.txt", "Two"));
        master.api()
                .patch(
                        "/api/documents/" + document + "/",
                        Papers.json("custom_fields", List.of(Papers.json("field", field, "value", open))));
        world.run();
        world.assertEqual();
    }

    private Paperless removeFirstOption() {
        Paperless replica = world.replica().server();
        JsonNode copy = replica.api().get("/api/custom_fields/").at("/results/0");
        replica.api()
                .patch(
                        "/api/custom_fields/" + copy.path("id").asInt() + "/",
                        Papers.json(
                                "extra_data",
                                Papers.json("select_options", List.of(copy.at("/extra_data/select_options/1")))));
        world.eventually(
                "a copy without its value",
                () -> replica.library().documents().stream()
                        .noneMatch(each -> each.fields().values().stream().anyMatch(JsonNode::isTextual)));
        return replica;
    }
}
