package io.pngx.controller.engine.documents;

import io.pngx.controller.paperless.Document.Note;
import io.pngx.controller.paperless.Json;
import io.pngx.controller.sync.NotePlan;
import java.util.Deque;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** The notes of a document in hand: those that are to be added or deleted, one after the other. */
public final class NoteWork {
    private final DocumentWrite write;
    private final Deque<NotePlan.Step> steps;
    private Set<Long> there;

    NoteWork(DocumentWrite write, Deque<NotePlan.Step> steps) {
        this.write = write;
        this.steps = steps;
        this.there = ids(write.notesFound());
    }

    private static Set<Long> ids(List<Note> notes) {
        return notes.stream().map(Note::id).collect(Collectors.toSet());
    }

    public boolean isOpen() {
        return !steps.isEmpty();
    }

    public boolean isToDelete() {
        return steps.peek().action() == NotePlan.Action.DELETE;
    }

    /** The copy. */
    public long getDocument() {
        return write.getReplicaDocId();
    }

    /** The note to delete. */
    public long getNote() {
        return steps.peek().replicaNote();
    }

    /** The JSON to send. */
    public String getBody() {
        return Json.MAPPER.createObjectNode().put("note", steps.peek().text()).toString();
    }

    NotePlan.Step step() {
        return steps.peek();
    }

    DocumentWrite write() {
        return write;
    }

    /** @return the note that was not there before; null where there is none */
    Long added(List<Note> now) {
        Set<Long> before = there;
        there = ids(now);
        return now.stream()
                .filter(note -> !before.contains(note.id())
                        && note.note().equals(steps.peek().text()))
                .map(Note::id)
                .max(Long::compare)
                .orElse(null);
    }

    void next() {
        steps.remove();
        write.noteWritten();
    }
}
