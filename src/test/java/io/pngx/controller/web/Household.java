package io.pngx.controller.web;

import io.pngx.controller.engine.instances.MasterNames;
import io.pngx.controller.engine.instances.MasterStatus;
import io.pngx.controller.store.AlertTargets;
import io.pngx.controller.store.Drill;
import io.pngx.controller.store.Drills;
import io.pngx.controller.store.LogRow.Level;
import io.pngx.controller.store.PlanRow.Action;
import io.pngx.controller.store.Plans;
import io.pngx.controller.store.Replica;
import io.pngx.controller.store.ReturnedDocument;
import io.pngx.controller.store.ReturnedDocuments;
import io.pngx.controller.store.Run;
import io.pngx.controller.store.Switchover;
import io.pngx.controller.store.SwitchoverReport;
import io.pngx.controller.store.Switchovers;
import io.pngx.controller.store.Times;
import io.pngx.controller.store.Verification;
import io.pngx.controller.store.Verifications;
import io.pngx.controller.text.Text;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Fills a database with every state that a page can show, long names, and markup in all texts. */
public final class Household {
    public static final String MARKUP = "<img src=x onerror=alert(1)>\"'><script>alert(2)</script> & Söhne";
    private static final String LONG = "Grundstücksverkehrsgenehmigungszuständigkeitsübertragungsverordnung";

    private final WebServer server;
    private final Map<String, Long> replicas = new HashMap<>();
    /** Ids of a dry run, a run with failures and a verification. */
    public final long plan;

    public final long partial;
    public final long verified;

    public Household(WebServer server) {
        this.server = server;
        server.reset();
        server.master();
        server.master = new MasterStatus.Status("ok", "2.20.15", 12_345L, null, Instant.now(), null, MasterNames.NONE);
        add("Home", Replica.State.OK, null);
        add(
                "Cellar",
                Replica.State.UNREACHABLE,
                "It does not answer (connection refused). Is it running, and is the address right?");
        add(
                "Cloud",
                Replica.State.AUTH_FAILED,
                "The token is refused (401). Make a new one in paperless under My Profile and save it here.");
        add(
                "Attic",
                Replica.State.BLOCKED,
                "The master is not the library that this replica was filled from. Nothing is "
                        + "written until a person accepts it.");
        add(MARKUP.substring(0, 58), Replica.State.ERROR, MARKUP);
        add("Paused", Replica.State.OK, null);
        server.replicas.pause(id("Paused"), true);
        targets(server);
        server.replicas.unmappedDocuments(id("Home"), java.util.List.of(1L, 2L, 3L, 4L, 5L));
        for (int i = 0; i < 55; i++) {
            past(
                    id("Home"),
                    Run.Mode.INCREMENTAL,
                    i % 17 == 3 ? "partial" : i % 23 == 5 ? "failed" : "success",
                    i * 11 % 40,
                    Duration.ofMinutes(30L * i + 4));
        }
        document(1, "Invoice " + LONG);
        document(2, MARKUP);
        document(3, "Held");
        server.db
                .write()
                .sql("update sync_map set contested_at = ? where master_id = 1")
                .param(Times.text(Instant.now()))
                .update();
        work(2, "changed", 0, null);
        work(4, "new", 3, "The replica refuses the file: " + MARKUP);
        held("documents", 3, "Held " + LONG, 1);
        held("documents", 5, MARKUP, 1);
        held("tags", 6, "Tax", 7);
        plan = plan();
        partial = past(id("Home"), Run.Mode.FULL, "partial", 12, Duration.ofMinutes(2));
        server.db
                .write()
                .sql("update sync_runs set error = ? where id = ?")
                .params("2 documents failed. " + MARKUP, partial)
                .update();
        for (Level level : Level.values()) {
            server.logs.add(
                    level,
                    partial,
                    id("Home"),
                    2L,
                    level == Level.ERROR ? "upload failed" : "uploaded",
                    level + " \"" + MARKUP + "\" " + LONG);
        }
        verified = verification();
        server.db
                .write()
                .sql("insert into adoptions(replica_id, master_id, replica_doc_id, title, found_at) "
                        + "values (?, 7, 107, 'There', ?)")
                .params(id("Home"), Times.text(Instant.now()))
                .update();
    }

    public long id(String name) {
        return replicas.get(name);
    }

