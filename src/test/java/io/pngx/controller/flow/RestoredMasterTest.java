package io.pngx.controller.flow;

import static org.assertj.core.api.Assertions.assertThat;

import io.pngx.controller.store.Run;
import io.pngx.simulator.DocumentView;
import io.pngx.simulator.DocumentView.NoteView;
import io.pngx.simulator.NewDocument;
import io.pngx.simulator.Paperless;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The master is restored from a backup, and assigns ids of notes, lookups and documents a second time. */
class RestoredMasterTest {
    private World world;
    private Paperless replica;

    @AfterEach
    void end() {
        world.close();
    }

    private void fill(Version version) {
        world = World.of(version, version);
        replica = world.replica().server();
        Instant before = Instant.now().minus(Duration.ofDays(2));
        for (int i = 1; i <= 6; i++) {
            add("paper " + i, before.plusSeconds(i));
        }
    }

    private int add(String title, Instant added) {
        return world.master
                .library()
                .add(NewDocument.text(title + ".txt", "The text of " + title)
                        .title(title)
                        .added(added)
                        .modified(added));
    }

    private static DocumentView document(Paperless server, String title) {
        return server.library().documents().stream()
                .filter(each -> each.title().equals(title))
                .findFirst()
                .orElseThrow();
    }

    private static List<String> notes(Paperless server, String title) {
        return document(server, title).notes().stream().map(NoteView::text).toList();
    }

    private static void write(Paperless server, int document, String note) {
        server.api().post("/api/documents/" + document + "/notes/", Map.of("note", note));
    }

