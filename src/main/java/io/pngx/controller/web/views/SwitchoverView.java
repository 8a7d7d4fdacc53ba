package io.pngx.controller.web.views;

import com.fasterxml.jackson.annotation.JsonIgnore;
import io.pngx.controller.store.ReturnedDocument;
import io.pngx.controller.store.Switchover;
import io.pngx.controller.store.SwitchoverReport;
import io.pngx.controller.store.Times;
import io.pngx.controller.text.LowerCase;
import io.pngx.controller.text.Text;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/**
 * A switchover as the API and the pages show it.
 *
 * @param oldMasterId id of the replica that the old master became; null: no swap took place
 * @param runId run that the switchover waits for; null: none
 * @param reason why the controller gave up, or why the undo requires a dry run; null: neither
 * @param canUndo whether the switchover can still be undone
 * @param report the effects of the swap; null: no swap took place
 * @param returned number of documents on the old master, by finding; empty: no dry run yet
 */
public record SwitchoverView(
        long id,
        String kind,
        String state,
        long replicaId,
        String replicaName,
        String replicaUrl,
        String masterUrl,
        String oldMasterName,
        Long oldMasterId,
        String requestedAt,
        String requestedBy,
        Long runId,
        Text reason,
        String backup,
        String swappedAt,
        boolean canUndo,
        SwitchoverReport report,
        Map<String, Long> returned) {

    /** @param found number of documents on the old master, by finding of the dry runs */
    public static SwitchoverView of(Switchover row, Map<ReturnedDocument.Finding, Long> found) {
        Map<String, Long> returned = new LinkedHashMap<>();
        found.forEach((finding, count) -> returned.put(LowerCase.of(finding), count));
        return new SwitchoverView(
                row.id(),
                LowerCase.of(row.kind()),
                LowerCase.of(row.state()),
                row.replicaId(),
                row.replicaName(),
                row.replicaUrl(),
                row.masterUrl(),
                row.oldMasterName(),
                row.oldMasterId(),
                Times.text(row.requestedAt()),
                row.requestedBy(),
                row.runId(),
                row.reason(),
                row.backup(),
                Times.text(row.swappedAt()),
                row.canBeUndone(),
                row.report() == null ? null : SwitchoverReport.of(row.report()),
                returned);
    }

    /** Returns whether the switchover is under way, and its swap has not taken place yet. */
    @JsonIgnore
    public boolean isOpen() {
        return Switchover.State.valueOf(state.toUpperCase(Locale.ROOT)).isOpen();
    }

    /** Returns whether the controller gave up. */
    @JsonIgnore
    public boolean isFailed() {
        return state.equals("given_up");
    }

    /** Returns the current step of an open planned switchover, from 1; 0: a failover, which has only one step. */
    @JsonIgnore
    public int step() {
        return kind.equals("planned")
                ? Switchover.State.valueOf(state.toUpperCase(Locale.ROOT)).ordinal() + 1
                : 0;
    }

    /** Returns a title with the kind of the switchover and the name of the replica. */
    @JsonIgnore
    public Text title() {
        return kind.equals("planned")
                ? Text.of("Planned switchover to {0}", replicaName)
                : Text.of("Failover to {0}", replicaName);
    }

    /** Returns who requested the switchover. */
    @JsonIgnore
    public Text requester() {
        return Switchover.author(requestedBy);
    }

    /** Returns the title of a document of the report, with its instance and id. */
    public Text named(SwitchoverReport.Document document) {
        String title = String.valueOf(document.title());
        String id = String.valueOf(document.id());
        return switch (document.on()) {
            case "old master" -> Text.of("{0} (old master, {1})", title, id);
            case "new master" ->
                document.id() == null
                        ? Text.of("{0} (new master)", title)
                        : Text.of("{0} (new master, {1})", title, id);
            default -> Text.of("{0} ({1}, {2})", title, document.on(), id);
        };
    }

    /** Returns the state as one sentence for users. */
    @JsonIgnore
    public Text sentence() {
        return switch (Switchover.State.valueOf(state.toUpperCase(Locale.ROOT))) {
            case CATCHING_UP ->
                Text.of("A full run compares all documents, and runs copy the last changes of the master.");
            case VERIFYING -> Text.of("A verification reads the copies that were not verified since a run wrote them.");
            case LAST_RUN -> Text.of("A last run copies the changes that were made during the verification.");
            case SWAPPING -> Text.of("The open runs end, then the replica becomes the master.");
            case DONE -> Text.of("\"{0}\" became the master.", replicaName);
            case UNDONE ->
                reason == null
                        ? Text.of("The switchover was undone.")
                        : Text.of(
                                "The switchover was undone. {1} Runs write to \"{0}\" only after an accepted dry run.",
                                replicaName, reason);
            case GIVEN_UP -> Switchover.failure(replicaName, reason);
            case CANCELLED -> Text.of("The switchover was cancelled.");
        };
    }
}
