package io.pngx.controller.web.views;

import io.pngx.controller.metrics.TakeoverDifferences;
import io.pngx.controller.store.KeyValues;
import io.pngx.controller.store.Replicas;
import io.pngx.controller.store.ReturnedDocument;
import io.pngx.controller.store.ReturnedDocuments;
import io.pngx.controller.store.Setting;
import io.pngx.controller.store.Switchover;
import io.pngx.controller.store.Switchovers;
import io.pngx.controller.store.Tables;
import io.pngx.controller.text.Text;
import io.pngx.controller.web.http.ApiProblem;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Reads switchovers, what a switchover would do, and the findings about the old master. */
public final class SwitchoverViews {
    /** A switchover that the controller gave up is shown for this time, or until the next switchover. */
    private static final Duration FAILURE_SHOWN = Duration.ofDays(7);

    /** Maximum number of documents under a heading of the page. */
    private static final int LISTED = 100;

    private final Tables tables;
    private final Overview overview;
    private final KeyValues settings;
    private final Replicas replicas;
    private final Switchovers switchovers;
    private final ReturnedDocuments returned;

    public SwitchoverViews(Tables tables, Overview overview) {
        this.tables = tables;
        this.overview = overview;
        settings = tables.settings();
        replicas = tables.replicas();
        switchovers = tables.switchovers();
        returned = tables.returned();
    }

    /** Returns the steps and effects of a switchover to a replica. */
    public PromotionView promotion(long id) {
        String masterUrl = settings.get(Setting.MASTER_URL)
                .orElseThrow(() -> ApiProblem.conflict(Text.of("No master is set, so no replica can take over.")));
        return PromotionView.of(
                overview.replica(id),
                masterUrl,
                overview.readiness(id),
                TakeoverDifferences.read(tables, overview.find(id), LISTED),
                replicas.all().size() - 1,
                switchovers.open().map(this::of).orElse(null));
    }

    /** Returns all switchovers, newest first. */
    public List<SwitchoverView> all() {
        return switchovers.all().stream().map(this::of).toList();
    }

    /** Returns the open switchover, or a switchover that the controller gave up a short time ago. */
    public Optional<SwitchoverView> current() {
        Instant since = Instant.now().minus(FAILURE_SHOWN);
        return switchovers
                .newest()
                .filter(newest -> newest.state().isOpen()
                        || newest.state() == Switchover.State.GIVEN_UP
                                && newest.changedAt().isAfter(since))
                .map(this::of);
    }

    public SwitchoverView of(Switchover row) {
        return SwitchoverView.of(row, returned.counts(row.id()));
    }

    /** Returns findings about the old master of a switchover: the first ones of each kind. */
    public List<FindingView> findings(long switchoverId) {
        return Stream.of(ReturnedDocument.Finding.values())
                .flatMap(finding -> returned.page(switchoverId, finding, 0, FindingView.SHOWN).stream())
                .map(FindingView::of)
                .toList();
    }
}
