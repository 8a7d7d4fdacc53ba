package io.pngx.controller.web.views;

import io.pngx.controller.engine.instances.MasterNames;
import io.pngx.controller.engine.instances.MasterStatus;
import io.pngx.controller.metrics.SyncState;
import io.pngx.controller.paperless.Instance;
import io.pngx.controller.store.AdoptionOffers;
import io.pngx.controller.store.ConnectionOptionsTable;
import io.pngx.controller.store.DeletionList;
import io.pngx.controller.store.DocumentList;
import io.pngx.controller.store.DocumentSearch;
import io.pngx.controller.store.DocumentStatus;
import io.pngx.controller.store.HeldDeletions;
import io.pngx.controller.store.KeyValues;
import io.pngx.controller.store.LogRow;
import io.pngx.controller.store.Logs;
import io.pngx.controller.store.Replica;
import io.pngx.controller.store.Replicas;
import io.pngx.controller.store.RunHistory;
import io.pngx.controller.store.RunList;
import io.pngx.controller.store.Setting;
import io.pngx.controller.store.Tables;
import io.pngx.controller.store.Tombstone;
import io.pngx.controller.store.Verifications;
import io.pngx.controller.text.Text;
import io.pngx.controller.web.http.ApiProblem;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/** Reads the data of the API and the pages from the database. */
public final class Overview {
    private static final int LISTED = 100;

    private final ReplicaViews views;
    private final KeyValues settings;
    private final Replicas replicas;
    private final ConnectionOptionsTable connectionOptions;
    private final RunList runList;
    private final Logs logs;
    private final AdoptionOffers offers;
    private final Verifications verifications;
    private final RunHistory history;
    private final Timelines timelines;
    private final DocumentList documents;
    private final HeldDeletions heldDeletions;
    private final DeletionList deletions;
    private final Supplier<MasterStatus.Status> master;

    public Overview(Tables tables, Supplier<MasterStatus.Status> master) {
        this.master = master;
        views = new ReplicaViews(tables, master);
        settings = tables.settings();
        replicas = tables.replicas();
        connectionOptions = tables.connectionOptions();
        runList = tables.runList();
        logs = tables.logs();
        offers = tables.adoptionOffers();
        verifications = tables.verifications();
        history = tables.runHistory();
        timelines = new Timelines(tables);
        documents = tables.documentList();
        heldDeletions = tables.heldDeletions();
        deletions = tables.deletionList();
    }

    /** Returns the names of lookups and users that the last read of the master found. */
    public MasterNames masterNames() {
        return master.get().names();
    }

    public SettingsView settings() {
        return SettingsView.of(settings, connectionOptions.of(Instance.MASTER_HOST), master.get());
    }

    /** @param waiting number of entries of the inbox on the dashboard */
    public OverallStatus overall(int waiting) {
        return overall(settings(), states().stream().map(ReplicaState::state).toList(), waiting);
    }

    /**
     * Returns the status of the whole controller from settings and states that were already read.
     *
     * @param waiting number of entries of the inbox on the dashboard
     */
    public OverallStatus overall(SettingsView settings, List<SyncState> states, int waiting) {
        return OverallStatus.of(settings, states, views.lackDocuments(), heldDeletions.count(), waiting);
    }

    /** Returns whether the setup is complete enough for the dashboard. */
    public boolean isSetUp() {
        return settings.get(Setting.MASTER_URL).isPresent() && !replicas.all().isEmpty();
    }

    /** Returns the last runs of each replica, by the id of the replica. */
    public Map<Long, RunBars> runBars(List<ReplicaView> of) {
        Map<Long, List<RunHistory.Beat>> beats = history.beats(RunBars.MOST);
        return of.stream()
                .collect(Collectors.toMap(
                        ReplicaView::id, replica -> RunBars.of(beats.getOrDefault(replica.id(), List.of()))));
    }

    public Timeline timeline(ReplicaView replica, Timeline.Range range) {
        return timelines.read(replica, range, Instant.now());
    }

    /** Returns one page of the documents of a replica, newest first. */
    public Page<DocumentView> documents(DocumentSearch.Filter filter) {
        return Page.of(documents.find(filter.andOneMore()), filter.limit(), DocumentStatus.Row::masterId)
                .map(DocumentView::of);
    }