    private void acceptMaster() {
        assertThat(world.runOnce().state()).isEqualTo(Run.State.FAILED);
        world.run(world.replica(), Run.Mode.DRY_RUN);
        HttpResponse<String> accepted = SecondJvm.send(HttpRequest.newBuilder(URI.create(
                        world.boot.url() + "/api/replicas/" + world.replica().id() + "/accept"))
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString("{\"what\":\"master\"}")));
        assertThat(accepted.statusCode()).as(accepted.body()).isEqualTo(200);
    }

    /** The copies stay on the replica, so the controller still knows which notes it added to them. */
    @ParameterizedTest
    @EnumSource(Version.class)
    void notesOfALostDocumentLeaveTheAdoptedCopyAndNotesOfUsersStay(Version version) {
        fill(version);
        world.deletesAreExpected(); // the controller's own notes
        int kept = document(world.master, "paper 1").id();
        write(world.master, kept, "kept note");
        int lost = add("rep", Instant.now().minus(Duration.ofDays(1)));
        write(world.master, lost, "LOST NOTE");
        int lostNote = document(world.master, "rep").notes().get(0).id();
        write(world.master, kept, "LOST, TOO");
        world.run();
        write(replica, document(replica, "rep").id(), "note of a user");

        int loses = document(world.master, "paper 1").notes().stream()
                .filter(note -> note.text().equals("LOST, TOO"))
                .findFirst()
                .orElseThrow()
                .id();
        world.master.api().delete("/api/documents/" + kept + "/notes/?id=" + loses);
        world.master.library().erase(lost);
        world.master.library().reuseDocumentIdsAbove(lost - 1);
        world.master.library().reuseIdsAbove("note", lostNote - 1);
        assertThat(add("other", Instant.now())).isEqualTo(lost);
        int now = add("rep", Instant.now());
        write(world.master, now, "new note of rep");
        write(world.master, kept, "new note of paper 1");
        assertThat(document(world.master, "rep").notes().get(0).id()).isEqualTo(lostNote);
        int copy = document(replica, "rep").id();
        acceptMaster();

        world.run(Run.Mode.FULL);

        assertThat(document(replica, "rep").id()).as("the copy is adopted").isEqualTo(copy);
        assertThat(notes(replica, "rep"))
                .hasSize(2)
                .anyMatch(note -> note.endsWith("new note of rep"))
                .contains("note of a user");
        assertThat(notes(replica, "paper 1"))
                .hasSize(2)
                .anyMatch(note -> note.endsWith("kept note"))
                .anyMatch(note -> note.endsWith("new note of paper 1"));
        assertThat(world.said(world.replica())).contains("6 of its documents have the same id and time of adding");

        world.master.api().delete("/api/documents/" + now + "/notes/?id=" + lostNote);
        world.run(Run.Mode.FULL);
        assertThat(notes(replica, "rep")).containsExactly("note of a user");
        assertThat(world.boot
                        .sql()
                        .sql("select count(*) from note_map where master_note_id < 0")
                        .query(Integer.class)
                        .single())
                .isZero();
    }

    /** The copy was deleted on the replica, which was restored too: its id belongs to a document of a user now. */
    @ParameterizedTest
    @EnumSource(Version.class)
    void notesOfAnotherDocumentWithTheIdOfTheCopyStay(Version version) {
        fill(version);
        int lost = add("rep", Instant.now().minus(Duration.ofDays(1)));
        write(world.master, lost, "LOST NOTE");
        world.run();
        DocumentView copy = document(replica, "rep");
        int note = copy.notes().get(0).id();
        replica.library().erase(copy.id());
        replica.library().reuseDocumentIdsAbove(copy.id() - 1);
        replica.library().reuseIdsAbove("note", note - 1);
        replica.library().add(NewDocument.text("rep.txt", "The text of rep").title("rep"));
        write(replica, copy.id(), "note of a user");
        assertThat(document(replica, "rep").notes().get(0).id()).isEqualTo(note);
        world.master.library().erase(lost);
        world.master.library().reuseDocumentIdsAbove(lost - 1);
        assertThat(add("other", Instant.now())).isEqualTo(lost);
        add("rep", Instant.now());
        acceptMaster();

        world.run(Run.Mode.FULL);

        assertThat(notes(replica, "rep")).containsExactly("note of a user");
    }

    /** A deletion of a lookup that waits for a decision waits on after another master was accepted. */
    @ParameterizedTest
    @EnumSource(Version.class)
    void copiesKeepALookupWhoseDeletionIsUndecided(Version version) {
        fill(version);
        int field = Papers.lookup(world.master.api(), "custom_fields", "name", "FL", "data_type", "string");
        int paper = document(world.master, "paper 1").id();
        world.master
                .api()
                .patch(
                        "/api/documents/" + paper + "/",
                        Papers.json("custom_fields", List.of(Papers.json("field", field, "value", "kept"))));
        int lost = add("lost", Instant.now().minus(Duration.ofDays(1)));
        world.run();
        world.master.api().delete("/api/custom_fields/" + field + "/");
        world.run();
        world.master.library().erase(lost);
        world.master.library().reuseDocumentIdsAbove(lost - 1);
        world.master.library().reuseIdsAbove("custom_field", field - 1);
        assertThat(add("other", Instant.now())).isEqualTo(lost);
        assertThat(Papers.lookup(world.master.api(), "custom_fields", "name", "FM", "data_type", "string"))
                .isEqualTo(field);
        acceptMaster();

        world.run(Run.Mode.FULL);
        world.run(Run.Mode.FULL);

        assertThat(document(replica, "paper 1").inNames().toString()).contains("FL", "kept");
        assertThat(world.boot
                        .sql()
                        .sql("select title from tombstones where kind = 'custom_fields' and state in ('OPEN', 'HELD')")
                        .query(String.class)
                        .list())
                .containsExactly("FL");
    }

    /** Users of the replica gave their own documents a lookup that the restored master lost. */
    @ParameterizedTest
    @EnumSource(Version.class)
    void aForeignDocumentKeepsItsTagIfTheMasterReusesTheIdOfTheTag(Version version) {
        fill(version);
        world.run();
        int tag = Papers.lookup(world.master.api(), "tags", "name", "tagX", "owner", null);
        int paper = document(world.master, "paper 3").id();
        Instant modified = document(world.master, "paper 3").modified();
        world.master.api().patch("/api/documents/" + paper + "/", Map.of("tags", List.of(tag)));
        world.run();
        int copied = document(replica, "paper 3").tags().iterator().next();
        int foreign = replica.library()
                .add(NewDocument.text("own.txt", "Own").title("own").tags(copied));
        world.master.api().delete("/api/tags/" + tag + "/");
        world.master.library().setModified(paper, modified);
        world.master.library().reuseIdsAbove("tags", tag - 1);
        assertThat(Papers.lookup(world.master.api(), "tags", "name", "tagY", "owner", null))
                .isEqualTo(tag);
        int fresh = add("paper 7", Instant.now());
        world.master.api().patch("/api/documents/" + fresh + "/", Map.of("tags", List.of(tag)));

        Run dry = world.run(world.replica(), Run.Mode.DRY_RUN);
        assertThat(dry.state()).isEqualTo(Run.State.SUCCESS);
        assertThat(planned(dry)).containsExactly("hold null " + copied + " tagX");
        world.run();
        world.run(Run.Mode.FULL);

        assertThat(world.said(world.replica())).contains("\"tagX\" of the replica keeps its name");
        assertThat(document(replica, "own").inNames().toString())
                .contains("tagX")
                .doesNotContain("tagY");
        assertThat(document(replica, "paper 3").inNames().toString()).doesNotContain("tagY");
        assertThat(document(replica, "paper 7").inNames().toString()).contains("tagY");
        assertThat(replica.library().document(foreign).tags()).containsExactly(copied);
        assertThat(world.boot
                        .sql()
                        .sql("select title from tombstones where kind = 'tags' and state in ('OPEN', 'HELD')")
                        .query(String.class)
                        .list())
                .containsExactly("tagX");
    }

    private List<String> planned(Run run) {
        return world.boot
                .sql()
                .sql("select action || ' ' || coalesce(master_id, 'null') || ' ' || replica_object_id || ' ' || title"
                        + " from plans where run_id = ? and action in ('hold', 'delete')")
                .param(run.id())
                .query(String.class)
                .list();
    }

    /** The master gives the id of the lost lookup to another one after runs that found the lookup missing. */
    @ParameterizedTest
    @EnumSource(Version.class)
    void aLookupThatWasMissingIsAnotherOneIfItIsBackUnderAnotherName(Version version) {
        fill(version);
        int kept = Papers.lookup(world.master.api(), "tags", "name", "kept", "owner", null);
        int held = Papers.lookup(world.master.api(), "tags", "name", "held", "owner", null);
        int back = Papers.lookup(world.master.api(), "tags", "name", "back", "owner", null);
        int paper = document(world.master, "paper 3").id();
        world.master.api().patch("/api/documents/" + paper + "/", Map.of("tags", List.of(kept, held, back)));
        world.run();
        List<Integer> copied = List.copyOf(document(replica, "paper 3").tags());
        int foreign = replica.library()
                .add(NewDocument.text("own.txt", "Own").title("own").tags(copied));
        for (int tag : List.of(kept, held, back)) {
            world.master.api().delete("/api/tags/" + tag + "/");
        }
        world.run();
        world.run(Run.Mode.FULL);
        assertThat(undecided()).containsExactlyInAnyOrder("HELD kept", "HELD held", "HELD back");
        world.boot
                .sql()
                .sql("update tombstones set state = 'REJECTED', by_person = 1 where title = 'kept'")
                .update();
        world.master.library().reuseIdsAbove("tags", kept - 1);
        for (String name : List.of("tagY", "tagZ", "back")) {
            Papers.lookup(world.master.api(), "tags", "name", name, "owner", null);
        }

        Run dry = world.run(world.replica(), Run.Mode.DRY_RUN);
        assertThat(planned(dry))
                .singleElement()
                .asString()
                .startsWith("hold null")
                .endsWith("held");
        world.run();
        world.run(Run.Mode.FULL);

        assertThat(document(replica, "own").inNames().toString())
                .contains("kept", "held", "back")
                .doesNotContain("tagY", "tagZ");
        assertThat(replica.library().document(foreign).tags()).containsExactlyInAnyOrderElementsOf(copied);
        assertThat(undecided()).containsExactlyInAnyOrder("REJECTED kept", "HELD held");
        assertThat(world.said(world.replica())).contains("\"held\" of the replica keeps its name");
        assertThat(get("/api/deletions?state=held"))
                .contains("\"master_id\":null")
                .doesNotContain("\"master_id\":-");
        assertThat(get("/api/replicas/" + world.replica().id() + "/promote"))
                .contains("\"retained_lookups\":[{", "\"master_id\":null")
                .doesNotContain("\"master_id\":-");
    }

    /** The master cannot be asked by id about a lookup whose id may be another lookup's. */
    @ParameterizedTest
    @EnumSource(Version.class)
    void aLookupThatAnOlderMasterLostIsDeletedOnlyIfTheUserApproves(Version version) {
        fill(version);
        int lost = Papers.lookup(world.master.api(), "tags", "name", "lost", "owner", null);
        int again = Papers.lookup(world.master.api(), "tags", "name", "again", "owner", null);
        DocumentView older = document(world.master, "paper 3");
        world.run();
        world.master.api().patch("/api/documents/" + older.id() + "/", Map.of("tags", List.of(lost, again)));
        world.run();
        world.master.api().delete("/api/tags/" + lost + "/");
        world.master.api().delete("/api/tags/" + again + "/");
        world.master.library().setModified(older.id(), older.modified());
        world.master.journal().clear();

        world.run();
        world.boot
                .sql()
                .sql("update tombstones set first_seen_at = '2026-01-01T00:00:00Z'")
                .update();
        world.run(Run.Mode.FULL);

        assertThat(undecided()).containsExactlyInAnyOrder("HELD lost", "HELD again");
        assertThat(world.master.journal().where("GET", "/api/tags/-.*")).isEmpty();
        assertThat(document(replica, "paper 3").inNames().toString()).contains("lost", "again");

        world.deletesAreExpected();
        Papers.lookup(world.master.api(), "tags", "name", "again", "owner", null);
        int id = world.boot
                .sql()
                .sql("select id from tombstones where title = 'lost'")
                .query(Integer.class)
                .single();
        HttpResponse<String> approved =
                SecondJvm.send(HttpRequest.newBuilder(URI.create(world.boot.url() + "/api/deletions/approve"))
                        .header("Content-Type", "application/json")
                        .POST(HttpRequest.BodyPublishers.ofString("{\"ids\":[" + id + "]}")));
        assertThat(approved.statusCode()).as(approved.body()).isEqualTo(200);
        world.run(Run.Mode.FULL);

        assertThat(undecided()).containsExactly("DONE lost");
        world.assertEqual();
    }

    /** A single document in an older state does not block the replica. */
    @ParameterizedTest
    @EnumSource(Version.class)
    void aNoteWithTheIdOfALostNoteIsCarried(Version version) {
        fill(version);
        world.deletesAreExpected(); // the controller's own note
        int noted = document(world.master, "paper 1").id();
        write(world.master, noted, "kept note");
        write(world.master, noted, "LOST NOTE");
        world.run();
        int loses = document(world.master, "paper 1").notes().stream()
                .filter(note -> note.text().equals("LOST NOTE"))
                .findFirst()
                .orElseThrow()
                .id();
        DocumentView older = document(world.master, "paper 3");
        world.master.api().patch("/api/documents/" + older.id() + "/", Map.of("title", "paper 3"));
        world.run();
        write(replica, document(replica, "paper 1").id(), "note of a user");
        List<Integer> stay = document(replica, "paper 1").notes().stream()
                .filter(note -> !note.text().endsWith("LOST NOTE"))
                .map(NoteView::id)
                .toList();

        world.master.library().setModified(older.id(), older.modified());
        world.master.api().delete("/api/documents/" + noted + "/notes/?id=" + loses);
        world.master.library().reuseIdsAbove("note", loses - 1);
        write(world.master, noted, "new note");
        assertThat(document(world.master, "paper 1").notes()).anyMatch(note -> note.id() == loses);
        world.run(world.replica(), Run.Mode.DRY_RUN);
        world.run();

        assertThat(notes(replica, "paper 1"))
                .hasSize(3)
                .anyMatch(note -> note.endsWith("kept note"))
                .anyMatch(note -> note.endsWith("new note"))
                .contains("note of a user");
        assertThat(document(replica, "paper 1").notes().stream().map(NoteView::id))
                .containsAll(stay);
    }

    private String get(String path) {
        return SecondJvm.send(HttpRequest.newBuilder(URI.create(world.boot.url() + path))
                        .GET())
                .body();
    }

    private List<String> undecided() {
        return world.boot
                .sql()
                .sql("select state || ' ' || title from tombstones where kind = 'tags' and state <> 'RETURNED'")
                .query(String.class)
                .list();
    }
}
