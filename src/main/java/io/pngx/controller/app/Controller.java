package io.pngx.controller.app;

import io.pngx.controller.alerts.Alerts;
import io.pngx.controller.config.PaperlessUrl;
import io.pngx.controller.config.Settings;
import io.pngx.controller.config.Vault;
import io.pngx.controller.engine.adoption.AdoptionSearch;
import io.pngx.controller.engine.cycle.ChangeHints;
import io.pngx.controller.engine.cycle.NightlyTasks;
import io.pngx.controller.engine.cycle.Planner;
import io.pngx.controller.engine.cycle.ReplicaCycle;
import io.pngx.controller.engine.cycle.RunEnd;
import io.pngx.controller.engine.cycle.Schedule;
import io.pngx.controller.engine.cycle.Watchdog;
import io.pngx.controller.engine.deletions.Deletions;
import io.pngx.controller.engine.deletions.MissingCheck;
import io.pngx.controller.engine.deletions.MissingDetector;
import io.pngx.controller.engine.deletions.TrashRestores;
import io.pngx.controller.engine.documents.Documents;
import io.pngx.controller.engine.documents.Notes;
import io.pngx.controller.engine.documents.PrivateCopies;
import io.pngx.controller.engine.documents.RuleSelection;
import io.pngx.controller.engine.documents.SerialNumbers;
import io.pngx.controller.engine.errors.DeadLetters;
import io.pngx.controller.engine.errors.ErrorsAsFailures;
import io.pngx.controller.engine.errors.Failures;
import io.pngx.controller.engine.housekeeping.Backups;
import io.pngx.controller.engine.housekeeping.Retention;
import io.pngx.controller.engine.identity.IdentityCheck;
import io.pngx.controller.engine.instances.ConnectionChecker;
import io.pngx.controller.engine.instances.Connections;
import io.pngx.controller.engine.instances.Credentials;
import io.pngx.controller.engine.instances.InstanceReader;
import io.pngx.controller.engine.instances.MasterStatus;
import io.pngx.controller.engine.instances.RestingInstances;
import io.pngx.controller.engine.lookups.SchemaParity;
import io.pngx.controller.engine.review.DryDeletions;
import io.pngx.controller.engine.review.DryIdentity;
import io.pngx.controller.engine.review.DryRun;
import io.pngx.controller.engine.review.DryUploads;
import io.pngx.controller.engine.review.ReadOnlyRun;
import io.pngx.controller.engine.review.RuleTrials;
import io.pngx.controller.engine.review.Verifier;
import io.pngx.controller.engine.session.Journal;
import io.pngx.controller.engine.session.Sessions;
import io.pngx.controller.engine.session.StopSignal;
import io.pngx.controller.engine.uploads.DuplicateBytes;
import io.pngx.controller.engine.uploads.FileChangeCheck;
import io.pngx.controller.engine.uploads.FileReader;
import io.pngx.controller.engine.uploads.FileUpdates;
import io.pngx.controller.engine.uploads.OpenQuestions;
import io.pngx.controller.engine.uploads.Replacements;
import io.pngx.controller.engine.uploads.RuleNotifier;
import io.pngx.controller.engine.uploads.Spool;
import io.pngx.controller.engine.uploads.UploadFailures;
import io.pngx.controller.engine.uploads.UploadProgress;
import io.pngx.controller.engine.uploads.UploadRecovery;
import io.pngx.controller.engine.uploads.UploadSettlement;
import io.pngx.controller.engine.uploads.UploadStart;
import io.pngx.controller.paperless.CallLimits;
import io.pngx.controller.paperless.Gateway;
import io.pngx.controller.paperless.Guard;
import io.pngx.controller.rules.RuleEngine;
import io.pngx.controller.store.Adoptions;
import io.pngx.controller.store.Checksums;
import io.pngx.controller.store.Database;
import io.pngx.controller.store.Duplicates;
import io.pngx.controller.store.KeyValues;
import io.pngx.controller.store.Logs;
import io.pngx.controller.store.LookupMap;
import io.pngx.controller.store.MaintenanceState;
import io.pngx.controller.store.NoteMap;
import io.pngx.controller.store.Plans;
import io.pngx.controller.store.Probes;
import io.pngx.controller.store.Reaches;
import io.pngx.controller.store.Replaced;
import io.pngx.controller.store.Replica;
import io.pngx.controller.store.Replicas;
import io.pngx.controller.store.RetryAfterStore;
import io.pngx.controller.store.Runs;
import io.pngx.controller.store.SyncMap;
import io.pngx.controller.store.Tombstones;
import io.pngx.controller.store.Unselected;
import io.pngx.controller.store.UploadHistory;
import io.pngx.controller.store.Uploads;
import io.pngx.controller.store.Verifications;
import io.pngx.controller.store.Versions;
import io.pngx.controller.store.WorkQueue;
import io.pngx.controller.watch.Watch;
import io.pngx.controller.web.ManagementPort;
import io.pngx.controller.web.Web;
import java.nio.file.Path;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.camel.CamelConfiguration;
import org.apache.camel.CamelContext;
import org.apache.camel.builder.ThreadPoolProfileBuilder;
import org.apache.camel.main.Main;

