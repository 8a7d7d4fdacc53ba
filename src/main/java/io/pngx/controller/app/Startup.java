package io.pngx.controller.app;

import io.pngx.controller.config.Settings;
import io.pngx.controller.engine.session.Journal;
import io.pngx.controller.store.Database;
import io.pngx.controller.store.Drills;
import io.pngx.controller.store.KeyValues;
import io.pngx.controller.store.LogRow;
import io.pngx.controller.store.OpenUploads;
import io.pngx.controller.store.Runs;
import io.pngx.controller.store.Setting;
import io.pngx.controller.store.Switchover;
import io.pngx.controller.store.Switchovers;
import io.pngx.controller.text.Text;
import java.time.Instant;
import java.util.List;

/** Carries out the steps of a start-up, and logs the results. */
final class Startup {
    private Startup() {}

    /** Stores the master that the environment variables name. If the database already has a master, stores nothing. */
    static void seed(Settings settings, KeyValues values, Database database) {
        settings.master()
                .ifPresent(master -> database.inTransaction(() -> {
                    if (values.get(Setting.MASTER_URL).isEmpty()) {
                        values.put(Setting.MASTER_URL, master.url().text());
                        values.put(Setting.MASTER_TOKEN, settings.vault().encrypt(master.token()));
                    }
                }));
    }

    /** Ends the runs and drills that the last process left open. Logs the number of runs, drills and open uploads. */
    static void logInterruptedWork(Runs runs, OpenUploads openUploads, Drills drills, Journal journal) {
        int aborted = runs.abortLeftOvers() + drills.abortLeftOvers(Instant.now());
        long open = openUploads.open();
        journal.writeForSystem(
                LogRow.Level.INFO,
                "start",
                Text.of(
                        "The controller starts; {0} runs were interrupted, {1} open uploads continue.",
                        String.valueOf(aborted), String.valueOf(open)));
    }

    /**
     * Logs whether other users can read the database, whether its folder is not locked, and whether its last
     * transactions are missing.
     */
    static void logDatabaseWarnings(Database database, Journal journal) {
        database.openToOthers().ifPresent(open -> journal.writeForSystem(LogRow.Level.WARN, "start", open));
        database.unlockedFolder().ifPresent(open -> journal.writeForSystem(LogRow.Level.WARN, "start", open));
        long missing = database.missingTransactions();
        if (missing > 0) {
            journal.writeForSystem(
                    LogRow.Level.ERROR,
                    "start",
                    Text.of(
                            "The last {0} changes of the database are missing: the database file was replaced by an"
                                    + " older copy, or its -wal file was lost or damaged. The controller finds the"
                                    + " documents of the replicas by their checksums, and does not upload them"
                                    + " again. Check that settings, approvals and rules are as you last saved them.",
                            String.valueOf(missing)));
        }
    }

    /**
     * Pauses all replicas if the database is from before a switchover or its undo, because runs would overwrite the
     * present master. Also ends a switchover that the database holds as open. A database without a master is not
     * paused.
     */
    static void pauseBeforeSwitchover(Database database, KeyValues settings, Journal journal) {
        String master = settings.get(Setting.MASTER_URL).orElse(null);
        if (database.isFromBeforeSwitchover() && master != null) {
            settings.put(Setting.PAUSED, "true");
            Switchovers switchovers = new Switchovers(database);
            switchovers
                    .open()
                    .ifPresent(open -> switchovers.end(
                            open.id(),
                            Switchover.State.GIVEN_UP,
                            Text.of("The database was replaced by an older copy."),
                            Instant.now()));
            journal.writeForSystem(
                    LogRow.Level.ERROR,
                    "start",
                    Text.of(
                            "The master was switched since this database was written. In this database the master is"
                                    + " {0}: if that is no longer so, runs would overwrite the present master. So all"
                                    + " replicas are paused. Resume only if {0} is the master; otherwise stop the"
                                    + " controller, and put the newest database in place.",
                            master));
        }
        database.recordSwaps();
    }

    /** Logs whether everyone who reaches the port can name any user. */
    static void logOpenSignIn(Settings settings, Journal journal) {
        if (settings.trustsEveryAddress()) {
            journal.writeForSystem(
                    LogRow.Level.WARN,
                    "start",
                    Text.of("TRUSTED_PROXIES has a range of all addresses, so everyone who reaches the port can"
                            + " pretend to be any user. Set TRUSTED_PROXIES to the address of the login proxy only."));
        }
    }

    /** @param closed titles of the instances whose token can't be decrypted with SECRET_KEY */
    static void logUnreadableTokens(List<String> closed, Journal journal) {
        if (!closed.isEmpty()) {
            journal.writeForSystem(
                    LogRow.Level.ERROR,
                    "start",
                    Text.of(
                            "These tokens were stored with another SECRET_KEY and can't be decrypted: {0}. Start with"
                                    + " that key, or enter these tokens again. Until then, the stored tokens stay as"
                                    + " they are.",
                            String.join(", ", closed)));
        }
    }
}
