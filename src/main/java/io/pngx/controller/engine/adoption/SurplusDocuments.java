package io.pngx.controller.engine.adoption;

import io.pngx.controller.engine.session.Journal;
import io.pngx.controller.engine.session.Session;
import io.pngx.controller.store.Adoptions;
import io.pngx.controller.store.CopyIds;
import io.pngx.controller.store.Logs;
import io.pngx.controller.store.SyncMap;
import io.pngx.controller.store.Tables;
import io.pngx.controller.store.UploadedFiles;
import io.pngx.controller.text.Text;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Warns of foreign documents that have the same file as a copy, because another controller may write to the replica: a
 * v3 replica accepts equal bytes twice. Uses the checksums that the search for adoptions listed, and makes no calls.
 */
public final class SurplusDocuments {
    private static final String ACTION = "surplus";

    private final SyncMap mappings;
    private final Adoptions adoptions;
    private final UploadedFiles uploadedFiles;
    private final Logs logs;
    private final Journal journal;

    public SurplusDocuments(Tables tables, Journal journal) {
        this.mappings = tables.mappings();
        this.adoptions = tables.adoptions();
        this.uploadedFiles = tables.uploadedFiles();
        this.logs = tables.logs();
        this.journal = journal;
    }

    /**
     * Warns at the end of a run that uploaded documents, when all adoptions of the run are decided. Names the newest
     * document, and warns again only if the newest document is another one.
     */
    public void warn(Session session) {
        newest(session).ifPresent(id -> {
            Text message = Text.of(
                    "Documents of the replica that are not copies have the same file as a copy, for example document"
                            + " {0}. If another controller writes to this replica, stop that controller, and delete"
                            + " these documents. If a user added these documents, nothing needs to be done.",
                    String.valueOf(id));
            if (!logs.lastProblem(session.replicaId(), ACTION).equals(Optional.of(message.toString()))) {
                journal.warn(session, null, ACTION, message);
            }
        });
    }

    /** Leaves out documents that are offered for adoption, and documents that an upload of the controller brought. */
    private Optional<Long> newest(Session session) {
        long replicaId = session.replicaId();
        NavigableMap<Long, String> files = session.uploads().listedFiles();
        Set<String> twice = files.isEmpty() ? Set.of() : mappings.filesOfCopies(replicaId, files.values());
        if (twice.isEmpty()) {
            return Optional.empty();
        }
        CopyIds copies = mappings.ids(replicaId);
        Set<Long> offered = adoptions.page(replicaId, 0, Integer.MAX_VALUE).stream()
                .map(Adoptions.Adoption::replicaDocId)
                .collect(Collectors.toSet());
        return files.descendingMap().entrySet().stream()
                .filter(file -> twice.contains(file.getValue()))
                .map(Map.Entry::getKey)
                .filter(id -> !copies.isCopy(id) && !offered.contains(id))
                .filter(id -> !uploadedFiles.mayHaveBrought(
                        replicaId, id, session.uploads().added(id), null, files.get(id), -1))
                .findFirst();
    }
}
