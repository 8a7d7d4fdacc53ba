package io.pngx.controller.sync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.pngx.controller.paperless.Document.Note;
import io.pngx.controller.sync.NotePlan.Action;
import io.pngx.controller.sync.NotePlan.Known;
import io.pngx.controller.sync.NotePlan.Step;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The planned changes to the notes of a copy. */
class NotePlanTest {
    private static final String FIRST = "[anna, 2026-03-01 12:30] paid";

    private static Note note(long id, String text) {
        return new Note(id, text, "2026-03-01T12:30:00+01:00", new Note.Author("anna"));
    }

    private static List<Step> plan(List<Note> master, List<Note> replica, List<Known> known) {
        return NotePlan.of(master, replica, known, true);
    }

    @Test
    void authorAndTimeStandInFrontAsTheMasterShowsThem() {
        assertThat(NotePlan.text(note(1, "paid"), true)).isEqualTo(FIRST);
        assertThat(NotePlan.text(note(1, "paid"), false)).isEqualTo("paid");
        assertThat(NotePlan.text(new Note(1, "paid", "2026-03-01T12:30:00+01:00", null), true))
                .isEqualTo("[2026-03-01 12:30] paid");
        assertThat(NotePlan.text(new Note(1, "paid", null, null), true)).isEqualTo("paid");
    }

    @Test
    void aNewNoteIsAddedAndAMappedOneLeftAlone() {
        assertThat(plan(List.of(note(1, "paid")), List.of(), List.of()))
                .containsExactly(new Step(Action.ADD, 1, null, FIRST, true));
        assertThat(plan(
                        List.of(note(1, "paid")),
                        List.of(note(11, "whatever")),
                        List.of(new Known(1, 11L, null, true))))
                .isEmpty();
    }

    @Test
    void aNoteWhoseAnswerWasLostIsFoundByItsTextAndIsOurs() {
        assertThat(plan(List.of(note(1, "paid")), List.of(note(11, FIRST)), List.of(new Known(1, null, FIRST, true))))
                .containsExactly(new Step(Action.KEEP, 1, 11L, FIRST, true));
        assertThat(plan(List.of(), List.of(note(11, FIRST)), List.of(new Known(1, null, FIRST, true))))
                .containsExactly(new Step(Action.DELETE, 1, 11L, null, true));
    }

    @Test
    void aNoteWhoseAnswerWasLostIsFoundByTheTextThatItHadThen() {
        assertThat(NotePlan.of(
                        List.of(note(1, "paid")),
                        List.of(note(11, "paid"), note(12, FIRST)),
                        List.of(new Known(1, null, FIRST, true)),
                        false))
                .containsExactly(new Step(Action.KEEP, 1, 12L, "paid", true));
    }

    @Test
    void anEqualNoteThatWasThereBeforeIsKeptAndNeverDeleted() {
        assertThat(plan(List.of(note(1, "paid")), List.of(note(11, FIRST)), List.of()))
                .containsExactly(new Step(Action.KEEP, 1, 11L, FIRST, false));
        assertThat(plan(List.of(), List.of(note(11, FIRST)), List.of(new Known(1, 11L, null, false))))
                .extracting(Step::action)
                .containsExactly(Action.FORGET);
    }

    @Test
    void aNoteThatTheMasterDeletedIsDeletedAndOneOfSomebodyElseStays() {
        assertThat(plan(List.of(), List.of(note(11, FIRST), note(12, "mine")), List.of(new Known(1, 11L, null, true))))
                .containsExactly(new Step(Action.DELETE, 1, 11L, null, true));
    }

    @Test
    void aNoteThatVanishedOnTheReplicaIsAddedAgain() {
        assertThat(plan(List.of(note(1, "paid")), List.of(), List.of(new Known(1, 11L, null, true))))
                .extracting(Step::action)
                .containsExactly(Action.ADD);
    }

    @Test
    void ofTwoEqualNotesEachHasItsOwn() {
        assertThat(plan(
                        List.of(note(1, "paid"), note(2, "paid")),
                        List.of(note(11, FIRST)),
                        List.of(new Known(1, 11L, null, true))))
                .containsExactly(new Step(Action.ADD, 2, null, FIRST, true));
        assertThat(plan(
                        List.of(note(1, "paid"), note(2, "paid")),
                        List.of(note(11, FIRST), note(12, FIRST)),
                        List.of()))
                .extracting(Step::replicaNote)
                .containsExactly(11L, 12L);
    }

    private static Note note(long id, String text, String created, String author) {
        return new Note(id, text, created, author == null ? null : new Note.Author(author));
    }

