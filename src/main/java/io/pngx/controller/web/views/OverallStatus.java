package io.pngx.controller.web.views;

import io.pngx.controller.metrics.SyncState;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Status of the whole controller in one line, for the header, the title and the icon of every page.
 *
 * @param kind {@code rest}, {@code ok}, {@code busy}, {@code warn} or {@code bad}; each kind has its own icon
 * @param text the status in words
 * @param held number of held deletions
 */
public record OverallStatus(String kind, String text, long held) {
    private static final Set<SyncState> BAD =
            EnumSet.of(SyncState.BLOCKED, SyncState.UNREACHABLE, SyncState.AUTH_FAILED, SyncState.ERROR);
    private static final Set<SyncState> BUSY = EnumSet.of(SyncState.SYNCING, SyncState.NEW);

    static OverallStatus of(SettingsView settings, List<ReplicaView> replicas, long held) {
        if (settings.masterUrl() == null) {
            return new OverallStatus("rest", "no master yet", held);
        }
        if (settings.master() != null && settings.master().lastError() != null) {
            return new OverallStatus("bad", "the master can't be read", held);
        }
        if (replicas.isEmpty()) {
            return new OverallStatus("rest", "no replica yet", held);
        }
        Map<SyncState, Long> states = replicas.stream()
                .collect(Collectors.groupingBy(ReplicaView::word, TreeMap::new, Collectors.counting()));
        String words = states.size() == 1 && replicas.size() > 1
                ? "all " + states.keySet().iterator().next().text()
                : states.size() == 1
                        ? states.keySet().iterator().next().text()
                        : states.entrySet().stream()
                                .map(state ->
                                        state.getValue() + " " + state.getKey().text())
                                .collect(Collectors.joining(", "));
        return new OverallStatus(kind(states.keySet(), held), held == 0 ? words : words + ", " + held + " held", held);
    }

    private static String kind(Set<SyncState> states, long held) {
        if (states.stream().anyMatch(BAD::contains)) {
            return "bad";
        }
        if (states.contains(SyncState.BEHIND) || held > 0) {
            return "warn";
        }
        return states.stream().anyMatch(BUSY::contains)
                ? "busy"
                : states.contains(SyncState.UP_TO_DATE) ? "ok" : "rest";
    }

    /** Returns the title of a page. The status comes first, because a browser tab shows little more. */
    public String title(String page) {
        return text + " · " + page + " · pngx-controller";
    }
}
