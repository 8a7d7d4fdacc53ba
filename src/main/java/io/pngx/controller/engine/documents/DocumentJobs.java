package io.pngx.controller.engine.documents;

import io.pngx.controller.engine.session.Session;
import io.pngx.controller.store.FileVersion;
import io.pngx.controller.store.Mapping;
import io.pngx.controller.store.SyncMap;
import io.pngx.controller.store.Versions;
import io.pngx.controller.store.Work;
import java.util.List;
import java.util.Map;

/** Creates the jobs of a chunk. One query reads all mappings, and one query reads the files of all copies. */
public final class DocumentJobs {
    private final SyncMap mappings;
    private final Versions versions;

    public DocumentJobs(SyncMap mappings, Versions versions) {
        this.mappings = mappings;
        this.versions = versions;
    }

    /** @return a job for each work item whose document has a copy */
    public List<DocumentJob> of(Session session, List<Work> rows) {
        if (rows.isEmpty()) {
            return List.of();
        }
        Map<Long, Mapping> mapped = mappings.find(
                session.replicaId(), rows.stream().map(Work::masterId).toList());
        Map<Long, List<FileVersion>> files = versions.of(
                session.replicaId(),
                mapped.values().stream().map(Mapping::replicaDocId).toList());
        return rows.stream()
                .filter(row -> mapped.containsKey(row.masterId()))
                .map(row -> job(session, row, mapped.get(row.masterId()), files))
                .toList();
    }

    private static DocumentJob job(Session session, Work row, Mapping mapping, Map<Long, List<FileVersion>> files) {
        return new DocumentJob(session, row, mapping, files.getOrDefault(mapping.replicaDocId(), List.of()));
    }
}
