package io.pngx.controller.metrics;

import io.pngx.controller.store.Coverage;
import io.pngx.controller.store.OtherCopies;
import io.pngx.controller.store.Replica;
import io.pngx.controller.store.RuleTable;
import io.pngx.controller.store.Tables;
import io.pngx.controller.sync.Releases;
import io.pngx.controller.sync.TakeoverChoice;
import io.pngx.controller.text.Text;
import java.time.Instant;
import java.util.List;

/**
 * How a replica would differ as the master, beyond the documents that would be missing or old. The page of the
 * switchover, the API and the command {@code promote} show the same.
 *
 * @param better replicas that would lose less, or are newer
 * @param replicaVersion version of paperless-ngx on the replica when it was last read; null: not known
 * @param masterVersion version of paperless-ngx on the master when it was last read; null: not known
 * @param retained number of copies whose documents were deleted on the master
 * @param kept number of these copies that the user keeps
 * @param documents the first of these copies, each with the reason why the copy is still there
 * @param lookups lookups that were deleted on the master, each with the reason why the lookup is still there
 * @param changingRules names of the rules that are on for the replica and may change documents
 * @param others other replicas that have documents, or newer states of documents, that the replica lacks
 */
public record TakeoverDifferences(
        List<TakeoverChoice.Better> better,
        String replicaVersion,
        String masterVersion,
        long retained,
        long kept,
        List<Coverage.Missing> documents,
        List<Coverage.RetainedLookup> lookups,
        List<String> changingRules,
        List<Other> others) {

    /**
     * What another replica has.
     *
     * @param unknown number of documents that the replica does not know
     * @param newer number of documents of which the other replica has a newer state
     * @param lookups number of lookups of the other replica that runs changed after the last run of the replica
     * @param unknownDocuments the first of the unknown documents
     * @param newerDocuments the first of the documents with a newer state
     */
    public record Other(
            long replicaId,
            String replicaName,
            long unknown,
            long newer,
            long lookups,
            List<OtherCopies.Row> unknownDocuments,
            List<OtherCopies.Row> newerDocuments) {
        /** Returns a sentence about the unknown documents; null: there are none. */
        public Text unknownText() {
            return unknown == 0
                    ? null
                    : Text.plural(
                            unknown,
                            "Replica \"{0}\" has {1} document that this replica lacks. After a failover, it is"
                                    + " foreign.",
                            "Replica \"{0}\" has {1} documents that this replica lacks. After a failover, they are"
                                    + " foreign.",
                            replicaName,
                            unknown);
        }

        /** Returns a sentence about the documents with a newer state; null: there are none. */
        public Text newerText() {
            return newer == 0
                    ? null
                    : Text.plural(
                            newer,
                            "Replica \"{0}\" has a newer state of {1} document. After a failover, nothing is written to"
                                    + " \"{0}\" before you accept a dry run.",
                            "Replica \"{0}\" has newer states of {1} documents. After a failover, nothing is written to"
                                    + " \"{0}\" before you accept a dry run.",
                            replicaName,
                            newer);
        }

        /** Returns a sentence about the changed lookups; null: there are none. */
        public Text lookupsText() {
            return lookups == 0
                    ? null
                    : Text.plural(
                            lookups,
                            "A run changed {1} lookup of replica \"{0}\" after the last run of this replica. After a"
                                    + " failover, nothing is written to \"{0}\" before you accept a dry run.",
                            "Runs changed {1} lookups of replica \"{0}\" after the last run of this replica. After a"
                                    + " failover, nothing is written to \"{0}\" before you accept a dry run.",
                            replicaName,
                            lookups);
        }
    }

    /** @param listed maximum number of documents */
    public static TakeoverDifferences read(Tables tables, Replica replica, int listed) {
        Coverage coverage = tables.coverage();
        Coverage.RetainedCopies retained = coverage.retained(replica.id());
        return new TakeoverDifferences(
                new ReadinessReader(tables).better(replica, Instant.now()),
                replica.version(),
                tables.settings().masterVersion().orElse(null),
                retained.all(),
                retained.kept(),
                coverage.retained(replica.id(), listed),
                coverage.retainedLookups(replica.id()),
                new RuleTable(tables.database()).changing(replica.id()),
                others(tables, replica, listed));
    }

    private static List<Other> others(Tables tables, Replica chosen, int listed) {
        OtherCopies copies = new OtherCopies(tables.database());
        return tables.database()
                .inSnapshot(() -> tables.replicas().all().stream()
                        .filter(other -> other.id() != chosen.id())
                        .map(other -> new Other(
                                other.id(),
                                other.name(),
                                copies.countUnknown(other.id(), chosen.id()),
                                copies.countNewer(other.id(), chosen.id()),
                                copies.countLookups(other.id(), chosen.id()),
                                copies.unknown(other.id(), chosen.id(), listed),
                                copies.newer(other.id(), chosen.id(), listed)))
                        .filter(other -> other.unknown() + other.newer() + other.lookups() > 0)
                        .toList());
    }

    /** Returns whether the replica runs a lower version than the master; false if a version is not known. */
    public boolean isVersionLower() {
        return replicaVersion != null && masterVersion != null && Releases.isNewer(masterVersion, replicaVersion);
    }

    /** Returns the sentence that the replica runs a lower version than the master; null: its version is not lower. */
    public Text version() {
        return isVersionLower()
                ? Text.of(
                        "The replica runs paperless-ngx {0}, a lower version than the master ({1}). After a"
                                + " takeover, users lack what only the newer version can do.",
                        replicaVersion, masterVersion)
                : null;
    }

    /** Returns the sentence that rules may have changed the copies, and what to do about it; null: no such rule is on. */
    public Text rules() {
        return changingRules.isEmpty()
                ? null
                : Text.of(
                        "Rules that may change documents are on for the replica: {0}. A planned switchover is refused"
                                + " until you switch them off, and then first makes the copies equal. After a"
                                + " failover, the values that rules changed are the values of the library.",
                        String.join(", ", changingRules));
    }

    /** Returns how many copies {@code documents} omits. */
    public long more() {
        return retained - documents.size();
    }
}
