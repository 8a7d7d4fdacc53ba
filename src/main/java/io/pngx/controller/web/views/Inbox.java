package io.pngx.controller.web.views;

import io.pngx.controller.config.Build;
import io.pngx.controller.rules.RuleCatalogue;
import io.pngx.controller.store.AdoptionOffers;
import io.pngx.controller.store.Database;
import io.pngx.controller.store.HeldDeletions;
import io.pngx.controller.store.KeyValues;
import io.pngx.controller.store.Replica;
import io.pngx.controller.store.Tables;
import io.pngx.controller.store.WorkQueue;
import io.pngx.controller.sync.Backoff;
import io.pngx.controller.sync.Releases;
import io.pngx.controller.text.Text;
import io.pngx.controller.web.views.InboxEntry.Action;
import io.pngx.controller.web.views.InboxEntry.Kind;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/**
 * Lists everything that waits for a user's decision, and a newer release. The number of SQL statements depends neither
 * on the number of replicas nor on the number of entries.
 */
public final class Inbox {
    private final Database db;
    private final Overview overview;
    private final SwitchoverViews switchovers;
    private final Supplier<List<RuleCatalogue.Entry>> rules;
    private final KeyValues settings;
    private final HeldDeletions heldDeletions;
    private final AdoptionOffers offers;
    private final WorkQueue work;
    private final DrillEntries drills;
    private final String version = Build.read().version();

    public Inbox(
            Tables tables, Overview overview, SwitchoverViews switchovers, Supplier<List<RuleCatalogue.Entry>> rules) {
        this.db = tables.database();
        this.overview = overview;
        this.switchovers = switchovers;
        this.rules = rules;
        settings = tables.settings();
        heldDeletions = tables.heldDeletions();
        offers = tables.adoptionOffers();
        work = tables.work();
        drills = new DrillEntries(tables);
    }

    /** Returns the entries, most urgent first. */
    public List<InboxEntry> entries() {
        return db.inSnapshot(() -> {
            List<InboxEntry> entries = new ArrayList<>();
            List<ReplicaState> states = overview.states();
            switchover(entries);
            states.forEach(each -> entries.addAll(ReplicaDecisions.entries(each)));
            rules.get().forEach(rule -> rule(rule, entries));
            deletions(states, entries);
            adoptions(states, entries);
            failedDocuments(states, entries);
            entries.addAll(drills.of(states));
            release(entries);
            entries.sort(Comparator.comparing(InboxEntry::kind));
            return List.copyOf(entries);
        });
    }

    /** Returns the entries as the dashboard shows them: entries with the same cause together. */
    public List<InboxGroup> groups() {
        return InboxGroup.of(entries());
    }

    private void switchover(List<InboxEntry> entries) {
        switchovers
                .current()
                .filter(SwitchoverView::isFailed)
                .ifPresent(failed -> entries.add(new InboxEntry(
                        Kind.SWITCHOVER_FAILED,
                        failed.replicaId(),
                        failed.replicaName(),
                        null,
                        1,
                        Text.of(
                                "The switchover to \"{0}\" did not take place; the master stays the master.",
                                failed.replicaName()),
                        failed.reason(),
                        "/switchovers",
                        null)));
    }

    private static void rule(RuleCatalogue.Entry rule, List<InboxEntry> entries) {
        if (rule.problem() == null && (rule.state().equals("running") || !rule.isOn())) {
            return;
        }
        entries.add(new InboxEntry(
                Kind.RULE,
                null,
                null,
                rule.name(),
                1,
                sentence(rule),
                rule.problem() == null
                        ? null
                        : RuleView.Problem.of(rule.problem()).sentence(),
                "/rules/" + rule.name(),
                null));
    }

    private static Text sentence(RuleCatalogue.Entry rule) {
        if (rule.state().equals("running")) {
            return Text.of(
                    "The new text of the rule \"{0}\" can't be used; the last good text stays active.", rule.name());
        }
        if (!rule.isOn()) {
            return Text.of(
                    "The text of the rule \"{0}\" can't be used; the rule is off, so nothing depends on it.",
                    rule.name());
        }
        Text what = rule.state().equals("stopped")
                ? Text.of("The rule \"{0}\" is stopped", rule.name())
                : Text.of("The rule \"{0}\" can't be used", rule.name());
        return rule.hooks().contains("select") || rule.hooks().contains("transform")
                ? Text.of("{0}; nothing is sent to the replicas for which it is on.", what)
                : Text.of("{0}; the rule is not called.", what);
    }