    /** Returns the number of documents of a replica on all pages. */
    public long count(DocumentSearch.Filter filter) {
        return documents.count(filter);
    }

    /** Returns one page of deletions, newest first. */
    public Page<DeletionView> deletions(DeletionList.Filter filter) {
        return page(deletions.newest(oneMore(filter)), filter, Tombstone::id);
    }

    /**
     * Returns one page of deletions, grouped by document.
     *
     * @param after position of the last deletion on the previous page; null: the first page
     */
    public Page<DeletionView> deletionsByDocument(DeletionList.Filter filter, DeletionList.Position after) {
        return page(deletions.byDocument(oneMore(filter), after), filter, DeletionList.Position::of);
    }

    /** Returns the number of deletions on all pages. */
    public long count(DeletionList.Filter filter) {
        return deletions.count(filter);
    }

    private static DeletionList.Filter oneMore(DeletionList.Filter filter) {
        return filter.of(filter.states(), filter.after(), filter.limit() + 1);
    }

    private Page<DeletionView> page(
            List<Tombstone> found, DeletionList.Filter filter, Function<Tombstone, ?> position) {
        Map<Long, String> names = names();
        return Page.of(found, filter.limit(), position).map(row -> DeletionView.of(row, names.get(row.replicaId())));
    }

    /** Returns the state of all replicas, without the numbers of documents. */
    List<ReplicaState> states() {
        return views.states();
    }

    public List<ReplicaView> replicas() {
        return views.all();
    }

    public ReplicaView replica(long id) {
        return views.one(find(id));
    }

    /** Returns whether a replica could take over, with the first documents and files that it lacks. */
    public ReadinessView readiness(long id) {
        return views.readiness(find(id), LISTED);
    }

    /** Returns the row of a replica. Throws a 404 problem if no replica has this id. */
    public Replica find(long id) {
        return replicas.find(id)
                .orElseThrow(
                        () -> ApiProblem.notFound(Text.of("There is no replica with the id {0}.", String.valueOf(id))));
    }

    /** Returns how many documents of a replica wait for the confirmation of their adoption. */
    public long offered(long replicaId) {
        return offers.of(replicaId);
    }

    /** Returns the recent failed runs, and the recent warnings and errors of the log, newest first. */
    public Troubles troubles() {
        return Troubles.of(runList, logs, names(), Instant.now());
    }

    /** Lists copies that differed at the last verification, and that no run has written since. */
    public List<VerificationView> mismatches(long replicaId, int limit) {
        return verifications.mismatches(replicaId, limit).stream()
                .map(VerificationView::of)
                .toList();
    }

    public List<LogView> logs(Logs.Filter filter) {
        return named(logs.find(filter));
    }

    private List<LogView> named(List<LogRow> rows) {
        Map<Long, String> names = names();
        return rows.stream()
                .map(row -> LogView.of(row, names.get(row.replicaId())))
                .toList();
    }

    /** Returns one page of the log, newest first. */
    public Page<LogView> logPage(Logs.Filter filter) {
        return Page.of(logs(filter.andOneMore()), filter.limit(), LogView::id);
    }

    /** Returns the number of rows of the log on all pages. */
    public long count(Logs.Filter filter) {
        return logs.count(filter);
    }

    /** Returns one page of the warnings and errors of a run that still stand, newest first. */
    public Page<LogView> problems(long runId, Long before, int limit) {
        return Page.of(named(logs.problems(runId, before, limit + 1)), limit, LogView::id);
    }

    /** Returns one page of all other rows of a run, newest first. */
    public Page<LogView> events(long runId, Long before, int limit) {
        return Page.of(named(logs.events(runId, before, limit + 1)), limit, LogView::id);
    }

    /** Returns the number of warnings and errors of a run that still stand. */
    public long problems(long runId) {
        return logs.problems(runId);
    }

    /** Returns the id of the newest row of the log; 0 if the log is empty. */
    public long newestLog() {
        return logs.newest();
    }

    /** Returns the names of all replicas by id. */
    public Map<Long, String> names() {
        return replicas.all().stream()
                .collect(Collectors.toMap(Replica::id, Replica::name, (one, other) -> one, LinkedHashMap::new));
    }
}
