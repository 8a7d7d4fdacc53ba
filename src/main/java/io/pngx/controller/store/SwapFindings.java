package io.pngx.controller.store;

import io.pngx.controller.store.SwitchoverReport.Document;
import io.pngx.controller.store.SwitchoverReport.Line;
import io.pngx.controller.text.Text;
import java.util.ArrayList;
import java.util.List;

/** Lists, before a swap, the documents and accounts that the new master lacks, and the rows that the swap deletes. */
final class SwapFindings {
    private static final String OLD = "old master";
    private static final String NEW = "new master";

    private final Database db;
    private final List<Line> lines = new ArrayList<>();
    private final List<Long> dryRunFirst = new ArrayList<>();

    SwapFindings(Database db) {
        this.db = db;
    }

    SwitchoverReport of(Replica promoted, Text readiness) {
        newMaster(promoted.id());
        others(promoted.id());
        closed(promoted);
        long documents = count("select count(*) from sync_map where replica_id = ?", promoted.id());
        return new SwitchoverReport(documents, readiness, List.copyOf(lines), List.copyOf(dryRunFirst));
    }

    private void newMaster(long id) {
        MaintenanceState maintenance = new MaintenanceState(db);
        List<Text> accounts = maintenance.missingAccounts(id);
        if (!accounts.isEmpty()) {
            lines.add(new Line(
                    "accounts",
                    accounts.size(),
                    Text.of(
                            "The new master lacks these accounts of the old master: {0}. Some owners and permissions"
                                    + " therefore differ on the new master; the next runs write them to the replicas.",
                            Text.join(", ", accounts)),
                    List.of()));
        }
        List<Text> lookups = maintenance.differingLookups(id);
        if (!lookups.isEmpty()) {
            lines.add(new Line(
                    "differing_lookups",
                    lookups.size(),
                    Text.of(
                            "The new master lacks these lookups of the old master, or has other values: {0}. The state"
                                    + " of the new master now counts.",
                            Text.join(", ", lookups)),
                    List.of()));
        }
        List<String> rules = new RuleTable(db).changing(id);
        if (!rules.isEmpty()) {
            lines.add(new Line(
                    "changed_by_rules",
                    rules.size(),
                    Text.of(
                            "Rules that may change documents were on for the new master: {0}. The values that they"
                                    + " changed now count.",
                            String.join(", ", rules)),
                    List.of()));
        }
        documents(
                "missing",
                OLD,
                """
                select w.master_id as id, :on as "on", coalesce(a.title, NAME, 'Document ' || w.master_id) as title
                from work w left join adoptions a using (replica_id, master_id)
                where w.replica_id = :id and not exists (select 1 from sync_map m
                  where m.replica_id = w.replica_id and m.master_id = w.master_id)
                and not exists (select 1 from replicas p where p.id <> :id
                  and exists (select 1 FOREIGN and o.master_id = w.master_id))
                order by 1""".replace("NAME", DocumentNames.titleOrFileName("w.master_id"))
                        .replace("FOREIGN", OtherCopies.FOREIGN.replace(":other", "p.id")),
                id,
                Text.of("The new master lacks documents that only the old master has."));
        documents(
                "excluded",
                OLD,
                """
                select master_id as id, :on as "on", title from unselected where replica_id = :id order by 1""",
                id,
                Text.of("Rules excluded documents: the new master lacks these documents, or has old copies of them."));
        documents(
                "outdated",
                OLD,
                """
                select w.master_id as id, :on as "on", coalesce(m.title, 'Document ' || w.master_id) as title
                from work w join sync_map m using (replica_id, master_id)
                where w.replica_id = :id and (w.reason in ('changed', 'file', 'gone', 'link') or w.attempts > 0)
                  and not exists (select 1 from tombstones t where t.replica_id = w.replica_id
                    and t.kind = 'documents' and t.master_id = w.master_id and t.state not in ('DONE', 'RETURNED'))
                order by 1""",
                id,
                Text.of("The new master lacks changes of documents, or the documents themselves."));
        documents(
                "different",
                NEW,
                """
                select v.replica_doc_id as id, :on as "on", v.title from verifications v
                join sync_map m using (replica_id, master_id)
                where v.replica_id = :id and v.result = 'mismatch'
                  and v.verified_at >= coalesce(m.changed_at, '') order by 1""",
                id,
                Text.of("The last verification found that documents of the new master differ from the old master's"
                        + " documents."));
        documents(
                "returned",
                NEW,
                """
                select replica_object_id as id, :on as "on", title from tombstones
                where replica_id = :id and kind = 'documents' and state not in ('DONE', 'RETURNED') order by 1""",
                id,
                Text.of("Documents that were deleted on the old master were still on the new master when a run last"
                        + " looked, and stay."));
        returnedLookups(id);
        documents(
                "in_flight",
                NEW,
                """
                select replica_doc_id as id, :on as "on", coalesce(TITLE, file_name) as title from uploads
                where replica_id = :id and state in ('PLANNED', 'POSTED', 'CONSUMED') and posting_at is not null
                order by 1, 3""".replace("TITLE", DocumentNames.title("uploads.master_id")),
                id,
                Text.of("Uploads to the new master were not finished. The new master may have these documents without"
                        + " their metadata."));
        documents(
                "twice",
                NEW,
                """
                select replica_doc_id as id, :on as "on", 'Document ' || replica_doc_id as title from replaced_copies
                where replica_id = :id and (state in ('OPEN', 'ACTING') or """ + ReplacedCopies.KEPT + ") order by 1",
                id,
                Text.of("The new master still has old copies of documents whose file was replaced: delete these"
                        + " copies."));
    }

