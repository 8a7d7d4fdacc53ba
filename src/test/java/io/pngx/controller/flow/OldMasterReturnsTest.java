package io.pngx.controller.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.pngx.controller.engine.switchover.LeftBehindFiles;
import io.pngx.controller.store.ReturnedDocument;
import io.pngx.controller.store.ReturnedDocument.Finding;
import io.pngx.controller.store.Run;
import io.pngx.controller.store.Switchover;
import io.pngx.simulator.NewDocument;
import io.pngx.simulator.Paperless;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** An old master returns with 5 new, 3 changed and 2 deleted documents. All are listed, and nothing is lost. */
class OldMasterReturnsTest {
    private Instances world;
    private Paperless old;
    private Paperless promoted;
    private Switchover done;
    private List<Integer> ids;

    @AfterEach
    void close() {
        world.close();
    }

    private void start(Version first, Version second) {
        world = new Instances(first, second);
        old = world.server(0);
        promoted = world.server(1);
        for (int i = 1; i <= 8; i++) {
            old.library().add(NewDocument.text("paper" + i + ".txt", "The text of paper " + i));
        }
        int noted = old.library().documents().get(0).id();
        old.api().post("/api/documents/" + noted + "/notes/", Papers.json("note", "A note that was carried."));
        world.success(promoted, Run.Mode.INCREMENTAL);
        ids = old.library().documents().stream()
                .map(document -> document.id())
                .sorted()
                .toList();
        int tag = Papers.lookup(old.api(), "tags", "name", "Bill");
        int field = Papers.lookup(old.api(), "custom_fields", "name", "Paid on", "data_type", "date");
        for (int i = 1; i <= 5; i++) {
            int id = old.library()
                    .add(NewDocument.text("new" + i + ".txt", "The text of new " + i)
                            .tags(tag));
            old.api()
                    .patch(
                            "/api/documents/" + id + "/",
                            Papers.json("custom_fields", List.of(Papers.json("field", field, "value", "2026-03-01"))));
        }
        old.api().patch("/api/documents/" + ids.get(0) + "/", Papers.json("title", "=changed()"));
        old.api().patch("/api/documents/" + ids.get(1) + "/", Papers.json("tags", List.of(tag)));
        old.api().post("/api/documents/" + ids.get(2) + "/notes/", Papers.json("note", "Paid on the old one."));
        old.api().delete("/api/documents/" + ids.get(3) + "/");
        old.api().delete("/api/documents/" + ids.get(4) + "/");
        old.faults().on("*", "/api/.*").status(502);
        done = world.promote(promoted, Switchover.Kind.FAILOVER);
        int other = promoted.library().documents().stream()
                .filter(document -> document.title().equals("paper8"))
                .findFirst()
                .orElseThrow()
                .id();
        promoted.api().patch("/api/documents/" + other + "/", Papers.json("title", "changed on the new master"));
        old.faults().clear();
        world.forgetJournals();
    }

    private List<ReturnedDocument> found(Finding finding) {
        return world.boot.returned().page(done.id(), finding, 0, 100);
    }

    private Map<String, String> zip() throws IOException {
        LeftBehindFiles files =
                new LeftBehindFiles(world.boot.returned(), world.boot.camel().createProducerTemplate());
        Map<String, String> entries = new LinkedHashMap<>();
        try (ZipInputStream in =
                new ZipInputStream(files.zip(world.switchovers().find(done.id()).orElseThrow()))) {
            for (ZipEntry entry = in.getNextEntry(); entry != null; entry = in.getNextEntry()) {
                entries.put(entry.getName(), new String(in.readAllBytes(), StandardCharsets.UTF_8));
            }
        }
        return entries;
    }

