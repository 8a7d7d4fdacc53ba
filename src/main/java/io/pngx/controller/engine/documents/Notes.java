package io.pngx.controller.engine.documents;

import com.fasterxml.jackson.databind.JsonNode;
import io.pngx.controller.engine.session.DocumentWork;
import io.pngx.controller.paperless.Document.Note;
import io.pngx.controller.paperless.Guard;
import io.pngx.controller.paperless.Json;
import io.pngx.controller.paperless.PaperlessException;
import io.pngx.controller.store.KeyValues;
import io.pngx.controller.store.NoteMap;
import io.pngx.controller.store.Setting;
import io.pngx.controller.sync.NotePlan;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import org.apache.camel.Body;
import org.apache.camel.ExchangeProperty;

/**
 * What the route {@code writeNotes} asks. Adding a note is no call that can be repeated, so each is intended in the
 * database first: a note with its text that is found later is the one whose answer was lost.
 */
public final class Notes {
    private final NoteMap notes;
    private final KeyValues settings;
    private final Guard guard;

    public Notes(NoteMap notes, KeyValues settings, Guard guard) {
        this.notes = notes;
        this.settings = settings;
        this.guard = guard;
    }

    /** Compares the notes of the master with those of the copy; what needs no call is done here. */
    public NoteWork plan(@ExchangeProperty("write") DocumentWrite write) {
        long replica = write.session().replicaId();
        long copy = write.getReplicaDocId();
        Deque<NotePlan.Step> calls = new ArrayDeque<>();
        if (write.notesLeft()) {
            return new NoteWork(write, calls);
        }
        for (NotePlan.Step step : steps(replica, copy, write.notesOfMaster(), write.notesFound())) {
            switch (step.action()) {
                case KEEP -> notes.put(replica, copy, step.masterNote(), step.replicaNote(), step.ours());
                case FORGET -> notes.remove(replica, copy, step.masterNote());
                case ADD, DELETE -> calls.add(step);
            }
        }
        return new NoteWork(write, calls);
    }

    private List<NotePlan.Step> steps(long replica, long copy, List<Note> master, List<Note> there) {
        List<NotePlan.Known> known = notes.of(replica, copy).stream()
                .map(note -> new NotePlan.Known(note.masterNoteId(), note.replicaNoteId(), note.text(), note.ours()))
                .toList();
        return NotePlan.of(master, there, known, settings.get(Setting.NOTE_PREFIX));
    }

    /** What would be added to a copy, and deleted from it, for who only looks. */
    public List<NotePlan.Step> calls(DocumentWork document) {
        return steps(
                        document.mapping().replicaId(),
                        document.mapping().replicaDocId(),
                        document.master().notes(),
                        document.replica().notes())
                .stream()
                .filter(step -> step.action() == NotePlan.Action.ADD || step.action() == NotePlan.Action.DELETE)
                .toList();
    }

    /** The intent to add, then what is sent. */
    public String add(@ExchangeProperty("notes") NoteWork work) {
        notes.adding(
                work.write().session().replicaId(),
                work.getDocument(),
                work.step().masterNote(),
                work.step().text());
        return work.getBody();
    }

    /** The intent to delete, then the gateway's permit for this one note. */
    public void mayDelete(@ExchangeProperty("notes") NoteWork work) {
        notes.deleting(
                work.write().session().replicaId(),
                work.getDocument(),
                work.step().masterNote(),
                work.getNote());
        guard.mayDeleteNote(work.write().session().host(), work.getDocument(), work.getNote());
    }

    /**
     * @param answer all notes of the copy after the call
     * @throws PaperlessException where it is something else: paperless says with status 200 that it did not work (paperless-api.md §8)
     */
    public void readBack(@Body JsonNode answer, @ExchangeProperty("notes") NoteWork work) {
        if (!answer.isArray()) {
            throw new PaperlessException(
                    PaperlessException.Kind.REJECTED,
                    null,
                    "did not take a note: " + answer.path("error").asText(answer.toString()));
        }
        List<Note> now = Arrays.asList(Json.MAPPER.convertValue(answer, Note[].class));
        long replica = work.write().session().replicaId();
        if (work.isToDelete()) {
            if (now.stream().anyMatch(note -> note.id() == work.getNote())) {
                throw new PaperlessException(
                        PaperlessException.Kind.REJECTED, null, "still shows a note that it was told to delete.");
            }
            notes.remove(replica, work.getDocument(), work.step().masterNote());
        } else {
            Long added = work.added(now);
            if (added == null) {
                throw new PaperlessException(
                        PaperlessException.Kind.REJECTED, null, "does not show a note that it was sent.");
            }
            notes.put(replica, work.getDocument(), work.step().masterNote(), added, true);
        }
        work.next();
    }
}
