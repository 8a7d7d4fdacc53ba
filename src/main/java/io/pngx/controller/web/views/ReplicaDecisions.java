package io.pngx.controller.web.views;

import io.pngx.controller.metrics.SyncState;
import io.pngx.controller.store.Changed;
import io.pngx.controller.store.Replica;
import io.pngx.controller.text.Text;
import io.pngx.controller.web.views.InboxEntry.Action;
import io.pngx.controller.web.views.InboxEntry.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Names what a user must decide before runs write to a replica, as entries of the inbox. */
final class ReplicaDecisions {
    private ReplicaDecisions() {}

    /** Returns the kinds of the decisions. */
    static List<Kind> kinds(Replica replica, SyncState state) {
        List<Kind> kinds = new ArrayList<>();
        if (replica.dryRunFirst()) {
            kinds.add(Kind.OLD_MASTER);
        }
        if (replica.acceptable() != null) {
            kinds.add(replica.acceptable() == Changed.MASTER ? Kind.CHANGED_MASTER : Kind.CHANGED_REPLICA);
        } else if (state == SyncState.BLOCKED && !replica.dryRunFirst() && replica.accepted() == null) {
            kinds.add(Kind.FROZEN);
        }
        return kinds;
    }

    static List<InboxEntry> entries(ReplicaState state) {
        return kinds(state.replica(), state.state()).stream()
                .map(kind -> entry(kind, state.replica()))
                .toList();
    }

    private static InboxEntry entry(Kind kind, Replica replica) {
        return switch (kind) {
            case CHANGED_MASTER ->
                entry(
                                kind,
                                replica,
                                Text.of(
                                        "The master is not the library that \"{0}\" was filled from, or is in an older "
                                                + "state; nothing is written to the replica until you accept the "
                                                + "library.",
                                        replica.name()))
                        .orTogether(count -> Text.of(
                                "The master is not the library that {0} replicas were filled from, or is in an older "
                                        + "state; nothing is written to a replica until you accept the library for it.",
                                count));
            case CHANGED_REPLICA ->
                entry(
                        kind,
                        replica,
                        Text.of(
                                "\"{0}\" is another instance, or was restored to an older state; nothing is written to "
                                        + "this replica until you accept it.",
                                replica.name()));
            case OLD_MASTER ->
                entry(
                        kind,
                        replica,
                        Text.of(
                                "\"{0}\" was the master, or has newer values than the master; nothing is written to "
                                        + "this replica until you have read and accepted a dry run.",
                                replica.name()));
            default -> frozen(replica);
        };
    }

    private static InboxEntry entry(Kind kind, Replica replica, Text sentence) {
        return InboxEntry.of(kind, replica, 1, sentence, null, page(replica), null);
    }

    private static InboxEntry frozen(Replica replica) {
        InboxEntry frozen = InboxEntry.of(
                Kind.FROZEN,
                replica,
                1,
                Text.of(
                        "Nothing is written to \"{0}\" until the cause is removed, or until you accept the change.",
                        replica.name()),
                replica.lastError(),
                page(replica),
                Action.post(
                        "/api/sync", Map.of("mode", "dry_run", "replica_id", replica.id()), Text.of("Dry run"), null));
        return frozen.reason() == null
                ? frozen
                : frozen.orTogether(count -> Text.of(
                        "Nothing is written to {0} replicas until the cause is removed, or until you accept the "
                                + "change.",
                        count));
    }

    private static String page(Replica replica) {
        return InboxEntry.page(replica) + "#replica-problem";
    }
}