    @ParameterizedTest
    @CsvSource({"V2,V3", "V3,V2", "V3,V3", "V2,V2"})
    void aDryRunListsAllOfItAndTheReportKeepsIt(Version first, Version second) throws IOException {
        start(first, second);
        world.run(old, Run.Mode.DRY_RUN);
        world.run(old, Run.Mode.DRY_RUN); // replaces the findings of the first dry run

        assertThat(found(Finding.LEFT_BEHIND))
                .extracting(ReturnedDocument::title)
                .containsExactly("new1", "new2", "new3", "new4", "new5");
        assertThat(found(Finding.DIVERGED))
                .extracting(each -> (int) each.documentId())
                .containsExactlyInAnyOrder(ids.get(0), ids.get(1), ids.get(2));
        assertThat(found(Finding.DIVERGED))
                .extracting(ReturnedDocument::details)
                .anyMatch(details -> details.contains("{\"key\":\"title\",\"old\":\"=changed()\",\"new\":\"paper1\"}"))
                .anyMatch(details -> details.contains("\"old\":[\"Bill\"],\"new\":[]"))
                .anyMatch(details -> details.contains("Paid on the old one."));
        assertThat(found(Finding.OVERWRITTEN))
                .extracting(each -> (int) each.documentId())
                .containsExactly(ids.get(7));
        assertThat(found(Finding.DELETED))
                .extracting(each -> (int) each.documentId())
                .containsExactlyInAnyOrder(ids.get(3), ids.get(4));
        assertThat(old.journal().writes()).as("a dry run writes nothing").isEmpty();

        Map<String, String> entries = zip();
        assertThat(entries).hasSize(6);
        assertThat(entries.get("documents.csv").lines())
                .hasSize(6)
                .anyMatch(line -> line.contains("new3.txt\"")
                        && line.contains("\"Bill\"")
                        && line.contains("\"Paid on: 2026-03-01\""));
        assertThat(entries.values()).contains("The text of new 1", "The text of new 5");

        world.takeBack(old);
        old.api().patch("/api/documents/" + ids.get(0) + "/", Papers.json("title", "changed after the dry run"));
        old.api().patch("/api/documents/" + ids.get(5) + "/", Papers.json("title", "also after the dry run"));
        world.success(old, Run.Mode.INCREMENTAL);
        assertThat(found(Finding.DIVERGED))
                .as("kept for good, with what was changed after the dry run")
                .hasSize(5)
                .extracting(ReturnedDocument::details)
                .anyMatch(details -> details.contains("\"old\":\"=changed()\""))
                .anyMatch(details -> details.contains("\"old\":\"changed after the dry run\",\"new\":\"paper1\""))
                .anyMatch(details -> details.contains("\"old\":\"also after the dry run\",\"new\":\"paper6\""));
        world.run(old, Run.Mode.DRY_RUN);
        assertThat(found(null)).as("a later dry run changes nothing").hasSize(13);
        assertThat(old.library().documents()).as("left behind, but not lost").hasSize(8 + 5);
        assertThat(old.library().document(ids.get(0)).title()).isEqualTo("paper1");
        assertThat(promoted.journal().writes()).isEmpty();
    }

    /** The old master may break down for good. */
    @ParameterizedTest
    @CsvSource({"V2,V3", "V3,V2"})
    void aDryRunThatBreaksOffKeepsTheFindingsOfTheLastOne(Version first, Version second) {
        start(first, second);
        world.run(old, Run.Mode.DRY_RUN);
        List<String> findings = findings();
        breaksOff();
        assertThat(findings()).isEqualTo(findings);

        world.takeBack(old);
        breaksOff();
        assertThat(findings()).as("after the user accepted the old master").isEqualTo(findings);
        world.run(old, Run.Mode.DRY_RUN);
        assertThat(findings()).isEqualTo(findings);
    }

    private void breaksOff() {
        old.faults().on("GET", "/api/documents/").query(".*id__in=.*").skip(1).status(502);
        Run run = world.run(old, Run.Mode.DRY_RUN);
        assertThat(run.state()).isEqualTo(Run.State.FAILED);
        old.faults().clear();
    }

    private List<String> findings() {
        return found(null).stream()
                .map(row -> row.finding() + " " + row.documentId() + " " + row.details())
                .sorted()
                .toList();
    }

    @ParameterizedTest
    @CsvSource({"V2,V3", "V3,V2"})
    void aDocumentThatTheNewMasterDeletedIsListedIfTheOldMasterChangedItLate(Version first, Version second)
            throws IOException {
        start(first, second);
        old.api().patch("/api/documents/" + ids.get(5) + "/", Papers.json("title", "late"));
        promoted.library().documents().stream()
                .filter(document -> List.of("paper6", "paper7").contains(document.title()))
                .forEach(document -> promoted.api().delete("/api/documents/" + document.id() + "/"));
        world.forgetJournals();
        world.run(old, Run.Mode.DRY_RUN);

        assertThat(found(Finding.LEFT_BEHIND))
                .extracting(ReturnedDocument::title)
                .containsExactlyInAnyOrder("late", "new1", "new2", "new3", "new4", "new5");
        assertThat(found(Finding.LEFT_BEHIND))
                .filteredOn(row -> row.masterId() != null)
                .extracting(row -> (int) row.documentId())
                .containsExactly(ids.get(5));
        assertThat(zip()).hasSize(7).containsValue("The text of paper 6");

        world.takeBack(old);
        world.run(old, Run.Mode.DRY_RUN);
        assertThat(found(Finding.LEFT_BEHIND))
                .as("kept for good")
                .extracting(ReturnedDocument::title)
                .containsExactlyInAnyOrder("late", "new1", "new2", "new3", "new4", "new5");
    }

