package io.pngx.controller.sync;

import io.pngx.controller.paperless.Document.Note;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Plans the changes to the notes of a copy (paperless-api.md §8). */
public final class NotePlan {
    private NotePlan() {}

    /** A change to one note. */
    public enum Action {
        ADD,
        /** The controller added the note, and the master deleted it. */
        DELETE,
        /** The copy has a note with the same text. */
        KEEP,
        /** Neither instance has the note, or the note is foreign: delete its mapping. */
        FORGET
    }

    /**
     * @param ours whether the controller added the note, or will add the note
     * @param text the text to add
     */
    public record Step(Action action, long masterNote, Long replicaNote, String text, boolean ours) {}

    /**
     * The mapping of a note of the master.
     *
     * @param replicaNote null: the note was about to be added, and the answer may have been lost
     * @param text the text to add; null once the note is mapped
     * @param ours false: the note existed before the controller
     */
    public record Known(long masterNote, Long replicaNote, String text, boolean ours) {}

    /** Returns the text to write. Author and time are part of the text, because the API cannot set them. */
    public static String text(Note note, boolean prefix) {
        if (!prefix) {
            return note.note();
        }
        String time = note.created() == null || note.created().length() < 16
                ? ""
                : note.created().substring(0, 16).replace('T', ' ');
        String author = note.user() == null || note.user().username() == null
                ? ""
                : note.user().username();
        String both = author + (author.isEmpty() || time.isEmpty() ? "" : ", ") + time;
        return both.isEmpty() ? note.note() : "[" + both + "] " + note.note();
    }

    /** @return the steps in the order in which they are carried out: oldest notes first */
    public static List<Step> of(List<Note> master, List<Note> replica, List<Known> known, boolean prefix) {
        Map<Long, Known> byMaster = known.stream().collect(Collectors.toMap(Known::masterNote, Function.identity()));
        Set<Long> there = replica.stream().map(Note::id).collect(Collectors.toSet());
        Set<Long> taken = known.stream()
                .map(Known::replicaNote)
                .filter(id -> id != null && there.contains(id))
                .collect(Collectors.toCollection(HashSet::new));
        List<Step> steps = new ArrayList<>();
        for (Note note : master.stream()
                .sorted(Comparator.comparing(Note::created, Comparator.nullsFirst(String::compareTo))
                        .thenComparing(Note::id))
                .toList()) {
            Known mapped = byMaster.remove(note.id());
            if (mapped != null && mapped.replicaNote() != null && there.contains(mapped.replicaNote())) {
                continue;
            }
            String text = text(note, prefix);
            List<Note> free = replica.stream()
                    .filter(other -> !taken.contains(other.id()))
                    .toList();
            Optional<Note> same = free.stream()
                    .filter(other -> mapped != null && other.note().equals(mapped.text()))
                    .findFirst() // first choice: the text that the controller sent
                    .or(() -> free.stream()
                            .filter(other -> text.equals(other.note()) || isSameNote(note, other))
                            .findFirst());
            if (same.isPresent()) {
                taken.add(same.get().id());
                steps.add(new Step(Action.KEEP, note.id(), same.get().id(), text, mapped != null && mapped.ours()));
            } else {
                steps.add(new Step(Action.ADD, note.id(), null, text, true));
            }
        }
        for (Known left : byMaster.values().stream()
                .sorted(Comparator.comparingLong(Known::masterNote))
                .toList()) {
            Long id = left.replicaNote() != null
                    ? left.replicaNote()
                    : replica.stream()
                            .filter(note -> note.note().equals(left.text()) && !taken.contains(note.id()))
                            .map(Note::id)
                            .findFirst()
                            .orElse(null);
            boolean delete = left.ours() && id != null && there.contains(id);
            steps.add(new Step(delete ? Action.DELETE : Action.FORGET, left.masterNote(), id, null, left.ours()));
        }
        return steps;
    }

    /**
     * @return whether the copy already has the note with its author, for example after a restore of the master's
     *     database; the note then needs no prefix
     */
    private static boolean isSameNote(Note note, Note other) {
        return note.note().equals(other.note())
                && note.user() != null
                && note.user().username() != null
                && note.user().equals(other.user());
    }
}
