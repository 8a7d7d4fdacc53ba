package io.pngx.controller.app;

import io.pngx.controller.config.Settings;
import io.pngx.controller.engine.session.Journal;
import io.pngx.controller.store.Database;
import io.pngx.controller.store.KeyValues;
import io.pngx.controller.store.LogRow;
import io.pngx.controller.store.Runs;
import io.pngx.controller.store.Setting;
import io.pngx.controller.store.Uploads;
import java.util.List;

/** What is done once, at a start, and said, so that nothing goes on in silence. */
final class Startup {
    private Startup() {}

    /** First boot: the master from the environment. Afterwards the database wins. */
    static void seed(Settings settings, KeyValues values) {
        settings.master().ifPresent(master -> {
            if (values.get(Setting.MASTER_URL).isEmpty()) {
                values.put(Setting.MASTER_URL, master.url().text());
                values.put(Setting.MASTER_TOKEN, settings.vault().encrypt(master.token()));
            }
        });
    }

    /** Says in one line what a stopped process left. */
    static void goOn(Runs runs, Uploads uploads, Journal journal) {
        int aborted = runs.abortLeftOvers();
        long open = uploads.open();
        journal.write(
                LogRow.Level.INFO,
                null,
                null,
                null,
                "start",
                "The controller starts; " + aborted + " runs were interrupted, " + open
                        + " uploads are open and go on.");
    }

    /** Says who else may read the database, and whether its newest rows are missing. */
    static void sayWhatIsWrongWith(Database database, Journal journal) {
        database.openToOthers().ifPresent(open -> journal.write(LogRow.Level.WARN, null, null, null, "start", open));
        long missing = database.missingTransactions();
        if (missing > 0) {
            journal.write(
                    LogRow.Level.ERROR,
                    null,
                    null,
                    null,
                    "start",
                    "The database is older than it was: the last " + missing + " of its changes are missing. Either an"
                            + " older copy was put in its place, or"
                            + " its -wal file was lost or cut. What"
                            + " the replicas hold is found by its"
                            + " checksum and not uploaded again; look"
                            + " whether settings, approvals and rules"
                            + " are as you left them.");
        }
    }

    /** @param closed whose tokens the SECRET_KEY does not open */
    static void sayWhichAreClosed(List<String> closed, Journal journal) {
        if (!closed.isEmpty()) {
            journal.write(
                    LogRow.Level.ERROR,
                    null,
                    null,
                    null,
                    "start",
                    "Stored under another SECRET_KEY, and so unreadable, are the tokens of: "
                            + String.join(", ", closed)
                            + ". Start with that key, or enter these tokens again; until then nothing is overwritten.");
        }
    }
}
