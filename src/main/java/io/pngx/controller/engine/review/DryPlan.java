package io.pngx.controller.engine.review;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a dry run goes through.
 *
 * @param fresh   documents of the master without a copy
 * @param compare documents whose copy is there
 * @param gone    documents whose copy is no longer there
 * @param missing mapped documents that the master no longer lists: master id to replica id
 * @param mapped  what is taken to stand for what: master id to replica id
 * @param seen    of the missing ones: what the master said when it was asked, filled on the way
 * @param bytes   of the documents without a copy that were looked at: checksum to master id, filled on the way
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

    /** @return the document without a copy that has these bytes, too, and comes before this one */
    Optional<Long> earlierWithBytes(String checksum, long masterId) {
        return Optional.ofNullable(bytes.putIfAbsent(checksum, masterId));
    }
}
