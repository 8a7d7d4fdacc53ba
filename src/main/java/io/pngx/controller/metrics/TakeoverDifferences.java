package io.pngx.controller.metrics;

import io.pngx.controller.store.Coverage;
import io.pngx.controller.store.Database;
import io.pngx.controller.store.KeyValues;
import io.pngx.controller.store.Replica;
import io.pngx.controller.sync.Releases;
import io.pngx.controller.sync.TakeoverChoice;
import io.pngx.controller.text.Text;
import java.time.Instant;
import java.util.List;

/**
 * How a replica would differ as the master, beyond the documents that would be missing or old. The page of the
 * switchover and the command {@code promote} show the same.
 *
 * @param better replicas that would lose less, or are newer
 * @param version sentence that the replica runs a lower version of paperless-ngx than the master; null: the version is
 *     not lower, or the version of the master is not known
 * @param retained number of copies whose documents were deleted on the master
 * @param documents the first of these copies, each with the reason why the copy is still there
 */
public record TakeoverDifferences(
        List<TakeoverChoice.Better> better, Text version, long retained, List<Coverage.Missing> documents) {

    /** @param listed maximum number of documents */
    public static TakeoverDifferences read(Database db, Replica replica, int listed) {
        Coverage coverage = new Coverage(db);
        return new TakeoverDifferences(
                new ReadinessReader(db).better(replica, Instant.now()),
                new KeyValues(db)
                        .masterVersion()
                        .filter(master -> replica.version() != null && Releases.isNewer(master, replica.version()))
                        .map(master -> Text.of(
                                "The replica runs paperless-ngx {0}, a lower version than the master ({1}). After a"
                                        + " takeover, users lack what only the newer version can do.",
                                replica.version(), master))
                        .orElse(null),
                coverage.retained(replica.id()),
                coverage.retained(replica.id(), listed));
    }

    /** Returns how many copies {@code documents} omits. */
    public long more() {
        return retained - documents.size();
    }
}
