package io.pngx.controller.web.views;

import io.pngx.controller.text.Text;
import io.pngx.controller.web.views.InboxEntry.Kind;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
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
    private record Key(Kind kind, Text reason, InboxEntry alone) {
        static Key of(InboxEntry entry) {
            return new Key(entry.kind(), entry.reason(), entry.together() == null ? entry : null);
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
        InboxEntry first = group.get(0);
        return group.size() == 1 ? first.sentence() : first.together().apply(group.size());
    }

    public Kind kind() {
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
