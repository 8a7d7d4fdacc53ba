package io.pngx.controller.engine.documents;

import io.pngx.controller.paperless.Document.Note;
import io.pngx.controller.paperless.Json;
import io.pngx.controller.sync.NotePlan;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** Holds the notes to add and delete on the current document. Each note needs one call. */
public final class NoteWork {
    private final DocumentWrite write;
    private final Deque<NotePlan.Step> steps = new ArrayDeque<>();
    private Set<Long> onReplica = Set.of();
    private boolean skipped;
    private int written;

    NoteWork(DocumentWrite write) {
        this.write = write;
    }

    /** Leaves the notes as they are, because drift is only reported. */
    void skip() {
        skipped = true;
    }

    boolean isSkipped() {
        return skipped;
    }

    /** Starts the calls that the comparison of the notes found necessary. */
    void plan(List<NotePlan.Step> calls) {
        steps.clear();
        steps.addAll(calls);
        onReplica = ids(write.notesFound());
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

    /** @return whether a note was added or deleted */
    public boolean isWritten() {
        return written > 0;
    }

    /** @return the id of the copy */
    public long getDocument() {
        return write.getReplicaDocId();
    }

    /** @return the id of the note to delete */
    public long getNote() {
        return steps.peek().replicaNote();
    }

    /** @return the JSON body of the call */
    public String getBody() {
        return Json.MAPPER.createObjectNode().put("note", steps.peek().text()).toString();
    }

    NotePlan.Step step() {
        return steps.peek();
    }

    DocumentWrite write() {
        return write;
    }

    /** @return the id of the note that was added; null if there is none */
    Long newNote(List<Note> now) {
        Set<Long> before = onReplica;
        onReplica = ids(now);
        return now.stream()
                .filter(note -> !before.contains(note.id())
                        && note.note().equals(steps.peek().text()))
                .map(Note::id)
                .max(Long::compare)
                .orElse(null);
    }

    void next() {
        steps.remove();
        written++;
        write.addSentKey("notes");
    }
}
