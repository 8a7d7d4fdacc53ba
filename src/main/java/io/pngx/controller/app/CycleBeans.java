package io.pngx.controller.app;

import io.pngx.controller.engine.cycle.ChangeHints;
import io.pngx.controller.engine.cycle.ClockWatch;
import io.pngx.controller.engine.cycle.HintPlanner;
import io.pngx.controller.engine.cycle.NightlyTasks;
import io.pngx.controller.engine.cycle.Planner;
import io.pngx.controller.engine.cycle.ReplicaCycle;
import io.pngx.controller.engine.cycle.RunEnd;
import io.pngx.controller.engine.cycle.Schedule;
import io.pngx.controller.engine.cycle.Watchdog;
import io.pngx.controller.engine.deletions.DeletionWrite;
import io.pngx.controller.engine.deletions.Deletions;
import io.pngx.controller.engine.deletions.MissingCheck;
import io.pngx.controller.engine.deletions.MissingDetector;
import io.pngx.controller.engine.deletions.RemovedCopySearch;
import io.pngx.controller.engine.deletions.ReplacedCopyRecovery;
import io.pngx.controller.engine.deletions.TrashRestores;
import io.pngx.controller.engine.instances.ConnectionChecker;
import io.pngx.controller.engine.instances.InstanceReader;
import io.pngx.controller.engine.instances.LookupSearch;
import io.pngx.controller.engine.instances.Thumbnail;
import io.pngx.controller.store.StoredWaits;
import io.pngx.controller.store.Tables;

/** Binds the beans that schedule, start, plan and end runs, and the beans of deletions. */
record CycleBeans(Schedule schedule, NightlyTasks nights, ChangeHints hints) {
    static CycleBeans bind(Core core, UploadBeans uploads) throws Exception {
        Tables tables = core.tables();
        NightlyTasks nights = new NightlyTasks(
                tables.settings(), tables.maintenance(), tables.replicas(), tables.drills(), core.clock());
        ChangeHints hints = new ChangeHints(tables.replicas(), core.clock());
        Schedule schedule = new Schedule(
                tables,
                core.gateway(),
                core.connections(),
                core.rules().book(),
                core.sessions(),
                core.locks(),
                nights,
                hints,
                core.journal());
        Deletions deletions = new Deletions(tables, core.stops(), core.journal(), core.clock());

        core.bind("replicaLocks", core.locks());
        core.bind("schedule", schedule);
        core.bind("changeHints", hints);
        core.bind("masterStatus", core.master());
        core.bind("instanceReader", new InstanceReader(core.gateway()));
        core.bind("connectionChecker", new ConnectionChecker(core.gateway()));
        core.bind("lookupSearch", new LookupSearch.Recorder());
        core.bind("thumbnailReader", new Thumbnail.Reader());
        core.bind(
                "replicaCycle",
                new ReplicaCycle(
                        tables,
                        core.gateway(),
                        core.sessions(),
                        core.rules().book(),
                        uploads.questions(),
                        core.journal()));
        core.bind(
                "planner",
                new Planner(
                        tables,
                        new MissingDetector(tables, core.journal(), core.clock()),
                        uploads.duplicates(),
                        core.journal(),
                        core.clock()));
        core.bind("hintPlanner", new HintPlanner(tables, core.journal()));
        ReplacedCopyRecovery replacedCopyRecovery = new ReplacedCopyRecovery(tables.replacedCopies(), core.journal());
        core.bind("replacedCopyRecovery", replacedCopyRecovery);
        core.bind(
                "trashRestores",
                new TrashRestores(tables, replacedCopyRecovery, core.guard(), core.stops(), core.journal()));
        core.bind("deletions", deletions);
        core.bind("deletionWrite", new DeletionWrite(tables, core.guard(), core.journal(), core.clock()));
        core.bind("removedCopySearch", new RemovedCopySearch(tables, core.stops()));
        core.bind(
                "missingCheck",
                new MissingCheck(tables.tombstones(), tables.mappings(), deletions, core.stops(), core.journal()));
        core.bind(
                "runEnd",
                new RunEnd(tables, uploads.questions(), nights, core.sessions(), core.stops(), core.journal()));
        core.bind(
                "watchdog",
                new Watchdog(
                        core.gateway(),
                        core.sessions(),
                        core.locks(),
                        tables.runs(),
                        core.stops(),
                        tables.database().machine(),
                        core.journal()));
        StoredWaits waits = new StoredWaits(tables.database());
        waits.endTooLong(core.clock().instant());
        ClockWatch watch = new ClockWatch(core.camel(), uploads.gaps(), waits, core.journal(), core.clock());
        watch.install();
        core.bind("clockWatch", watch); // only tests look up this bean
        return new CycleBeans(schedule, nights, hints);
    }
}