    /** The new master consumes an upload after the failover: without metadata, and without a mapping. */
    @ParameterizedTest
    @CsvSource({"V2,V3", "V3,V2", "V3,V3", "V2,V2"})
    void aDocumentThatIsOfferedForAdoptionIsComparedBeforeItIsOverwritten(Version first, Version second) {
        world = new Instances(first, second);
        old = world.server(0);
        promoted = world.server(1);
        old.library().add(NewDocument.text("one.txt", "One"));
        world.success(promoted, Run.Mode.INCREMENTAL);
        int tag = Papers.lookup(old.api(), "tags", "name", "Bill");
        int admin = old.library().users().get("admin"); // the consumer gives the document to the user of the token
        int rich = old.library()
                .add(NewDocument.text("rich.txt", "Rich")
                        .title("A rich title")
                        .owner(admin)
                        .tags(tag)
                        .asn(7L)
                        .note(admin, "Paid on the old one."));
        int equal = old.library().add(NewDocument.text("equal.txt", "Equal").owner(admin));
        promoted.worker().pause();
        world.boot.runs().queue(world.replica(promoted).id(), Run.Mode.INCREMENTAL);
        await("two uploads in the consumer").until(() -> World.uploads(promoted) == 3);
        old.faults().on("*", "/api/.*").status(502);
        done = world.promote(promoted, Switchover.Kind.FAILOVER);
        promoted.worker().resume();
        promoted.worker().awaitIdle(Duration.ofMinutes(1));
        old.faults().clear();
        world.forgetJournals();

        Run dry = world.run(old, Run.Mode.DRY_RUN);
        String values = "[{\"key\":\"title\",\"old\":\"A rich title\",\"new\":\"rich\"},"
                + "{\"key\":\"archive_serial_number\",\"old\":7,\"new\":null},"
                + "{\"key\":\"tags\",\"old\":[\"Bill\"],\"new\":[]}]";
        assertThat(world.boot
                        .sql()
                        .sql("select replica_object_id || ' ' || changes from plans"
                                + " where run_id = ? and action = 'offer'")
                        .param(dry.id())
                        .query(String.class)
                        .list())
                .containsExactlyInAnyOrder(rich + " " + values, equal + " []");
        assertThat(found(null))
                .allMatch(row -> row.finding() == Finding.DIVERGED && row.documentId() == rich)
                .extracting(ReturnedDocument::details)
                .containsExactlyInAnyOrder(
                        values, "[{\"key\":\"notes\",\"old\":[\"Paid on the old one.\"],\"new\":[]}]");
        assertThat(old.journal().writes()).as("a dry run writes nothing").isEmpty();

        world.takeBack(old);
        world.run(old, Run.Mode.INCREMENTAL);
        world.adopt(old);
        await("the values that the dry run listed")
                .atMost(World.PATIENCE)
                .until(() -> old.library().document(rich).title().equals("rich"));
        world.run(old, Run.Mode.FULL);
        assertThat(found(null)).as("nothing else was overwritten").hasSize(2);
        assertThat(old.api().get("/api/documents/" + rich + "/notes/")).hasSize(1);
    }

    @Test
    void aFileThatTheOldMasterDoesNotSendIsNamed() throws IOException {
        start(Version.V3, Version.V3);
        world.run(old, Run.Mode.DRY_RUN);
        long first = found(Finding.LEFT_BEHIND).get(0).documentId();
        old.faults()
                .on("GET", "/api/documents/" + first + "/preview/")
                .status(404)
                .header("X-Version", "3.0.5");
        Map<String, String> entries = zip();
        assertThat(entries).hasSize(6);
        assertThat(entries.get("not-read.csv")).contains(first + ",\"new1\",\"The old master answered 404.\"");
    }

    @Test
    void aDownloadBreaksOffIfTheOldMasterGoesAway() {
        start(Version.V3, Version.V3);
        world.run(old, Run.Mode.DRY_RUN);
        old.faults().on("GET", "/api/documents/\\d+/preview/").cutInBody(3);
        assertThatThrownBy(this::zip).isInstanceOf(IOException.class).hasMessageContaining("incomplete");
    }

    @Test
    void aReaderThatGoesAwayEndsThePacking() throws IOException {
        start(Version.V3, Version.V3);
        world.run(old, Run.Mode.DRY_RUN);
        LeftBehindFiles files =
                new LeftBehindFiles(world.boot.returned(), world.boot.camel().createProducerTemplate());
        try (InputStream stream = files.zip(world.switchovers().find(done.id()).orElseThrow())) {
            assertThat(stream.read()).isEqualTo('P');
        }
        await("the end of the packing")
                .until(() -> world.boot.camel().getInflightRepository().size("packLeftBehind") == 0);
    }
}