    private void add(String name, Replica.State state, String error) {
        long id = server.replica(name);
        replicas.put(name, id);
        server.replicas.version(id, "3.0.5");
        server.replicas.cycleStarted(id, Instant.now());
        server.replicas.succeeded(id, Instant.now().minusSeconds(90));
        server.replicas.state(id, state, error == null ? null : Text.verbatim(error));
        server.db
                .write()
                .sql("update replicas set watermark = ? where id = ?")
                .params(Times.text(Instant.now()), id)
                .update();
    }

    private long past(long replica, Run.Mode mode, String state, int changed, Duration ago) {
        Instant end = Instant.now().minus(ago);
        return server.db
                .write()
                .sql("insert into sync_runs(replica_id, mode, state, phase, total, uploaded, updated, "
                        + "failed, bytes, started_at, finished_at) "
                        + "values (?, ?, ?, 'finished', ?, ?, 0, ?, 123456, ?, ?) returning id")
                .params(
                        replica,
                        mode.name().toLowerCase(Locale.ROOT),
                        state,
                        changed,
                        changed,
                        state.equals("partial") ? 2 : 0,
                        Times.text(end.minusSeconds(40)),
                        Times.text(end))
                .query(Long.class)
                .single();
    }

    private void document(long masterId, String title) {
        server.db
                .write()
                .sql("insert into sync_map(replica_id, master_id, replica_doc_id, file_checksum, "
                        + "synced_at, title) values (?, ?, ?, 'x', ?, ?)")
                .params(id("Home"), masterId, masterId + 100, Times.text(Instant.now()), title)
                .update();
    }

    private void work(long masterId, String reason, int attempts, String error) {
        server.db
                .write()
                .sql("insert into work(replica_id, master_id, reason, attempts, error, next_at, "
                        + "created_at) values (?, ?, ?, ?, ?, ?, ?)")
                .params(
                        id("Home"),
                        masterId,
                        reason,
                        attempts,
                        error,
                        error == null ? null : Times.text(Instant.now().plusSeconds(900)),
                        Times.text(Instant.now()))
                .update();
    }

    private void held(String kind, long masterId, String title, int weight) {
        server.db
                .write()
                .sql("insert into tombstones(replica_id, kind, master_id, replica_object_id, title, "
                        + "state, reason, weight, first_seen_at) "
                        + "values (?, ?, ?, ?, ?, 'HELD', 'It was not seen in the trash of the master.', ?, ?)")
                .params(
                        id("Home"),
                        kind,
                        masterId,
                        masterId + 100,
                        title,
                        weight,
                        Times.text(Instant.now().minusSeconds(7200)))
                .update();
    }

    private long plan() {
        long run = server.runs.queue(id("Home"), Run.Mode.DRY_RUN).orElseThrow().id();
        Plans plans = new Plans(server.db);
        plans.add(
                run,
                "tags",
                Action.CREATE,
                8L,
                null,
                "Tax",
                "[]",
                Text.verbatim("The replica does not have the lookup."));
        plans.add(
                run,
                "documents",
                Action.UPLOAD,
                4L,
                null,
                MARKUP,
                "[]",
                Text.verbatim("The replica does not have the document."));
        plans.add(
                run,
                "documents",
                Action.CHANGE,
                2L,
                102L,
                "Letter",
                "[{\"key\":\"title\",\"old\":\"Letter\",\"new\":\"<b>Letter</b> " + LONG + "\"},"
                        + "{\"key\":\"tags\",\"old\":[],\"new\":[\"Tax\",\"Home\"]}]",
                Text.verbatim("The document was changed on the master."));
        plans.add(
                run,
                "documents",
                Action.HOLD,
                3L,
                103L,
                "Held",
                "[]",
                Text.verbatim("It is no longer on the master; the deletion waits for your decision."));
        server.progress.unchanged(run, 9);
        server.runs.finish(run, Run.State.SUCCESS, null);
        return run;
    }

    private long verification() {
        long run = server.runs.queue(id("Home"), Run.Mode.VERIFY).orElseThrow().id();
        new Verifications(server.db)
                .put(new Verification(
                        id("Home"),
                        1,
                        101,
                        "Invoice " + LONG,
                        Verification.Result.MISMATCH,
                        Verification.Finding.MISSING,
                        Verification.Finding.DIFFERS,
                        "title,archive_serial_number",
                        Verification.How.DOWNLOAD,
                        Text.verbatim("The replica has no file for it."),
                        run,
                        Instant.now()));
        server.runs.finish(run, Run.State.PARTIAL, null);
        return run;
    }

