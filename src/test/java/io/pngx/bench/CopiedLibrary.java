package io.pngx.bench;

import io.pngx.controller.store.Times;
import io.pngx.simulator.DocumentView;
import io.pngx.simulator.NewDocument;
import io.pngx.simulator.Paperless;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;

/** A library that the replica already holds, so that a measurement need not send all files first. */
final class CopiedLibrary {
    private CopiedLibrary() {}

    static void fill(Paperless master, Paperless replica, int size) {
        replica.library().documentIdsFrom(1_000_000);
        Instant old = Instant.now().minusSeconds(86_400);
        for (int i = 1; i <= size; i++) {
            for (Paperless each : List.of(master, replica)) {
                each.library()
                        .add(NewDocument.text("paper " + i + ".txt", "The text of paper " + i + ".")
                                .title("Paper number " + i)
                                .owner(2)
                                .added(old)
                                .modified(old));
            }
        }
    }

    /** Writes the mappings of the copies into the database, as after uploads. The controller must not run. */
    static void map(Path database, long replicaId, Paperless master, Paperless replica) throws SQLException {
        List<DocumentView> originals = master.library().documents();
        List<DocumentView> copies = replica.library().documents();
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + database)) {
            connection.setAutoCommit(false);
            for (int i = 0; i < originals.size(); i++) {
                enter(connection, replicaId, originals.get(i), copies.get(i));
            }
            connection.commit();
        }
    }

    private static void enter(Connection connection, long replicaId, DocumentView original, DocumentView copy)
            throws SQLException {
        execute(
                connection,
                "insert into sync_map (replica_id, master_id, replica_doc_id, file_checksum, synced_at, added,"
                        + " replica_added, title) values (?, ?, ?, ?, ?, ?, ?, ?)",
                replicaId,
                original.id(),
                copy.id(),
                original.sha256(),
                Times.text(original.added()),
                Times.text(original.added()),
                Times.text(copy.added()),
                original.title());
        execute(
                connection,
                "insert into file_versions (replica_id, replica_doc_id, replica_version_id, master_version_id, md5,"
                        + " sha256, state) values (?, ?, ?, ?, ?, ?, 'LIVE')",
                replicaId,
                copy.id(),
                copy.id(),
                original.id(),
                original.md5(),
                original.sha256());
    }

    private static void execute(Connection connection, String sql, Object... values) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            for (int i = 0; i < values.length; i++) {
                statement.setObject(i + 1, values[i]);
            }
            statement.executeUpdate();
        }
    }
}
