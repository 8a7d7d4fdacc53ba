package io.pngx.controller.web.pages;

import io.pngx.controller.metrics.SyncState;
import io.pngx.controller.web.views.DrillViews;
import io.pngx.controller.web.views.Inbox;
import io.pngx.controller.web.views.InboxGroup;
import io.pngx.controller.web.views.LogView;
import io.pngx.controller.web.views.Overview;
import io.pngx.controller.web.views.ReplicaView;
import io.pngx.controller.web.views.SettingsView;
import io.pngx.controller.web.views.SwitchoverView;
import io.pngx.controller.web.views.SwitchoverViews;
import io.pngx.controller.web.views.Troubles;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/** Renders the sections of the dashboard. The API also uses this class, to answer a page with a section. */
public final class Sections {
    /** Number of entries of the inbox that the dashboard shows at first; a click shows the others. */
    private static final int ENTRIES = 12;

    /** Maximum number of replicas that the dashboard shows as cards. More replicas are shown as one line each. */
    private static final int CARDS = 12;

    /** The states of replicas, most urgent first. */
    private static final List<SyncState> URGENCY = List.of(
            SyncState.BLOCKED,
            SyncState.AUTH_FAILED,
            SyncState.ERROR,
            SyncState.UNREACHABLE,
            SyncState.BEHIND,
            SyncState.NEW,
            SyncState.SYNCING,
            SyncState.UP_TO_DATE,
            SyncState.PAUSED);

    private final Overview overview;
    private final SwitchoverViews switchovers;
    private final DrillViews drills;
    private final Inbox inbox;
    private final Html html;

    public Sections(Overview overview, SwitchoverViews switchovers, DrillViews drills, Inbox inbox, Html html) {
        this.overview = overview;
        this.switchovers = switchovers;
        this.drills = drills;
        this.inbox = inbox;
        this.html = html;
    }

    /** @param waiting the entries of the inbox */
    List<Section> dashboard(List<InboxGroup> waiting) {
        SettingsView settings = overview.settings();
        List<ReplicaView> replicas = overview.replicas();
        return List.of(
                new Section("status", status(settings, replicas, waiting.size())),
                new Section("switchover", openSwitchover()),
                new Section("inbox", inbox(waiting)),
                new Section("master", master(settings)),
                new Section("replicas", replicas(settings, replicas)),
                new Section("troubles", troubles()));
    }

    private String inbox(List<InboxGroup> waiting) {
        int first = Math.min(waiting.size(), ENTRIES);
        return html.part(
                "dashboard",
                "inbox",
                "groups",
                waiting,
                "first",
                waiting.subList(0, first),
                "rest",
                waiting.subList(first, waiting.size()));
    }

    public String status() {
        return status(overview.settings(), overview.replicas(), inbox.groups().size());
    }

    private String status(SettingsView settings, List<ReplicaView> replicas, int waiting) {
        boolean running = replicas.stream().anyMatch(replica -> replica.run() != null);
        boolean startable = !settings.paused()
                && replicas.stream()
                        .anyMatch(replica -> replica.enabled() && !replica.paused() && replica.run() == null);
        return html.part(
                "dashboard",
                "status",
                "settings",
                settings,
                "overall",
                overview.overall(
                        settings, replicas.stream().map(ReplicaView::word).toList(), waiting),
                "running",
                running,
                "startable",
                startable);
    }

    /**
     * Renders the switchover that is under way; nothing if there is none. A switchover that was given up is in the
     * inbox instead.
     */
    private String openSwitchover() {
        return switchovers
                .current()
                .filter(SwitchoverView::isOpen)
                .map(this::notice)
                .orElse("");
    }

    /** Renders the notice about a switchover to this replica; nothing if there is none. */
    String switchover(ReplicaView replica) {
        return switchovers
                .current()
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
        boolean many = replicas.size() > CARDS;
        return html.part(
                "dashboard",
                "replicas",
                "settings",
                settings,
                "replicas",
                many ? byUrgency(replicas) : replicas,
                "many",
                many,
                "bars",
                many ? Map.of() : overview.runBars(replicas));
    }

    private static List<ReplicaView> byUrgency(List<ReplicaView> replicas) {
        return replicas.stream()
                .sorted(Comparator.comparing(replica -> replica.dryRunFirst() ? -1 : URGENCY.indexOf(replica.word())))
                .toList();
    }

    public String replica(ReplicaView replica) {
        return html.part("dashboard", "replica", "r", replica, "drilling", drills.isOpen(replica.id()));
    }

    /** Renders the recent failures and warnings; nothing if there are none. */
    private String troubles() {
        Troubles troubles = overview.troubles();
        return troubles.isEmpty() ? "" : html.part("dashboard", "troubles", "troubles", troubles);
    }

    /** Renders rows of the log without the section around them. */
    public String logs(List<LogView> rows) {
        return html.part("logs", "rows", "rows", rows);
    }
}
