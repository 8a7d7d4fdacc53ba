package io.pngx.controller.web.views;

import com.fasterxml.jackson.annotation.JsonIgnore;
import io.pngx.controller.metrics.TakeoverDifferences;
import io.pngx.controller.store.Coverage;
import io.pngx.controller.sync.TakeoverChoice;
import io.pngx.controller.text.LowerCase;
import io.pngx.controller.text.Text;
import java.util.List;

/**
 * The steps and effects of a switchover to a replica.
 *
 * @param replicaName name that the user must type
 * @param masterUrl address of the master, which would become a replica
 * @param better replicas that would lose less, or are newer
 * @param versionIsLower whether the replica runs a lower version of paperless-ngx than the master
 * @param retained number of copies whose documents were deleted on the master
 * @param kept number of these copies that the user keeps
 * @param retainedDocuments the first of these copies
 * @param retainedLookups lookups that were deleted on the master, and are still on the replica
 * @param changingRules names of the rules that are on for the replica and may change documents
 * @param others other replicas that have documents, or newer states of documents, that the replica lacks
 * @param differences the same as the previous nine, for the page
 * @param open the switchover that is under way; null: none
 */
public record PromotionView(
        long replicaId,
        String replicaName,
        String replicaUrl,
        String masterUrl,
        ReadinessView readiness,
        List<Better> better,
        String replicaVersion,
        String masterVersion,
        boolean versionIsLower,
        long retained,
        long kept,
        List<Coverage.Missing> retainedDocuments,
        List<Coverage.RetainedLookup> retainedLookups,
        List<String> changingRules,
        List<TakeoverDifferences.Other> others,
        List<Text> steps,
        @JsonIgnore TakeoverDifferences differences,
        SwitchoverView open) {

    /** A replica that could be the better choice. */
    public record Better(long replicaId, String replicaName, String code, Text text) {
        static Better of(TakeoverChoice.Better other) {
            return new Better(other.replicaId(), other.replicaName(), LowerCase.of(other.code()), other.text());
        }
    }

    /** @param others number of other replicas */
    public static PromotionView of(
            ReplicaView replica,
            String masterUrl,
            ReadinessView readiness,
            TakeoverDifferences differences,
            int others,
            SwitchoverView open) {
        return new PromotionView(
                replica.id(),
                replica.name(),
                replica.url(),
                masterUrl,
                readiness,
                differences.better().stream().map(Better::of).toList(),
                differences.replicaVersion(),
                differences.masterVersion(),
                differences.isVersionLower(),
                differences.retained(),
                differences.kept(),
                differences.documents(),
                differences.lookups(),
                differences.changingRules(),
                differences.others(),
                List.of(
                        Text.of("In a planned switchover, a full run compares all documents, runs copy the last "
                                + "changes of the master, and a verification reads the copies that were changed "
                                + "since their last verification. A failover omits this step."),
                        Text.of("The open runs end, and the database is backed up."),
                        Text.of(
                                "\"{0}\" at {1} becomes the master; from then on, the controller only reads it.",
                                replica.name(), replica.url()),
                        Text.of(
                                "The old master at {0} becomes a replica that is switched off. Nothing is written to "
                                        + "this replica before you have accepted a dry run.",
                                masterUrl),
                        others == 0
                                ? Text.of("No document is uploaded again: all mappings are kept.")
                                : Text.of(
                                        "The other replicas ({0}) follow the new master. No document is uploaded "
                                                + "again: all mappings are kept.",
                                        others),
                        Text.of("Until the first change is written to a replica, you can undo the switchover.")),
                differences,
                open);
    }
}