    private void deletions(List<ReplicaState> states, List<InboxEntry> entries) {
        Map<Long, Long> held = heldDeletions.byReplica();
        long count = held.values().stream().mapToLong(Long::longValue).sum();
        if (count == 0) {
            return;
        }
        Replica only = held.size() > 1
                ? null
                : states.stream()
                        .map(ReplicaState::replica)
                        .filter(replica -> held.containsKey(replica.id()))
                        .findFirst()
                        .orElse(null);
        entries.add(new InboxEntry(
                Kind.HELD_DELETIONS,
                only == null ? null : only.id(),
                only == null ? null : only.name(),
                null,
                count,
                deletions(count, only, held.size()),
                null,
                "/deletions",
                null));
    }

    private static Text deletions(long count, Replica only, int replicas) {
        if (only == null) {
            return Text.of(
                    "{0} deletions on {1} replicas wait; until you decide, they are not carried out.", count, replicas);
        }
        return Text.plural(
                count,
                "{0} deletion on \"{1}\" waits; until you decide, it is not carried out.",
                "{0} deletions on \"{1}\" wait; until you decide, they are not carried out.",
                count,
                only.name());
    }

    private void adoptions(List<ReplicaState> states, List<InboxEntry> entries) {
        Map<Long, Long> offered = offers.all();
        for (ReplicaState each : states) {
            Replica replica = each.replica();
            Long count = offered.get(replica.id());
            if (count != null) {
                entries.add(InboxEntry.of(
                        Kind.ADOPTION,
                        replica,
                        count,
                        Text.plural(
                                count,
                                "\"{0}\" already holds {1} document of the master; until you adopt it, it "
                                        + "is not synchronised.",
                                "\"{0}\" already holds {1} documents of the master; until you adopt them, "
                                        + "they are not synchronised.",
                                replica.name(),
                                count),
                        null,
                        InboxEntry.page(replica) + "#adoption",
                        Action.post(
                                "/api/replicas/" + replica.id() + "/accept",
                                Map.of("what", "adoption"),
                                Text.of("Adopt"),
                                Text.of("Adopt? The next run replaces the metadata on the replica by the metadata of "
                                        + "the master."))));
            }
        }
    }

    /** Adds documents that waiting does not help: paperless-ngx refused their file, or they failed often. */
    private void failedDocuments(List<ReplicaState> states, List<InboxEntry> entries) {
        Map<Long, WorkQueue.Failed> all = work.failed(Backoff.FAILURES_UNTIL_DAILY);
        for (ReplicaState each : states) {
            Replica replica = each.replica();
            WorkQueue.Failed failed = all.getOrDefault(replica.id(), new WorkQueue.Failed(0, 0, 0));
            long wrong = failed.refused();
            if (wrong > 0) {
                entries.add(failed(
                        replica,
                        wrong,
                        Text.plural(
                                wrong,
                                "\"{1}\" refused the file of {0} document. The controller tries again;"
                                        + " if \"{1}\" refuses the file again, see the document: correct it on the"
                                        + " master, exclude it with a rule, or remove the cause on the replica.",
                                "\"{1}\" refused the files of {0} documents. The controller tries again;"
                                        + " if \"{1}\" refuses the files again, see the documents: correct them on the"
                                        + " master, exclude them with a rule, or remove the cause on the replica.",
                                wrong,
                                replica.name())));
            }
            long waiting = failed.waiting();
            if (waiting > 0) {
                entries.add(failed(
                        replica,
                        waiting,
                        Text.plural(
                                waiting,
                                "\"{1}\" did not store the file of {0} document as it was sent. The controller does "
                                        + "not try again; see the document.",
                                "\"{1}\" did not store the files of {0} documents as they were sent. The controller "
                                        + "does not try again; see the documents.",
                                waiting,
                                replica.name())));
            }
            long count = failed.often();
            if (count > 0) {
                entries.add(failed(
                        replica,
                        count,
                        Text.plural(
                                count,
                                "{0} document could not be copied to \"{1}\" after several attempts; the "
                                        + "controller tries it again once a day.",
                                "{0} documents could not be copied to \"{1}\" after several attempts; the "
                                        + "controller tries them again once a day.",
                                count,
                                replica.name())));
            }
        }
    }

    private static InboxEntry failed(Replica replica, long count, Text sentence) {
        return InboxEntry.of(
                Kind.FAILED_DOCUMENTS,
                replica,
                count,
                sentence,
                null,
                InboxEntry.page(replica) + "?status=failed#document-filter",
                null);
    }

    private void release(List<InboxEntry> entries) {
        settings.get(KeyValues.NEWER_RELEASE)
                .filter(release -> Releases.isNewer(release, version))
                .ifPresent(release -> entries.add(new InboxEntry(
                        Kind.NEW_RELEASE,
                        null,
                        null,
                        null,
                        1,
                        Text.of("pngx-controller {0} is available; this is version {1}.", release, version),
                        null,
                        "/settings/notifications",
                        null)));
    }
}
