package io.pngx.controller.engine.documents;

import com.fasterxml.jackson.databind.JsonNode;
import io.pngx.controller.engine.session.ExchangeNames;
import io.pngx.controller.paperless.Document.Note;
import io.pngx.controller.paperless.Guard;
import io.pngx.controller.paperless.Json;
import io.pngx.controller.paperless.PaperlessException;
import io.pngx.controller.store.KeyValues;
import io.pngx.controller.store.Mapping;
import io.pngx.controller.store.NoteMap;
import io.pngx.controller.store.Setting;
import io.pngx.controller.sync.NotePlan;
import io.pngx.controller.text.Text;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.apache.camel.Body;
import org.apache.camel.Variable;

/**
 * Adds and deletes notes for the route {@code writeNotes}. A call that adds a note is not repeated. The intent, which
 * contains the text of the note, is committed before the call. If the answer is lost, the next run searches the notes
 * of the copy for this text.
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

    /** Compares the notes of the master with those of the copy, and records the notes that are already equal. */
    public void plan(@Body WriteJob job) {
        DocumentWrite write = job.getWrite();
        long replica = write.session().replicaId();
        long copy = write.getReplicaDocId();
        if (write.getNotes().isSkipped()) {
            return;
        }
        List<NotePlan.Step> calls = new ArrayList<>();
        for (NotePlan.Step step : steps(replica, copy, write.notesOfMaster(), write.notesFound())) {
            switch (step.action()) {
                case KEEP -> notes.put(replica, copy, step.masterNote(), step.replicaNote(), step.ours());
                case FORGET -> notes.remove(replica, copy, step.masterNote());
                case ADD, DELETE -> calls.add(step);
            }
        }
        write.getNotes().plan(calls);
    }

    private List<NotePlan.Step> steps(long replica, long copy, List<Note> master, List<Note> there) {
        return steps(master, there, notes.of(replica, copy));
    }

    private List<NotePlan.Step> steps(List<Note> master, List<Note> there, List<NoteMap.MappedNote> mapped) {
        if (master.isEmpty() && there.isEmpty() && mapped.isEmpty()) {
            return List.of();
        }
        List<NotePlan.Known> known = mapped.stream()
                .map(note -> new NotePlan.Known(note.masterNoteId(), note.replicaNoteId(), note.text(), note.ours()))
                .toList();
        return NotePlan.of(master, there, known, settings.get(Setting.NOTE_PREFIX));
    }

    /**
     * @return the documents that need neither a call nor a record, because their notes equal the notes of their copies
     */
    public List<DocumentJob> equal(long replicaId, List<DocumentJob> documents) {
        if (documents.isEmpty()) {
            return documents;
        }
        Map<Long, List<NoteMap.MappedNote>> known = notes.of(
                replicaId,
                documents.stream()
                        .map(document -> document.mapping().replicaDocId())
                        .toList());
        return documents.stream()
                .filter(document -> steps(
                                document.master().notes(),
                                document.replica().notes(),
                                known.getOrDefault(document.mapping().replicaDocId(), List.of()))
                        .isEmpty())
                .toList();
    }

    /** @return the notes that a write would add or delete, for a run that only reads */
    public List<NotePlan.Step> plannedCalls(DocumentPair document) {
        Mapping mapping = document.mapping();
        List<Note> master = document.master().notes();
        List<Note> there = document.replica().notes();
        return steps(mapping.replicaId(), mapping.replicaDocId(), master, there).stream()
                .filter(step -> step.action() == NotePlan.Action.ADD || step.action() == NotePlan.Action.DELETE)
                .toList();
    }

    /** Commits the intent to add a note, and returns the JSON body. */
    public String intendToAdd(@Body WriteJob job) {
        NoteWork work = job.getWrite().getNotes();
        notes.adding(
                work.write().session().replicaId(),
                work.getDocument(),
                work.step().masterNote(),
                work.step().text());
        return work.getBody();
    }

    /** Commits the intent to delete a note, then permits the gateway to delete the note. */
    public void permitDelete(@Body WriteJob job) {
        NoteWork work = job.getWrite().getNotes();
        notes.deleting(
                work.write().session().replicaId(),
                work.getDocument(),
                work.step().masterNote(),
                work.getNote());
        guard.permitNoteDelete(work.write().session().getHost(), work.getDocument(), work.getNote());
    }

    /**
     * Records the result of a call.
     *
     * @param answer all notes of the copy after the call
     * @throws PaperlessException if the answer is not a list: paperless reports a failed change of notes with status
     *     200 (paperless-api.md §8)
     */
    public void readBack(@Body WriteJob job, @Variable(ExchangeNames.ANSWER) JsonNode answer) {
        NoteWork work = job.getWrite().getNotes();
        if (!answer.isArray()) {
            throw new PaperlessException(
                    PaperlessException.Kind.REJECTED,
                    Text.of("did not accept a note: {0}", answer.path("error").asText(answer.toString())));
        }
        List<Note> now = Arrays.asList(Json.MAPPER.convertValue(answer, Note[].class));
        long replica = work.write().session().replicaId();
        if (work.isToDelete()) {
            if (now.stream().anyMatch(note -> note.id() == work.getNote())) {
                throw new PaperlessException(
                        PaperlessException.Kind.REJECTED, Text.of("still has a note after the note was deleted."));
            }
            notes.remove(replica, work.getDocument(), work.step().masterNote());
        } else {
            Long added = work.newNote(now);
            if (added == null) {
                throw new PaperlessException(
                        PaperlessException.Kind.REJECTED, Text.of("does not have a note that was just added."));
            }
            notes.put(replica, work.getDocument(), work.step().masterNote(), added, true);
        }
        work.next();
    }
}