    /** Adds a failed drill. */
    public long drill(String name) {
        Drills drills = new Drills(server.db);
        long drill = drills.queue(id(name), true, Instant.now()).orElseThrow().id();
        drills.start(drill, Instant.now());
        drills.chosen(drill, 3);
        Drill.Result ok = Drill.Result.OK;
        drills.put(
                drill,
                new Drill.Document(
                        2,
                        102,
                        MARKUP,
                        ok,
                        Drill.Result.FAILED,
                        ok,
                        ok,
                        Drill.Result.SKIPPED,
                        Text.verbatim("The original has other bytes. " + MARKUP)));
        drills.put(drill, new Drill.Document(1, 101, "Invoice " + LONG, ok, ok, ok, ok, ok, null));
        drills.finish(
                drill,
                Drill.State.FAILED,
                Text.verbatim("1 of 2 documents has a part that cannot be used."),
                List.of(
                        new Drill.Check(Drill.Subject.SIGN_IN, ok, Text.verbatim("The sign-in page opens.")),
                        new Drill.Check(
                                Drill.Subject.TAG,
                                Drill.Result.SKIPPED,
                                Text.verbatim("Not compared with the master: " + LONG))),
                Instant.now());
        return drill;
    }

    /** Adds an open run. */
    public long running(String name) {
        long run =
                server.runs.queue(id(name), Run.Mode.INCREMENTAL).orElseThrow().id();
        server.runs.started(run);
        server.progress.phase(run, "documents");
        server.progress.current(run, Text.verbatim("Invoice " + LONG));
        server.db
                .write()
                .sql("update sync_runs set total = 300, uploaded = 120, bytes = 48000000, started_at = ? where id = ?")
                .params(Times.text(Instant.now().minusSeconds(60)), run)
                .update();
        return run;
    }

    /** Adds a switchover of an earlier day, with a complete report. */
    public void switchover() {
        Switchovers table = new Switchovers(server.db);
        Switchover request = table.request(
                        Switchover.Kind.FAILOVER,
                        server.replicas.find(id("Home")).orElseThrow(),
                        "http://old-master.example:8000",
                        "Office",
                        "by anna",
                        Instant.now())
                .orElseThrow();
        server.db
                .write()
                .sql("update switchovers set state = 'DONE', backup = 'before-switchover-1.sqlite3', "
                        + "report = ? where id = ?")
                .params(
                        new SwitchoverReport(
                                        12431,
                                        Text.verbatim("Ready to take over, with exceptions."),
                                        List.of(new SwitchoverReport.Line(
                                                "missing",
                                                1,
                                                Text.verbatim(
                                                        "The new master lacks documents that only the old master has."),
                                                List.of(new SwitchoverReport.Document(
                                                        17L, "old master", "<script>alert(1)</script>")))))
                                .json(),
                        request.id())
                .update();
        ReturnedDocuments returned = new ReturnedDocuments(server.db);
        String long128 = "Donaudampfschifffahrt".repeat(6);
        returned.add(
                request.id(),
                1,
                ReturnedDocument.Finding.LEFT_BEHIND,
                1,
                null,
                long128,
                "{\"file_name\": \"a.pdf\"}",
                Instant.now());
        returned.add(
                request.id(),
                1,
                ReturnedDocument.Finding.DIVERGED,
                2,
                3L,
                "<img src=x onerror=alert(1)>",
                "[{\"key\":\"title\",\"old\":\"" + long128 + "\",\"new\":\"<b>\"}]",
                Instant.now());
        returned.add(request.id(), 1, ReturnedDocument.Finding.DELETED, 4, 5L, "Gone", "[]", Instant.now());
    }

    /** Saves one target of alerts that works, and one that fails. */
    private static void targets(WebServer server) {
        AlertTargets targets = new AlertTargets(server.db);
        targets.put("webhook", null, server.vault.encrypt("https://hooks.example.org/key"), null);
        targets.took("webhook", Instant.now());
        targets.put(
                "mail",
                null,
                server.vault.encrypt("smtp://mail.example.org:587"),
                server.vault.encrypt("password"),
                Map.of(
                        "host", "mail.example.org",
                        "port", "587",
                        "security", "starttls",
                        "user", "pngx",
                        "from", "pngx@example.org",
                        "to", "me@example.org"));
        targets.refused("mail", Text.verbatim("The mail server refused the user name or the password."));
    }
}
