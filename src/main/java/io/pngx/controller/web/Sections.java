package io.pngx.controller.web;

import io.pngx.controller.store.Logs;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** The parts of the page that follow what happens. */
final class Sections {
    private static final int RUNS = 6;
    private static final int LOGS = 20;

    private final Overview overview;
    private final Html html;

    Sections(Overview overview, Html html) {
        this.overview = overview;
        this.html = html;
    }

    /**
     * A part of the page with its content.
     *
     * @param id of its element
     */
    public record Section(String id, String content) {
        /** Two equal versions look the same: nothing has to be sent or drawn again. */
        public String version() {
            return id + "." + Integer.toHexString(content.hashCode());
        }
    }

    List<Section> all() {
        SettingsView settings = overview.settings();
        List<ReplicaView> replicas = overview.replicas();
        return List.of(new Section("status", status(settings, replicas)), new Section("master", master(settings)),
                new Section("replicas", replicas(settings, replicas)), new Section("runs", runs()), new Section("logs", logs()));
    }

    String status() {
        return status(overview.settings(), overview.replicas());
    }

    private String status(SettingsView settings, List<ReplicaView> replicas) {
        Map<StateWord, Long> states = replicas.stream()
                .collect(Collectors.groupingBy(ReplicaView::word, TreeMap::new, Collectors.counting()));
        String summary = states.entrySet().stream().map(state -> state.getValue() + " " + state.getKey().text())
                .collect(Collectors.joining(", "));
        boolean running = replicas.stream().anyMatch(replica -> replica.run() != null);
        return html.fragment("status", "settings", settings, "replicas", replicas, "summary", summary, "running", running);
    }

    String master() {
        return master(overview.settings());
    }

    private String master(SettingsView settings) {
        return html.fragment("master", "settings", settings);
    }

    String replicas() {
        return replicas(overview.settings(), overview.replicas());
    }

    private String replicas(SettingsView settings, List<ReplicaView> replicas) {
        return html.fragment("replicas", "settings", settings, "replicas", replicas);
    }

    String replica(ReplicaView replica) {
        return html.fragment("replica", "r", replica, "settings", overview.settings());
    }

    String runs() {
        return html.fragment("runs", "runs", overview.runs(null, null, RUNS));
    }

    String logs() {
        return logs(overview.logs(new Logs.Filter(null, null, null, null, null, LOGS)));
    }

    String logs(List<LogView> rows) {
        return html.fragment("logs", "rows", rows);
    }
}