/** The whole application, put together: settings in, beans for the routes out. */
public final class Controller implements CamelConfiguration {
    private final Settings settings;
    private final Clock clock;
    private Database database;
    private Replicas replicas;
    private KeyValues values;
    private Connections connections;
    private OneShotRun once;

    public Controller(Settings settings) {
        this(settings, Clock.systemUTC());
    }

    /** @param clock for what has to happen apart in time; tests move it */
    public Controller(Settings settings, Clock clock) {
        this.settings = settings;
        this.clock = clock;
    }

    /** A Camel application that is configured, but not started. */
    public static Main main(Settings settings) {
        return new Controller(settings).main();
    }

    /**
     * The same for this one, which keeps its own clock.
     *
     * @throws Database.Unusable where the database can't be used: then nothing starts
     */
    public Main main() {
        database = Database.open(settings.database());
        Main main = new Main();
        main.addInitialProperty("camel.server.host", settings.httpHost());
        main.addInitialProperty("camel.server.port", String.valueOf(settings.httpPort()));
        main.addInitialProperty("camel.management.host", settings.managementHost());
        main.addInitialProperty("camel.management.port", String.valueOf(settings.managementPort()));
        main.configure().addConfiguration(this);
        return main;
    }

    /** The same without pages and ports, for runs that were asked for on the command line; nothing else begins. */
    Main main(OneShotRun asked) {
        once = asked;
        Main main = main();
        main.addOverrideProperty("camel.server.enabled", "false");
        main.addOverrideProperty("camel.management.enabled", "false");
        main.addOverrideProperty(
                "camel.main.routesExcludePattern",
                "**/api*.yaml,**/ui.yaml,**/web-errors.yaml,**/hooks.yaml,**/alerts.yaml");
        return main;
    }

