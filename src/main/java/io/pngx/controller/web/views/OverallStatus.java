package io.pngx.controller.web.views;

import io.pngx.controller.metrics.SyncState;
import io.pngx.controller.text.Text;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Status of the whole controller in one line, for the header, the title and the icon of every page.
 *
 * @param kind {@code rest}, {@code ok}, {@code busy}, {@code warn} or {@code bad}; each kind has its own icon
 * @param text the status in words
 * @param held number of held deletions
 * @param waiting number of entries of the inbox on the dashboard
 */
public record OverallStatus(String kind, Text text, long held, int waiting) {
    private static final Set<SyncState> BAD =
            EnumSet.of(SyncState.BLOCKED, SyncState.UNREACHABLE, SyncState.AUTH_FAILED, SyncState.ERROR);
    private static final Set<SyncState> BUSY = EnumSet.of(SyncState.SYNCING, SyncState.NEW);

    /**
     * @param replicas the states of the replicas
     * @param lackDocuments number of replicas from which rules exclude documents
     */
    static OverallStatus of(
            SettingsView settings, List<SyncState> replicas, int lackDocuments, long held, int waiting) {
        if (settings.masterUrl() == null) {
            return new OverallStatus("rest", Text.of("no master yet"), held, waiting);
        }
        if (settings.master() != null && settings.master().lastError() != null) {
            return new OverallStatus("bad", Text.of("the master can't be read"), held, waiting);
        }
        if (replicas.isEmpty()) {
            return new OverallStatus("rest", Text.of("no replica yet"), held, waiting);
        }
        Map<SyncState, Long> states = replicas.stream()
                .collect(Collectors.groupingBy(Function.identity(), TreeMap::new, Collectors.counting()));
        Text words = states.size() == 1 && replicas.size() > 1
                ? Text.of("all {0}", states.keySet().iterator().next().text())
                : states.size() == 1
                        ? states.keySet().iterator().next().text()
                        : Text.join(
                                ", ",
                                states.entrySet().stream()
                                        .map(state -> Text.of(
                                                "{0} {1}",
                                                state.getValue(), state.getKey().text()))
                                        .toList());
        Text whole = lackDocuments == 0
                ? words
                : lackDocuments == replicas.size()
                        ? Text.of("{0}; rules exclude documents", words)
                        : Text.plural(
                                lackDocuments,
                                "{0}; rules exclude documents from {1} replica",
                                "{0}; rules exclude documents from {1} replicas",
                                words,
                                lackDocuments);
        return new OverallStatus(kind(states.keySet(), waiting), whole, held, waiting);
    }

    private static String kind(Set<SyncState> states, int waiting) {
        if (states.stream().anyMatch(BAD::contains)) {
            return "bad";
        }
        if (states.contains(SyncState.BEHIND) || waiting > 0) {
            return "warn";
        }
        return states.stream().anyMatch(BUSY::contains)
                ? "busy"
                : states.contains(SyncState.UP_TO_DATE) ? "ok" : "rest";
    }

    /**
     * Returns the title of a page. The number of entries of the inbox and the status come first, because a browser tab
     * shows little more.
     */
    public Text title(Text page) {
        Text title = Text.of("{0} · {1} · pngx-controller", text, page);
        return waiting > 0 ? Text.of("({0}) {1}", waiting, title) : title;
    }
}
