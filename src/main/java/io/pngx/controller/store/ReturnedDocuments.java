package io.pngx.controller.store;

import io.pngx.controller.text.LowerCase;
import java.time.Instant;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** Table {@code returned_documents}: findings of dry runs about documents of old masters. */
public final class ReturnedDocuments {
    private final Database db;

    public ReturnedDocuments(Database db) {
        this.db = db;
    }

    /**
     * Deletes findings that earlier runs recorded, because this dry run records them again.
     *
     * @param runId the dry run
     * @param all whether to delete all findings, and not only those about documents that the new master never had
     * @param documentId deletes only findings about this document of the old master; null: about all documents
     */
    public void forgetEarlier(long switchoverId, long runId, boolean all, Long documentId) {
        db.write()
                .sql("delete from returned_documents where switchover_id = :switchover and run_id is not :run"
                        + " and (:all or finding = 'left_behind' and master_id is null)"
                        + (documentId == null ? "" : " and document_id = :document"))
                .param("switchover", switchoverId)
                .param("run", runId)
                .param("all", all)
                .param("document", documentId)
                .update();
    }

    /** Adds a finding. The id on the new master may be null. */
    public void add(
            long switchoverId,
            long runId,
            ReturnedDocument.Finding finding,
            long documentId,
            Long masterId,
            String title,
            String details,
            Instant now) {
        db.write()
                .sql("insert into returned_documents(switchover_id, run_id, finding, document_id, master_id, title,"
                        + " details, found_at) values (?, ?, ?, ?, ?, ?, ?, ?)")
                .params(
                        switchoverId,
                        runId,
                        LowerCase.of(finding),
                        documentId,
                        masterId,
                        title,
                        details,
                        Times.text(now))
                .update();
    }

    /**
     * Returns rows with an id above {@code after}, in the order of their ids.
     *
     * @param finding the finding of the rows; null: rows with any finding
     */
    public List<ReturnedDocument> page(long switchoverId, ReturnedDocument.Finding finding, long after, int limit) {
        return db.read()
                .sql("select * from returned_documents where switchover_id = :switchover and id > :after"
                        + " and (:finding is null or finding = :finding) order by id limit :limit")
                .param("switchover", switchoverId)
                .param("finding", LowerCase.of(finding))
                .param("after", after)
                .param("limit", limit)
                .query(Rows.of(ReturnedDocument.class))
                .list();
    }

    /** Returns the findings about one document of the old master. */
    public List<ReturnedDocument> of(long switchoverId, long documentId) {
        return db.read()
                .sql("select * from returned_documents where switchover_id = ? and document_id = ? order by id")
                .params(switchoverId, documentId)
                .query(Rows.of(ReturnedDocument.class))
                .list();
    }

    /** Returns the number of documents by kind of finding. */
    public Map<ReturnedDocument.Finding, Long> counts(long switchoverId) {
        Map<ReturnedDocument.Finding, Long> counts = new EnumMap<>(ReturnedDocument.Finding.class);
        db.read()
                .sql("select finding, count(distinct document_id) as count from returned_documents"
                        + " where switchover_id = ? group by 1")
                .param(switchoverId)
                .query(Rows.of(Count.class))
                .list()
                .forEach(row -> counts.put(row.finding(), row.count()));
        return counts;
    }

    /** Returns the number of findings of a switchover; null matches every kind of finding. */
    public long count(long switchoverId, ReturnedDocument.Finding finding) {
        return db.read()
                .sql("select count(*) from returned_documents where switchover_id = :switchover"
                        + " and (:finding is null or finding = :finding)")
                .param("switchover", switchoverId)
                .param("finding", LowerCase.of(finding))
                .query(Long.class)
                .single();
    }

    record Count(ReturnedDocument.Finding finding, long count) {}
}
