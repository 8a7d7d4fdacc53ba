package io.pngx.controller.engine.adoption;

import io.pngx.controller.engine.session.IdChunks;
import io.pngx.controller.engine.session.Journal;
import io.pngx.controller.engine.session.Session;
import io.pngx.controller.store.Adoptions;
import io.pngx.controller.store.CopyIds;
import io.pngx.controller.store.Logs;
import io.pngx.controller.store.SyncMap;
import io.pngx.controller.store.Tables;
import io.pngx.controller.store.UploadedFiles;
import io.pngx.controller.text.Text;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
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

    /** Warns at the end of a run, when all adoptions of the run are decided; not again before the message changes. */
    public void warn(Session session) {
        List<Long> surplus = surplus(session);
        if (surplus.isEmpty()) {
            return;
        }
        Text message = Text.plural(
                surplus.size(),
                "{0} document of the replica that is not a copy has the same file as a copy: document {1}. Another"
                        + " controller may write to this replica: stop it, and delete the surplus document on the"
                        + " replica.",
                "{0} documents of the replica that are not copies have the same file as a copy, for example document"
                        + " {1}. Another controller may write to this replica: stop it, and delete the surplus"
                        + " documents on the replica.",
                String.valueOf(surplus.size()),
                String.valueOf(surplus.get(0)));
        if (logs.lastProblem(session.replicaId(), ACTION)
                .filter(message.toString()::equals)
                .isEmpty()) {
            journal.warn(session, null, ACTION, message);
        }
    }

    /** Returns these documents, lowest ids first. Leaves out offered adoptions, and documents of own uploads. */
    private List<Long> surplus(Session session) {
        long replicaId = session.replicaId();
        Map<Long, String> files = session.uploads().listedFiles();
        Set<String> twice = new HashSet<>();
        for (List<String> chunk : IdChunks.split(List.copyOf(Set.copyOf(files.values())), IdChunks.SIZE)) {
            twice.addAll(mappings.filesOfCopies(replicaId, chunk));
        }
        if (twice.isEmpty()) {
            return List.of();
        }
        CopyIds copies = mappings.ids(replicaId);
        Set<Long> offered = adoptions.page(replicaId, 0, Integer.MAX_VALUE).stream()
                .map(Adoptions.Adoption::replicaDocId)
                .collect(Collectors.toSet());
        return files.entrySet().stream()
                .filter(file -> twice.contains(file.getValue()))
                .map(Map.Entry::getKey)
                .filter(id -> !copies.isCopy(id) && !offered.contains(id))
                .filter(id -> !uploadedFiles.mayHaveBrought(
                        replicaId, id, session.uploads().added(id), null, files.get(id), -1))
                .sorted()
                .toList();
    }
}
