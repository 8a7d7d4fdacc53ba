package io.pngx.controller.web.views;

import io.pngx.controller.text.Text;
import io.pngx.controller.web.views.InboxEntry.Kind;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Inbox entries that the dashboard shows as one entry, because they have the same cause on several replicas. Most
 * groups have only one entry.
 *
 * @param sentence what waits, and what happens until the user decides
 * @param entries the entries, one for each replica
 */
public record InboxGroup(Text sentence, List<InboxEntry> entries) {
    /** Number of replicas that a group names at first; a click shows the others. */
    private static final int NAMED = 3;

    /** Entries with an equal key have the same cause. */
    private record Key(String kind, Text reason, Object own) {
        static Key of(InboxEntry entry) {
            boolean common = switch (InboxGroup.kind(entry)) {
                case FROZEN -> entry.reason() != null;
                case CHANGED_MASTER, NO_DRILL -> true;
                default -> false;
            };
            return new Key(entry.kind(), entry.reason(), common ? null : entry);
        }
    }

    /** Groups entries. A group stands where its first entry stood. */
    static List<InboxGroup> of(List<InboxEntry> entries) {
        Map<Key, List<InboxEntry>> groups = new LinkedHashMap<>();
        entries.forEach(entry ->
                groups.computeIfAbsent(Key.of(entry), key -> new ArrayList<>()).add(entry));
        return groups.values().stream()
                .map(group -> new InboxGroup(sentence(group), List.copyOf(group)))
                .toList();
    }

    private static Text sentence(List<InboxEntry> group) {
        int count = group.size();
        InboxEntry first = group.get(0);
        if (count == 1) {
            return first.sentence();
        }
        return switch (kind(first)) {
            case FROZEN ->
                Text.of(
                        "Nothing is written to {0} replicas until the cause is removed, or until you accept the "
                                + "change.",
                        count);
            case CHANGED_MASTER ->
                Text.of(
                        "The master is not the library that {0} replicas were filled from; nothing is written to a "
                                + "replica until you accept the library for it.",
                        count);
            default -> withoutDrill(first.sentence(), count);
        };
    }

    /**
     * Returns the sentence about missing drills for several replicas. Replaces only the first part of the sentence; the
     * second part, about the next drill, is the same for all replicas.
     */
    private static Text withoutDrill(Text one, int count) {
        List<Object> values = new ArrayList<>(one.values());
        values.set(0, Text.of("No drill has shown yet that {0} replicas could be used", count));
        return new Text(one.pattern(), List.copyOf(values));
    }

    private static Kind kind(InboxEntry entry) {
        return Kind.valueOf(entry.kind().toUpperCase(Locale.ROOT));
    }

    public String kind() {
        return entries.get(0).kind();
    }

    public Text reason() {
        return entries.get(0).reason();
    }

    /** Returns the only entry; null: there are several. */
    public InboxEntry only() {
        return entries.size() == 1 ? entries.get(0) : null;
    }

    /** Returns the entries that the dashboard shows at once. */
    public List<InboxEntry> first() {
        return entries.subList(0, Math.min(entries.size(), NAMED));
    }

    /** Returns the entries that a click shows. */
    public List<InboxEntry> rest() {
        return entries.subList(first().size(), entries.size());
    }
}
