package io.pngx.controller.sync;

import io.pngx.controller.paperless.Document.Note;
import io.pngx.controller.store.Times;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiPredicate;
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
     * @param masterNote below 0: the note was of an earlier library, so no note of the master has this id
     * @param replicaNote null: the note was about to be added, and the answer may have been lost
     * @param text the text to add; null once the note is mapped
     * @param ours false: the note existed before the controller
     */
    public record Known(long masterNote, Long replicaNote, String text, boolean ours) {
        private boolean isOfEarlierLibrary() {
            return masterNote < 0;
        }
    }

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
                .filter(each -> !each.isOfEarlierLibrary())
                .map(Known::replicaNote)
                .filter(id -> id != null && there.contains(id))
                .collect(Collectors.toCollection(HashSet::new));
        Set<Long> earlier = known.stream()
                .filter(each -> each.isOfEarlierLibrary() && each.ours())
                .map(Known::replicaNote)
                .collect(Collectors.toSet());
        List<String> unanswered = known.stream() // texts that the controller sent for notes of an earlier library
                .filter(each -> each.isOfEarlierLibrary() && each.ours() && each.replicaNote() == null)
                .map(Known::text)
                .collect(Collectors.toCollection(ArrayList::new));
        List<Note> missing = master.stream()
                .filter(note -> !isThere(byMaster.get(note.id()), there))
                .sorted(Comparator.comparing(Note::created, Comparator.nullsFirst(String::compareTo))
                        .thenComparing(Note::id))
                .toList();
        // each kind of evidence for all notes before weaker evidence, so that no note takes the note of another
        Map<Long, Note> same = new HashMap<>();
        for (BiPredicate<Note, Note> evidence : evidence(byMaster, prefix)) {
            for (Note note : missing) {
                if (!same.containsKey(note.id())) {
                    replica.stream()
                            .filter(other -> !taken.contains(other.id()) && evidence.test(note, other))
                            .findFirst()
                            .ifPresent(other -> {
                                taken.add(other.id());
                                same.put(note.id(), other);
                            });
                }
            }
        }
        List<Step> steps = new ArrayList<>();
        for (Note note : missing) {
            Note found = same.get(note.id());
            steps.add(
                    found == null
                            ? new Step(Action.ADD, note.id(), null, text(note, prefix), true)
                            : new Step(
                                    Action.KEEP,
                                    note.id(),
                                    found.id(),
                                    text(note, prefix),
                                    earlier.contains(found.id())
                                            || unanswered.remove(found.note())
                                            || isOurs(byMaster.get(note.id()), note, found, prefix)));
        }
        master.forEach(note -> byMaster.remove(note.id()));
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
            boolean kept = left.isOfEarlierLibrary() && taken.contains(id); // for a note that the master has now
            boolean delete = left.ours() && id != null && there.contains(id) && !kept;
            steps.add(new Step(delete ? Action.DELETE : Action.FORGET, left.masterNote(), id, null, left.ours()));
        }
        return steps;
    }

    /**
     * @return whether the controller added the found note: it has the text that the controller sent, or a prefix. A
     *     note that is only found by its text may be a user's note in place of a deleted note of the controller.
     */
    private static boolean isOurs(Known mapped, Note note, Note found, boolean prefix) {
        return mapped != null
                && mapped.ours()
                && (found.note().equals(mapped.text())
                        || prefix && found.note().equals(text(note, true)) && !isSameText(note, found));
    }

    private static boolean isThere(Known mapped, Set<Long> there) {
        return mapped != null && mapped.replicaNote() != null && there.contains(mapped.replicaNote());
    }

    /**
     * Returns what shows that a note of the copy is the note of the master, strongest evidence first. A note with the
     * same text as on the master needs no prefix: a restore or an import brought the note to the replica. An import
     * keeps the time of a note, but may lose the author.
     */
    private static List<BiPredicate<Note, Note>> evidence(Map<Long, Known> byMaster, boolean prefix) {
        return List.of(
                (note, other) -> byMaster.containsKey(note.id())
                        && other.note().equals(byMaster.get(note.id()).text()), // the text that the controller sent
                (note, other) -> isSameText(note, other) && isSameTime(note.created(), other.created()),
                (note, other) -> isSameText(note, other)
                        && author(note) != null
                        && author(note).equals(author(other)),
                (note, other) -> other.note().equals(text(note, prefix)),
                (note, other) -> isSameText(note, other) && author(note) == null && author(other) == null);
    }

    private static boolean isSameText(Note note, Note other) {
        return note.note().equals(other.note());
    }

    /** Compares milliseconds: the exporter of paperless-ngx cuts times. */
    private static boolean isSameTime(String time, String other) {
        return time != null
                && other != null
                && Times.usual(time).isPresent()
                && Times.usual(time)
                        .map(NotePlan::cut)
                        .equals(Times.usual(other).map(NotePlan::cut));
    }

    private static Instant cut(Instant time) {
        return time.truncatedTo(ChronoUnit.MILLIS);
    }

    private static String author(Note note) {
        return note.user() == null ? null : note.user().username();
    }
}