    private void returnedLookups(long id) {
        List<Text> names = new Coverage(db)
                .retainedLookups(id).stream().map(Coverage.RetainedLookup::name).toList();
        if (!names.isEmpty()) {
            lines.add(new Line(
                    "returned_lookups",
                    names.size(),
                    Text.of(
                            "Lookups that were deleted on the old master are still on the new master, and stay: {0}.",
                            Text.join(", ", names)),
                    List.of()));
        }
    }

    private void others(long promoted) {
        db.write()
                .sql("select * from replicas where id <> ? order by id")
                .param(promoted)
                .query(Rows.of(Replica.class))
                .list()
                .forEach(replica -> other(promoted, replica));
    }

    private void other(long promoted, Replica replica) {
        documents(
                "foreign",
                replica.name(),
                ofOther(OtherCopies.FOREIGN, replica),
                promoted,
                Text.of(
                        "Replica \"{0}\" has documents that the new master lacks. These documents became foreign, and"
                                + " stay.",
                        replica.name()));
        boolean newer = documents(
                SwitchoverReport.NEWER,
                replica.name(),
                ofOther(OtherCopies.NEWER, replica),
                promoted,
                Text.of(
                        "Replica \"{0}\" has newer states of documents than the new master. Nothing is written to this"
                                + " replica before you accept a dry run.",
                        replica.name()));
        boolean newerLookups = newerLookups(promoted, replica);
        if ((newer || newerLookups) && !replica.dryRunFirst()) {
            dryRunFirst.add(replica.id());
        }
    }

    private boolean newerLookups(long promoted, Replica replica) {
        long count = new OtherCopies(db).countLookups(replica.id(), promoted);
        if (count > 0) {
            lines.add(new Line(
                    SwitchoverReport.NEWER_LOOKUPS,
                    count,
                    Text.of(
                            "Runs changed lookups of replica \"{0}\" after the last run of the new master. Nothing is"
                                    + " written to this replica before you accept a dry run.",
                            replica.name()),
                    List.of()));
        }
        return count > 0;
    }

    private static String ofOther(String rows, Replica replica) {
        return "select o.replica_doc_id as id, :on as \"on\", coalesce(o.title, 'Document ' || o.replica_doc_id)"
                + " as title "
                + rows.replace(":other", String.valueOf(replica.id()))
                + " order by 1";
    }

    private void closed(Replica promoted) {
        closed("work", Text.of("Work items from before the switchover were closed."), "select count(*) from work");
        closed("uploads", Text.of("Uploads to other replicas were closed if no byte had been sent."), """
                select count(*) from uploads where state = 'PLANNED' and posting_at is null""");
        closed("deletions", Text.of("Undecided deletions from before the switchover were closed."), """
                select count(*) from tombstones where state in ('OPEN', 'HELD', 'APPROVED', 'ACTING')""");
        add(
                "kept",
                Text.of("Replicas kept lookups that the new master lacks: these lookups became foreign, and the next"
                        + " runs remove them from the copies."),
                count("""
                        select count(*) from tombstones t, (select ? as id) p
                        where t.state = 'REJECTED' and t.kind <> 'documents' and t.replica_id <> p.id
                          and not exists (select 1 from lookup_map l where l.replica_id = p.id and l.kind = t.kind
                            and l.master_id = t.master_id and l.master_id > 0)""", promoted.id()));
        closed(
                "adoptions",
                Text.of("Offered adoptions from before the switchover were closed."),
                "select count(*) from adoptions");
        closed(
                "lookups",
                Text.of("The creation of lookups was not confirmed; the next runs find these lookups by name."),
                """
                select count(*) from lookup_intents""");
        closed("verifications", Text.of("Results of verifications were removed: every copy is verified again."), """
                select count(*) from verifications""");
        closed("drills", Text.of("Results of drills were removed."), "select count(*) from drills");
        closed(
                "probes",
                Text.of("Tags \"pngx-controller-probe-...\" were left on the new master: delete them."),
                "select count(*) from probes where replica_id = " + promoted.id());
        closed(
                "rules",
                Text.of("Rules that were on only for the new master are off for the old master."),
                """
                select count(*) from rule_replicas where replica_id =\s""" + promoted.id());
        closed(
                "rules_everywhere",
                Text.of("Rules that are on for every replica apply to the old master, too."),
                "select count(*) from rules where everywhere = 1");
        closed(
                "pings",
                Text.of("The ping of the new master was removed: add a ping for the old master."),
                """
                select count(*) from alert_targets where replica_id =\s""" + promoted.id());
    }

    private void closed(String code, Text text, String sql) {
        add(code, text, db.write().sql(sql).query(Long.class).single());
    }

    private void add(String code, Text text, long count) {
        if (count > 0) {
            lines.add(new Line(code, count, text, List.of()));
        }
    }

    private long count(String sql, long id) {
        return db.write().sql(sql).param(id).query(Long.class).single();
    }

    /** @return whether there is a document */
    private boolean documents(String code, String on, String sql, long id, Text text) {
        List<Document> found = db.write()
                .sql(sql)
                .param("id", id)
                .param("on", on)
                .query(Rows.of(Document.class))
                .list();
        if (!found.isEmpty()) {
            lines.add(new Line(
                    code,
                    found.size(),
                    text,
                    found.stream().limit(SwitchoverReport.NAMED).toList()));
        }
        return !found.isEmpty();
    }
}