    @Override
    public void configure(CamelContext camel) throws Exception {
        values = new KeyValues(database);
        replicas = new Replicas(database);
        Runs runs = new Runs(database);
        WorkQueue work = new WorkQueue(database, replicas, runs);
        SyncMap mappings = new SyncMap(database, work);
        Uploads uploads = new Uploads(database, mappings, work);
        UploadHistory history = new UploadHistory(database);
        LookupMap lookups = new LookupMap(database);
        Tombstones tombstones = new Tombstones(database);
        Unselected unselected = new Unselected(database, work);
        Logs logs = new Logs(database);
        Adoptions adoptions = new Adoptions(database, work, mappings);
        Checksums checksums = new Checksums(database);
        Plans plans = new Plans(database);
        MaintenanceState upkeep = new MaintenanceState(database);
        Vault vault = settings.vault();
        Startup.seed(settings, values);

        Guard guard = new Guard();
        Watch watch = new Watch(camel, database, replicas, runs, clock);
        Gateway gateway = new Gateway(guard, settings.proxies(), watch.calls(),
                new RestingInstances(new RetryAfterStore(database), clock),
                CallLimits.of(camel.resolvePropertyPlaceholders("{{pngx.call.patience}}"), spoolFolder()));
        Sessions sessions = new Sessions();
        connections = new Connections(gateway, vault, values, replicas, new Reaches(database), sessions);
        Journal journal = new Journal(logs);
        RuleEngine rules = new RuleEngine(camel, settings.routesFolder(), database, sessions::rulesInUse, settings.proxies());
        StopSignal stops = new StopSignal(runs, connections::moved, database.machine());
        IdentityCheck identity = new IdentityCheck(replicas, mappings, lookups, upkeep, journal);
        SchemaParity schema = new SchemaParity(lookups, mappings, runs, journal);
        MasterStatus masterStatus = new MasterStatus(gateway, journal);
        Failures failures = new Failures(gateway);
        UploadFailures uploadFailures = new UploadFailures(uploads, work, journal);
        Notes notes = new Notes(new NoteMap(database), values, guard);
        Documents documents = new Documents(mappings, work, runs, notes, values, stops, journal);
        AdoptionSearch held = new AdoptionSearch(adoptions, checksums, mappings, uploads, upkeep, work, stops, journal);
        NightlyTasks nights = new NightlyTasks(values, upkeep, replicas, clock);
        OpenQuestions questions = new OpenQuestions(uploads, replicas, journal);
        ReadOnlyRun lookOnly = new ReadOnlyRun(guard, sessions, runs, stops, journal);
        ReplicaCycle replicaCycle = new ReplicaCycle(gateway, guard, replicas, runs, mappings, lookups, uploads, new Probes(database), sessions, values, upkeep,
                rules.book(), unselected, questions, journal);

        Versions versions = new Versions(database);
        Replaced replaced = new Replaced(database);
        Duplicates duplicates = new Duplicates(database);
        DuplicateBytes sameBytes = new DuplicateBytes(duplicates, mappings, versions);
        FileUpdates files = new FileUpdates(mappings, versions, uploads, work, gateway, guard, stops, journal);
        FileChangeCheck fileQuestions = new FileChangeCheck(files, versions, tombstones, duplicates, journal);
        DryRun dryRun = new DryRun(plans, mappings, lookups, runs, values, notes, lookOnly, stops);
        Replacements replacements = new Replacements(replaced, mappings, uploads, work, gateway, guard, stops, journal);

        Map<String, Object> beans = new LinkedHashMap<>();
        beans.put("files", files);
        beans.put("fileQuestions", fileQuestions);
        beans.put("replacements", replacements);
        beans.put("notes", notes);
        beans.put("gateway", gateway);
        beans.put("writer", database.writerDataSource());
        beans.put("sessions", sessions);
        Schedule schedule = new Schedule(gateway, connections, rules.book(), values, replicas, runs, uploads,
                sessions, nights, database.machine(), journal);
        beans.put("schedule", schedule);
        beans.put("instanceReader", new InstanceReader(gateway));
        beans.put("replicaCycle", replicaCycle);
        beans.put("lookOnly", lookOnly);
        beans.put("dryRun", dryRun);
        beans.put(
                "dryUploads",
                new DryUploads(plans, mappings, tombstones, uploads, work, sameBytes, fileQuestions, held, stops));
        beans.put("dryIdentity", new DryIdentity(dryRun, identity, replicaCycle, replicas, mappings, stops));
        beans.put("dryDeletions", new DryDeletions(plans, tombstones, mappings, lookups, values, stops, clock));
        beans.put("heldDocuments", held);
        beans.put("fileReader", new FileReader(checksums));
        beans.put(
                "verifier",
                new Verifier(
                        new Verifications(database, runs),
                        checksums,
                        mappings,
                        runs,
                        values,
                        nights,
                        notes,
                        lookOnly,
                        stops,
                        journal));
        beans.put("schema", schema);
        beans.put("privateCopies", new PrivateCopies(mappings, unselected, plans, stops, journal));
        beans.put("planner", new Planner(mappings, work, replicas, runs, adoptions, unselected,
                new MissingDetector(tombstones, unselected, mappings, lookups, journal, clock), sameBytes, upkeep, journal, clock));
        beans.put("documents", documents);
        beans.put("identityCheck", identity);
        beans.put("restores", new TrashRestores(tombstones, unselected, mappings, uploads, work, guard, stops, journal));
        Deletions deletions = new Deletions(tombstones, unselected, mappings, uploads, values, guard, stops, journal, clock);
        beans.put("deletions", deletions);
        beans.put("missingQuestions", new MissingCheck(tombstones, mappings, deletions, stops, journal));
        beans.put("serialNumbers", new SerialNumbers(mappings, tombstones, guard, journal));
        beans.put("spool", new Spool(spoolFolder()));
        beans.put("uploadStart", new UploadStart(uploads, work, runs, gateway, stops));
        beans.put("uploadProgress", new UploadProgress(uploads, history, mappings, tombstones, replaced, values,
                guard, uploadFailures, held, questions, stops,
                journal, watch.calls()));
        beans.put("uploadRecovery", new UploadRecovery(uploads, history, values, questions));
        beans.put(
                "settling", new UploadSettlement(uploads, mappings, work, unselected, documents, files, replacements, journal));
        beans.put("selection", new RuleSelection(unselected, mappings, work, stops, journal));
        beans.put("ruleBook", rules.book());
        beans.put("ruleTrials", new RuleTrials());
        beans.put("tellRules", new RuleNotifier(journal));
        beans.put("watchdog", new Watchdog(gateway, sessions, runs, stops, database.machine(), journal));
        beans.put("runEnd", new RunEnd(runs, replicas, work, adoptions, questions, nights, sessions, stops, journal));
        ChangeHints hints = new ChangeHints(replicas, clock);
        beans.put("hints", hints);
        beans.put("failures", failures);
        beans.put(
                "deadLetters",
                new DeadLetters(
                        failures,
                        uploadFailures,
                        replicas,
                        runs,
                        work,
                        uploads,
                        schema,
                        masterStatus,
                        sessions,
                        journal,
                        database.machine()));
        beans.put("masterStatus", masterStatus);
        beans.put("retention", new Retention(values));
        beans.put("backups", new Backups(database, values, journal, clock));
        beans.put("connectionTester", new ConnectionChecker(gateway));
        AnswerFormats.bind(beans);
        // Nothing in the pipeline's routes: what pages, API and tests work with.
        beans.put("rules", rules);
        beans.put("keyValues", values);
        beans.put("replicaTable", replicas);
        beans.put("runs", runs);
        beans.put("logs", logs);
        beans.put("vault", vault);
        beans.put("connections", connections);
        beans.forEach((name, bean) -> camel.getRegistry().bind(name, bean));

        camel.getExecutorServiceManager().registerThreadPoolProfile(
                new ThreadPoolProfileBuilder("replicas").poolSize(4).maxPoolSize(32).maxQueueSize(0).build());
        camel.getExecutorServiceManager().registerThreadPoolProfile(
                new ThreadPoolProfileBuilder("rules").poolSize(2).maxPoolSize(2).maxQueueSize(1000).build());
        camel.getCamelContextExtension().addInterceptStrategy(new ErrorsAsFailures());
        camel.addLifecycleStrategy(new Shutdown(stops, database));
        Startup.goOn(runs, uploads, journal);
        Startup.sayWhatIsWrongWith(database, journal);
        Startup.sayWhichAreClosed(connections.refresh(), journal);
        if (once != null) {
            schedule.onlyByHand();
            once.ask(values, replicas, runs, plans);
            return;
        }
        watch.install(masterStatus::get, rules);
        Alerts.install(camel, database, vault, settings.proxies(), masterStatus::get, clock);
        Credentials credentials = new Credentials(settings.envFile(), vault, values, replicas, journal);
        Web.install(camel, settings, database, masterStatus::get, credentials, hints, watch.metrics()::scrape, rules, () -> {
            connections.refresh();
            credentials.save();
        });
        ManagementPort.install(camel, settings, database, watch.metrics()::scrape);
    }

    /** Adds a replica as the page does. Only after {@link #configure}. */
    public void addReplica(String name, String url, String token, int uploadsInFlight) {
        replicas.add(name, PaperlessUrl.parse(url).text(), settings.vault().encrypt(token), true, null, uploadsInFlight);
        connections.refresh();
    }

    public void setSyncInterval(int seconds) {
        values.put(KeyValues.SYNC_INTERVAL, String.valueOf(seconds));
    }

    public List<Replica> replicas() {
        return replicas.all();
    }

    private Path spoolFolder() {
        return settings.database().toAbsolutePath().resolveSibling("spool");
    }
}
