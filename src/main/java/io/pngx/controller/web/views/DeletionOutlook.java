package io.pngx.controller.web.views;

import io.pngx.controller.store.DeletionList;
import io.pngx.controller.store.DeletionMode;
import io.pngx.controller.store.KeyValues;
import io.pngx.controller.store.Replica;
import io.pngx.controller.store.Replicas;
import io.pngx.controller.store.Setting;
import io.pngx.controller.store.Tables;
import io.pngx.controller.store.Times;
import io.pngx.controller.store.Tombstone;
import io.pngx.controller.sync.Deletion;
import io.pngx.controller.text.Text;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;

/** Finds what is known about missing documents, and what happens to their copies next, for the page of deletions. */
public final class DeletionOutlook {
    private final DeletionList deletions;
    private final Replicas replicas;
    private final KeyValues settings;

    public DeletionOutlook(Tables tables) {
        this.deletions = tables.deletionList();
        this.replicas = tables.replicas();
        this.settings = tables.settings();
    }

    /**
     * What happens next with a deletion.
     *
     * @param notBefore earliest time at which a run decides; null: the next run can decide, or no decision is due
     */
    public record Next(Text sentence, String notBefore) {}

    /**
     * Returns a map from the id of each deletion to the time of the last comparison of its document. Unknown times are
     * omitted.
     */
    public Map<Long, String> comparedAt(List<DeletionView> rows) {
        Map<Long, String> times = new HashMap<>();
        deletions
                .comparedAt(rows.stream().map(DeletionView::id).toList())
                .forEach((id, at) -> times.put(id, Times.text(at)));
        return times;
    }

    /**
     * Returns a map from the id of each deletion to what happens next. The deletions must not wait for a user's
     * decision.
     */
    public Map<Long, Next> next(List<DeletionView> rows, Instant now) {
        DeletionMode mode = settings.get(Setting.DELETION_MODE);
        int interval = settings.get(Setting.SYNC_INTERVAL);
        Map<Long, Duration> intervals = replicas.all().stream()
                .collect(Collectors.toMap(
                        Replica::id,
                        replica ->
                                Duration.ofSeconds(Objects.requireNonNullElse(replica.intervalSeconds(), interval))));
        return rows.stream()
                .collect(Collectors.toMap(
                        DeletionView::id, row -> next(row, mode, intervals.get(row.replicaId()), now)));
    }

    private static Next next(DeletionView row, DeletionMode mode, Duration interval, Instant now) {
        boolean document = Tombstone.DOCUMENTS.equals(row.kind());
        return switch (row.phase()) {
            case OPEN, APPROVED, ACTING ->
                mode == DeletionMode.OFF
                        ? new Next(Text.of("Deletions are switched off, so nothing is deleted."), null)
                        : row.phase() == Tombstone.State.OPEN ? again(row, mode, interval, now) : deleted(document);
            case DONE ->
                new Next(
                        document
                                ? Text.of("The copy is in the replica's trash, or the trash was emptied.")
                                : Text.of("Deleted for good, because lookups have no trash."),
                        null);
            case REJECTED ->
                new Next(
                        Text.of("Kept on the replica. You are asked again only if the document or lookup returns to "
                                + "the master and is deleted again. Until then, you can still change your mind."),
                        null);
            case HELD, RETURNED -> new Next(Text.of("Runs compare the document or lookup again."), null);
        };
    }

    private static Next again(DeletionView row, DeletionMode mode, Duration interval, Instant now) {
        Instant decided = Times.instant(row.firstSeenAt()).plus(Deletion.confirmationGap(interval));
        return new Next(
                row.byRule() == null
                        ? Text.of(
                                mode == DeletionMode.HOLD
                                        ? "A run looks on the master once more, and then asks you."
                                        : "A run looks on the master once more, and then deletes on the replica, within "
                                                + "the limits. Beyond the limits, the run asks you.")
                        : Text.of(
                                mode == DeletionMode.HOLD
                                        ? "A run checks the rule once more, and then asks you."
                                        : "A run checks the rule once more, and then deletes on the replica, within the "
                                                + "limits. Beyond the limits, the run asks you."),
                decided.isAfter(now) ? Times.text(decided) : null);
    }

    private static Next deleted(boolean document) {
        return new Next(
                document
                        ? Text.of("The next run moves the copy to the replica's trash.")
                        : Text.of("The next run deletes the lookup on the replica."),
                null);
    }
}
