package io.pngx.controller.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import io.pngx.controller.store.Database;
import io.pngx.controller.store.NewDatabase;
import io.pngx.controller.store.Replica;
import io.pngx.controller.store.Replicas;
import io.pngx.controller.store.Run;
import io.pngx.controller.store.Runs;
import io.pngx.controller.store.Tables;
import io.pngx.controller.text.Text;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.EnumSet;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReplicaStatusReaderTest {
    private static final int RUNS = 200;

    @TempDir
    private Path folder;

    @Test
    void aReplicaThatIsBlockedIsNeverSeenWellBetweenTwoRuns() {
        try (Database db = NewDatabase.open(folder.resolve("db.sqlite3"))) {
            Replicas replicas = new Replicas(db);
            Runs runs = new Runs(db);
            long id = replicas.add("attic", "http://attic:8000", "encrypted", true, null, 2);
            replicas.state(id, Replica.State.BLOCKED, Text.verbatim("Why."));
            ReplicaStatusReader reader = new ReplicaStatusReader(Tables.of(db), Clock.systemUTC());

            CompletableFuture<Void> going = CompletableFuture.runAsync(() -> {
                for (int i = 0; i < RUNS; i++) {
                    Run run = runs.queue(id, Run.Mode.INCREMENTAL).orElseThrow();
                    runs.started(run.id());
                    replicas.state(id, Replica.State.OK, null); // it answers
                    replicas.state(id, Replica.State.BLOCKED, Text.verbatim("Why."));
                    runs.finish(run.id(), Run.State.FAILED, Text.verbatim("Why."));
                }
            });
            Set<SyncState> seen = EnumSet.noneOf(SyncState.class);
            while (!going.isDone()) {
                reader.read().forEach(status -> seen.add(status.state()));
            }
            going.join();

            assertThat(seen).contains(SyncState.BLOCKED).isSubsetOf(SyncState.BLOCKED, SyncState.SYNCING);
        }
    }

    private static void addCopy(Database db, long replicaId, long masterId) {
        db.write()
                .sql("insert into sync_map(replica_id, master_id, replica_doc_id, file_checksum, synced_at)"
                        + " values (?, ?, ?, 'sha256', ?)")
                .params(replicaId, masterId, 1000 + masterId, Instant.now().toString())
                .update();
    }

    @Test
    void keptCountsEndWithTheNextCommit() {
        try (Database db = NewDatabase.open(folder.resolve("db.sqlite3"))) {
            long id = new Replicas(db).add("attic", "http://attic:8000", "encrypted", true, null, 2);
            ReplicaStatusReader reader = new ReplicaStatusReader(Tables.of(db), Clock.systemUTC());

            for (long document = 1; document <= 3; document++) {
                addCopy(db, id, document);
                for (int reading = 0; reading < 2; reading++) {
                    ReplicaStatus status = reader.read().get(0);
                    assertThat(status.counts().documents().inSync()).isEqualTo(document);
                    assertThat(status.readiness().facts().documents().copies()).isEqualTo(document);
                }
            }
        }
    }

    @Test
    void aTransactionThatIsNotCommittedYetIsNotCounted() {
        try (Database db = NewDatabase.open(folder.resolve("db.sqlite3"))) {
            long id = new Replicas(db).add("attic", "http://attic:8000", "encrypted", true, null, 2);
            ReplicaStatusReader reader = new ReplicaStatusReader(Tables.of(db), Clock.systemUTC());

            db.inTransaction(() -> {
                addCopy(db, id, 1);
                assertThat(reader.read().get(0).counts().documents().inSync()).isZero();
            });
            assertThat(reader.read().get(0).counts().documents().inSync()).isOne();
        }
    }
}
