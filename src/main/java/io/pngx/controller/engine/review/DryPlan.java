package io.pngx.controller.engine.review;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The documents of a dry run.
 *
 * @param fresh documents of the master without a copy
 * @param compare documents with a copy
 * @param gone documents whose copy vanished
 * @param missing mapped documents that the master no longer lists: master id to replica id
 * @param mapped valid mappings: master id to replica id
 * @param seen of the missing documents: whether the master's trash has them; filled by later steps
 * @param bytes of the documents without a copy: checksum to master id; filled by later steps
 */
public record DryPlan(
        List<Long> fresh,
        List<Long> compare,
        List<Long> gone,
        Map<Long, Long> missing,
        Map<Long, Long> mapped,
        Map<Long, Boolean> seen,
        Map<String, Long> bytes) {
    DryPlan(List<Long> fresh, List<Long> compare, List<Long> gone, Map<Long, Long> missing, Map<Long, Long> mapped) {
        this(fresh, compare, gone, missing, mapped, new HashMap<>(), new HashMap<>());
    }

    /**
     * Adds a document without a copy.
     *
     * @return the document that was added before with the same bytes; empty: none was added
     */
    Optional<Long> earlierWithBytes(String checksum, long masterId) {
        return Optional.ofNullable(bytes.putIfAbsent(checksum, masterId));
    }
}
