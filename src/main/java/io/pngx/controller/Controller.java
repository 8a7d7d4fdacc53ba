package io.pngx.controller;

import io.pngx.controller.alerts.AlertsConfiguration;
import io.pngx.controller.config.PaperlessUrl;
import io.pngx.controller.config.Settings;
import io.pngx.controller.config.Vault;
import io.pngx.controller.metrics.MetricsConfiguration;
import io.pngx.controller.paperless.CallLimits;
import io.pngx.controller.paperless.Gateway;
import io.pngx.controller.paperless.Guard;
import io.pngx.controller.pipeline.Backups;
import io.pngx.controller.pipeline.ConnectionTester;
import io.pngx.controller.pipeline.Connections;
import io.pngx.controller.pipeline.Credentials;
import io.pngx.controller.pipeline.DeadLetters;
import io.pngx.controller.pipeline.Deletions;
import io.pngx.controller.pipeline.Documents;
import io.pngx.controller.pipeline.DryDeletions;
import io.pngx.controller.pipeline.DryIdentity;
import io.pngx.controller.pipeline.DryRun;
import io.pngx.controller.pipeline.DryUploads;
import io.pngx.controller.pipeline.ErrorsAsFailures;
import io.pngx.controller.pipeline.Failures;
import io.pngx.controller.pipeline.FileQuestions;
import io.pngx.controller.pipeline.FileReader;
import io.pngx.controller.pipeline.Files;
import io.pngx.controller.pipeline.HeldDocuments;
import io.pngx.controller.pipeline.Hints;
import io.pngx.controller.pipeline.IdentityCheck;
import io.pngx.controller.pipeline.InstanceReader;
import io.pngx.controller.pipeline.Journal;
import io.pngx.controller.pipeline.LookOnly;
import io.pngx.controller.pipeline.MasterStatus;
import io.pngx.controller.pipeline.Missing;
import io.pngx.controller.pipeline.MissingQuestions;
import io.pngx.controller.pipeline.Nights;
import io.pngx.controller.pipeline.Notes;
import io.pngx.controller.pipeline.OpenQuestions;
import io.pngx.controller.pipeline.Planner;
import io.pngx.controller.pipeline.PrivateCopies;
import io.pngx.controller.pipeline.Replacements;
import io.pngx.controller.pipeline.ReplicaCycle;
import io.pngx.controller.pipeline.RestingInstances;
import io.pngx.controller.pipeline.Restores;
import io.pngx.controller.pipeline.Retention;
import io.pngx.controller.pipeline.RuleTrials;
import io.pngx.controller.pipeline.RunEnd;
import io.pngx.controller.pipeline.SameBytes;
import io.pngx.controller.pipeline.Schedule;
import io.pngx.controller.pipeline.Schema;
import io.pngx.controller.pipeline.Selection;
import io.pngx.controller.pipeline.SerialNumbers;
import io.pngx.controller.pipeline.Sessions;
import io.pngx.controller.pipeline.Settling;
import io.pngx.controller.pipeline.Spool;
import io.pngx.controller.pipeline.Stops;
import io.pngx.controller.pipeline.TellRules;
import io.pngx.controller.pipeline.UploadProgress;
import io.pngx.controller.pipeline.UploadRecovery;
import io.pngx.controller.pipeline.UploadStart;
import io.pngx.controller.pipeline.Verifier;
import io.pngx.controller.pipeline.Watchdog;
import io.pngx.controller.rules.RuleEngine;
import io.pngx.controller.store.Adoptions;
import io.pngx.controller.store.Checksums;
import io.pngx.controller.store.Database;
import io.pngx.controller.store.Duplicates;
import io.pngx.controller.store.KeyValues;
import io.pngx.controller.store.Logs;
import io.pngx.controller.store.LookupMap;
import io.pngx.controller.store.NoteMap;
import io.pngx.controller.store.Plans;
import io.pngx.controller.store.Probes;
import io.pngx.controller.store.Reaches;
import io.pngx.controller.store.Replaced;
import io.pngx.controller.store.Replica;
import io.pngx.controller.store.Replicas;
import io.pngx.controller.store.Rests;
import io.pngx.controller.store.Runs;
import io.pngx.controller.store.SyncMap;
import io.pngx.controller.store.Tombstones;
import io.pngx.controller.store.Unselected;
import io.pngx.controller.store.Upkeep;
import io.pngx.controller.store.UploadHistory;
import io.pngx.controller.store.Uploads;
import io.pngx.controller.store.Verifications;
import io.pngx.controller.store.Versions;
import io.pngx.controller.store.WorkQueue;
import io.pngx.controller.web.WebConfiguration;
import io.pngx.controller.web.management.ManagementPort;
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
    private Once once;

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
    Main main(Once asked) {
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
        Upkeep upkeep = new Upkeep(database);
        Vault vault = settings.vault();
        Beginning.seed(settings, values);

        Guard guard = new Guard();
        MetricsConfiguration metrics = new MetricsConfiguration(camel, database, replicas, runs, clock);
        Gateway gateway = new Gateway(guard, settings.proxies(), metrics.calls(),
                new RestingInstances(new Rests(database), clock),
                CallLimits.of(camel.resolvePropertyPlaceholders("{{pngx.call.patience}}"), spoolFolder()));
        Sessions sessions = new Sessions();
        connections = new Connections(gateway, vault, values, replicas, new Reaches(database), sessions);
        Journal journal = new Journal(logs);
        RuleEngine rules = new RuleEngine(camel, settings.routesFolder(), database, sessions::rulesInUse, settings.proxies());
        Stops stops = new Stops(runs, connections, database.machine());
        IdentityCheck identity = new IdentityCheck(replicas, mappings, lookups, upkeep, journal);
        Schema schema = new Schema(lookups, mappings, runs, journal);
        MasterStatus masterStatus = new MasterStatus(gateway, journal);
        Failures failures = new Failures(gateway, uploads, work, journal);
        Notes notes = new Notes(new NoteMap(database), values, guard);
        Documents documents = new Documents(mappings, work, runs, notes, values, stops, journal);
        HeldDocuments held = new HeldDocuments(adoptions, checksums, mappings, uploads, upkeep, work, stops, journal);
        Nights nights = new Nights(values, upkeep, replicas, clock);
        OpenQuestions questions = new OpenQuestions(uploads, replicas, journal);
        LookOnly lookOnly = new LookOnly(guard, sessions, runs, stops, journal);
        ReplicaCycle replicaCycle = new ReplicaCycle(gateway, guard, replicas, runs, mappings, lookups, uploads, new Probes(database), sessions, values, upkeep,
                rules.book(), unselected, questions, journal);

        Versions versions = new Versions(database);
        Replaced replaced = new Replaced(database);
        Duplicates duplicates = new Duplicates(database);
        SameBytes sameBytes = new SameBytes(duplicates, mappings, versions);
        Files files = new Files(mappings, versions, uploads, work, gateway, guard, stops, journal);
        FileQuestions fileQuestions = new FileQuestions(files, versions, tombstones, duplicates, journal);
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
                new DryUploads(plans, mappings, tombstones, uploads, work, sameBytes, fileQuestions, stops));
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
                new Missing(tombstones, unselected, mappings, lookups, journal, clock), sameBytes, upkeep, journal, clock));
        beans.put("documents", documents);
        beans.put("identityCheck", identity);
        beans.put("restores", new Restores(tombstones, unselected, mappings, uploads, work, guard, stops, journal));
        Deletions deletions = new Deletions(tombstones, unselected, mappings, uploads, values, guard, stops, journal, clock);
        beans.put("deletions", deletions);
        beans.put("missingQuestions", new MissingQuestions(tombstones, mappings, deletions, stops, journal));
        beans.put("serialNumbers", new SerialNumbers(mappings, tombstones, guard, journal));
        beans.put("spool", new Spool(spoolFolder()));
        beans.put("uploadStart", new UploadStart(uploads, work, runs, gateway, stops));
        beans.put("uploadProgress", new UploadProgress(uploads, history, mappings, tombstones, replaced, values,
                guard, failures, held, questions, stops,
                journal, metrics.calls()));
        beans.put("uploadRecovery", new UploadRecovery(uploads, history, values, questions));
        beans.put(
                "settling", new Settling(uploads, mappings, work, unselected, documents, files, replacements, journal));
        beans.put("selection", new Selection(unselected, mappings, work, stops, journal));
        beans.put("ruleBook", rules.book());
        beans.put("ruleTrials", new RuleTrials());
        beans.put("tellRules", new TellRules(journal));
        beans.put("watchdog", new Watchdog(gateway, sessions, runs, stops, database.machine(), journal));
        beans.put("runEnd", new RunEnd(runs, replicas, work, adoptions, questions, nights, sessions, stops, journal));
        Hints hints = new Hints(replicas, clock);
        beans.put("hints", hints);
        beans.put("failures", failures);
        beans.put(
                "deadLetters",
                new DeadLetters(
                        failures,
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
        beans.put("connectionTester", new ConnectionTester(gateway));
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
        Beginning.goOn(runs, uploads, journal);
        Beginning.sayWhatIsWrongWith(database, journal);
        Beginning.sayWhichAreClosed(connections.refresh(), journal);
        if (once != null) {
            schedule.onlyByHand();
            once.ask(values, replicas, runs, plans);
            return;
        }
        metrics.install(masterStatus::get, rules);
        AlertsConfiguration.install(camel, database, vault, settings.proxies(), masterStatus::get, clock);
        Credentials credentials = new Credentials(settings.envFile(), vault, values, replicas, journal);
        WebConfiguration.install(camel, settings, database, masterStatus::get, credentials, hints, metrics.metrics()::scrape, rules, () -> {
            connections.refresh();
            credentials.save();
        });
        ManagementPort.install(camel, settings, database, metrics.metrics()::scrape);
    }

    /** Adds a replica as the page does. Only after {@link #configure}. */
    void addReplica(String name, String url, String token, int uploadsInFlight) {
        replicas.add(name, PaperlessUrl.parse(url).text(), settings.vault().encrypt(token), true, null, uploadsInFlight);
        connections.refresh();
    }

    void setSyncInterval(int seconds) {
        values.put(KeyValues.SYNC_INTERVAL, String.valueOf(seconds));
    }

    List<Replica> replicas() {
        return replicas.all();
    }

    private Path spoolFolder() {
        return settings.database().toAbsolutePath().resolveSibling("spool");
    }
}
