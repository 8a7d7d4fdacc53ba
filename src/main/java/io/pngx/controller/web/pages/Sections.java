package io.pngx.controller.web.pages;

import io.pngx.controller.store.Logs;
import io.pngx.controller.web.views.LogView;
import io.pngx.controller.web.views.OverallStatus;
import io.pngx.controller.web.views.Overview;
import io.pngx.controller.web.views.RecentActivity;
import io.pngx.controller.web.views.ReplicaView;
import io.pngx.controller.web.views.SettingsView;
import io.pngx.controller.web.views.SwitchoverView;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Renders the sections of the dashboard. Pages also get these sections from the API. */
public final class Sections {
    private static final int RUNS = 6;
    private static final int LOGS = 12;

    private final Overview overview;
    private final Html html;

    public Sections(Overview overview, Html html) {
        this.overview = overview;
        this.html = html;
    }

    List<Section> dashboard() {
        SettingsView settings = overview.settings();
        List<ReplicaView> replicas = overview.replicas();
        return List.of(
                new Section("status", status(settings, replicas)),
                new Section("switchover", switchover()),
                new Section("master", master(settings)),
                new Section("replicas", replicas(settings, replicas)),
                new Section("runs", runs()),
                new Section("logs", logs()));
    }

    public String status() {
        return status(overview.settings(), overview.replicas());
    }

    private String status(SettingsView settings, List<ReplicaView> replicas) {
        boolean running = replicas.stream().anyMatch(replica -> replica.run() != null);
        boolean startable = !settings.paused()
                && replicas.stream()
                        .anyMatch(replica -> replica.enabled() && !replica.paused() && replica.run() == null);
        OverallStatus overall = overview.overall(settings, replicas);
        long failed = replicas.stream()
                .mapToLong(replica -> replica.documents().failed())
                .sum();
        return html.part(
                "dashboard",
                "status",
                "settings",
                settings,
                "overall",
                overall,
                "running",
                running,
                "startable",
                startable,
                "failed",
                failed);
    }

    /** Renders the switchover that is under way or was given up; nothing if there is none. */
    String switchover() {
        return overview.currentSwitchover().map(this::notice).orElse("");
    }

    /** Renders the same for the page of a replica, unless another replica is meant. */
    String switchover(ReplicaView replica) {
        return overview.currentSwitchover()
                .filter(current -> current.replicaId() == replica.id())
                .map(this::notice)
                .orElse("");
    }

    private String notice(SwitchoverView current) {
        return html.part("switchovers", "notice", "s", current);
    }

    public String master() {
        return master(overview.settings());
    }

    private String master(SettingsView settings) {
        return html.part("dashboard", "master", "settings", settings);
    }

    public String replicas() {
        return replicas(overview.settings(), overview.replicas());
    }

    private String replicas(SettingsView settings, List<ReplicaView> replicas) {
        Map<Long, RecentActivity> pulses =
                replicas.stream().collect(Collectors.toMap(ReplicaView::id, replica -> overview.pulse(replica.id())));
        return html.part("dashboard", "replicas", "settings", settings, "replicas", replicas, "pulses", pulses);
    }

    public String replica(ReplicaView replica) {
        return html.part("dashboard", "replica", "r", replica, "pulse", overview.pulse(replica.id()));
    }

    public String runs() {
        return html.part("dashboard", "runs", "runs", overview.runs(null, null, RUNS));
    }

    String logs() {
        return html.part(
                "dashboard", "logs", "rows", overview.logs(new Logs.Filter(null, null, null, null, null, LOGS)));
    }

    /** Renders rows of the log without the section around them. */
    public String logs(List<LogView> rows) {
        return html.part("logs", "rows", "rows", rows);
    }
}
