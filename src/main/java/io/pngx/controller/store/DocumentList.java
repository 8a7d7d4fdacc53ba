package io.pngx.controller.store;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Lists documents for pages and API: those of one replica (copies, documents with a work item, and documents that a
 * rule excludes), or some documents on every replica.
 */
public final class DocumentList {
    private final Database db;
    private final DocumentSearch search;

    public DocumentList(Database db) {
        this.db = db;
        this.search = new DocumentSearch(db);
    }

    /** Returns the number of documents that match, on all pages. */
    public long count(DocumentSearch.Filter filter) {
        return search.count(filter);
    }

    /**
     * Returns documents of one replica, ordered from the highest master id to the lowest.
     *
     * @param filter a filter of {@link DocumentSearch.Filter#ofReplica}
     */
    public List<DocumentStatus.Row> find(DocumentSearch.Filter filter) {
        return db.inSnapshot(() -> {
            List<DocumentStatus.Row> found = new ArrayList<>();
            DocumentSearch.Filter page = filter;
            // Rows without a status are not shown, so further documents are read until the page is full.
            while (page.limit() > 0) {
                List<Long> ids = search.find(page);
                rows(ids, filter.replicaId()).stream()
                        .filter(row -> row.status() != null)
                        .sorted(Comparator.comparing(DocumentStatus.Row::masterId)
                                .reversed())
                        .forEach(found::add);
                if (ids.size() < page.limit()) {
                    break;
                }
                page = DocumentSearch.Filter.ofReplica(
                        filter.replicaId(),
                        filter.status(),
                        filter.text(),
                        ids.get(ids.size() - 1),
                        filter.limit() - found.size());
            }
            return List.copyOf(found);
        });
    }

    static final String EVERYWHERE = """
            with k as (
              select r.id as replica_id, d.value as master_id, m.replica_doc_id,
                coalesce(m.title, TITLE) as title, case when m.title is null then FILE_NAME end as file_name,
                m.archive_serial_number, m.synced_at, m.contested_at, m.changed_at
              from json_each(:documents) d cross join replicas r on :replica is null or r.id = :replica
              left join sync_map m on m.replica_id = r.id and m.master_id = d.value)
            select COLUMNS from k JOINS
            order by k.master_id, k.replica_id""".replace("TITLE", DocumentNames.title("d.value"))
            .replace("FILE_NAME", DocumentNames.fileName("d.value"))
            .replace("COLUMNS", DocumentStatus.COLUMNS)
            .replace("JOINS", DocumentStatus.JOINS);

    /** Returns the status of documents on every replica, in one query, ordered by document and replica. */
    public List<DocumentStatus.Row> everywhere(Collection<Long> masterIds) {
        return rows(masterIds, null);
    }

    private List<DocumentStatus.Row> rows(Collection<Long> masterIds, Long replicaId) {
        return db.read()
                .sql(EVERYWHERE)
                .param("replica", replicaId)
                .param("documents", masterIds.stream().map(String::valueOf).collect(Collectors.joining(",", "[", "]")))
                .query(Rows.of(DocumentStatus.Row.class))
                .list();
    }
}