    @Test
    void aNoteWithoutAuthorIsTheNoteWithTheSameText() {
        Note gone = note(1, "paid", "2026-03-01T12:30:00+01:00", null);

        assertThat(plan(List.of(gone), List.of(note(11, "paid", "2026-04-01T08:00:00Z", null)), List.of()))
                .containsExactly(new Step(Action.KEEP, 1, 11L, "[2026-03-01 12:30] paid", false));
        assertThat(plan(List.of(gone), List.of(note(11, "paid", "2026-04-01T08:00:00Z", "anna")), List.of()))
                .extracting(Step::action, Step::replicaNote)
                .containsExactly(tuple(Action.ADD, null));
        assertThat(plan(List.of(note(1, "paid")), List.of(note(11, "paid", "2026-04-01T08:00:00Z", null)), List.of()))
                .extracting(Step::action, Step::replicaNote)
                .containsExactly(tuple(Action.ADD, null));
    }

    @Test
    void aNoteOfAUserDoesNotTakeThePlaceOfADeletedNoteOfTheController() {
        Known deleted = new Known(1, 10L, null, true);

        assertThat(plan(
                        List.of(note(1, "paid", "2026-03-01T12:30:00+01:00", null)),
                        List.of(note(11, "paid", "2026-04-01T08:00:00Z", null)),
                        List.of(deleted)))
                .extracting(Step::action, Step::replicaNote, Step::ours)
                .containsExactly(tuple(Action.KEEP, 11L, false));
    }

    @Test
    void aNoteWithTheSameTextAndTimeIsTheSameWhoeverWroteIt() {
        assertThat(plan(
                        List.of(note(1, "paid")),
                        List.of(note(11, "paid", "2026-03-01T11:30:00Z", "importer")),
                        List.of()))
                .extracting(Step::action, Step::replicaNote)
                .containsExactly(tuple(Action.KEEP, 11L));
    }

    @Test
    void aNoteOfAnotherAuthorAndTimeIsAnotherNote() {
        assertThat(plan(
                        List.of(note(1, "paid")),
                        List.of(note(11, "paid", "2026-04-01T08:00:00Z", "carla")),
                        List.of()))
                .containsExactly(new Step(Action.ADD, 1, null, FIRST, true));
    }

    @Test
    void equalNotesAreMatchedOneToOneByTimeThenByAuthor() {
        Note early = note(1, "paid", "2026-03-01T12:30:00+01:00", null);
        Note late = note(2, "paid", "2026-03-02T12:30:00.123456+01:00", null);
        Note annas = note(3, "paid", "2026-03-03T12:30:00+01:00", "anna");
        Note imported = note(12, "paid", "2026-03-02T11:30:00.123000Z", null);

        assertThat(plan(List.of(early, late), List.of(imported), List.of()))
                .containsExactly(
                        new Step(Action.ADD, 1, null, "[2026-03-01 12:30] paid", true),
                        new Step(Action.KEEP, 2, 12L, "[2026-03-02 12:30] paid", false));
        assertThat(plan(
                        List.of(early, annas),
                        List.of(
                                note(11, "paid", "2026-05-01T08:00:00Z", "anna"),
                                note(13, "paid", "2026-05-01T08:00:00Z", null)),
                        List.of()))
                .extracting(Step::masterNote, Step::replicaNote)
                .containsExactly(tuple(1L, 13L), tuple(3L, 11L));
    }

    @Test
    void aNoteOfAnEarlierLibraryIsMappedToAnEqualNoteOrDeletedIfTheControllerAddedIt() {
        assertThat(plan(List.of(note(1, "paid")), List.of(note(11, FIRST)), List.of(new Known(-5, 11L, null, true))))
                .containsExactly(
                        new Step(Action.KEEP, 1, 11L, FIRST, true), new Step(Action.FORGET, -5, 11L, null, true));
        assertThat(plan(List.of(), List.of(note(11, FIRST)), List.of(new Known(-5, 11L, null, true))))
                .containsExactly(new Step(Action.DELETE, -5, 11L, null, true));
        assertThat(plan(List.of(), List.of(note(11, FIRST)), List.of(new Known(-5, 11L, null, false))))
                .extracting(Step::action)
                .containsExactly(Action.FORGET);
    }

    @Test
    void aNoteOfAnEarlierLibraryWhoseAnswerWasLostIsFoundByItsTextAndIsOurs() {
        assertThat(plan(
                        List.of(note(1, "paid"), note(2, "paid")),
                        List.of(note(11, FIRST), note(12, FIRST)),
                        List.of(new Known(-5, null, FIRST, true))))
                .containsExactly(
                        new Step(Action.KEEP, 1, 11L, FIRST, true),
                        new Step(Action.KEEP, 2, 12L, FIRST, false),
                        new Step(Action.FORGET, -5, null, null, true));
    }

    @Test
    void anEqualNoteOfAUserIsNotTheControllersIfTheControllersNoteOfAnEarlierLibraryIsGone() {
        assertThat(plan(List.of(note(1, "paid")), List.of(note(12, FIRST)), List.of(new Known(-5, 11L, null, true))))
                .containsExactly(
                        new Step(Action.KEEP, 1, 12L, FIRST, false), new Step(Action.FORGET, -5, 11L, null, true));
    }
}
