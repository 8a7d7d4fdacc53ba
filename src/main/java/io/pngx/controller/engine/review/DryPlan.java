package io.pngx.controller.engine.review;

import io.pngx.controller.engine.session.DocumentTargets;
import io.pngx.controller.engine.session.Job;
import io.pngx.controller.engine.session.Session;
import io.pngx.controller.sync.Deletion;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Job of a dry run: the documents that a run would work on.
 *
 * @param session the session of the dry run
 * @param fresh documents of the master without a copy
 * @param compare documents with a copy
 * @param gone documents whose copy vanished
 * @param missing the ids of the copies, by the ids of mapped documents that the master no longer lists
 * @param mapped the ids of the copies with a valid mapping, by the ids of their documents
 * @param evidence the master's answers about missing documents, by the id of the document; filled by later steps
 * @param excluded the rules that exclude mapped documents, by the id of the document: documents whose copy goes to the
 *     trash or vanished; filled by later steps
 * @param bytes the ids of the documents without a copy, by checksum; filled by later steps
 */
public record DryPlan(
        Session session,
        List<Long> fresh,
        List<Long> compare,
        List<Long> gone,
        Map<Long, Long> missing,
        Map<Long, Long> mapped,
        Map<Long, Deletion.Evidence> evidence,
        Map<Long, String> excluded,
        Map<String, Long> bytes)
        implements Job {
    DryPlan(
            Session session,
            List<Long> fresh,
            List<Long> compare,
            List<Long> gone,
            Map<Long, Long> missing,
            Map<Long, Long> mapped) {
        this(session, fresh, compare, gone, missing, mapped, new HashMap<>(), new HashMap<>(), new HashMap<>());
    }

    /**
     * A chunk of documents that one call reads.
     *
     * @param ids value of the filter {@code id__in}
     */
    public record UncopiedDocuments(DryPlan plan, String ids) {
        /** @return the fields to read; rules need additional fields */
        public String getFields() {
            return plan.session.rules().isNone() ? "id,title,versions" : DocumentTargets.RULE_FIELDS;
        }
    }

    /** A document that is missing on the master. */
    public record MissingDocument(DryPlan plan, long id) {
        public long getMasterId() {
            return id;
        }

        public boolean isTrashed() {
            return plan.evidence().get(id) == Deletion.Evidence.TRASHED;
        }
    }

    /**
     * Adds a document without a copy.
     *
     * @return the id of an earlier document with the same bytes; empty if there is none
     */
    Optional<Long> earlierWithBytes(String checksum, long masterId) {
        return Optional.ofNullable(bytes.putIfAbsent(checksum, masterId));
    }
}
