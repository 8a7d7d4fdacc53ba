package io.pngx.controller.engine.review;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Holds the documents of a dry run. Each step of the review adds what it finds. */
public final class DryPlan {
    private final Set<Long> invalid = new HashSet<>();
    private final Map<Long, Boolean> seen = new HashMap<>();
    private final Map<String, Long> bytes = new HashMap<>();
    private List<Long> fresh = List.of();
    private List<Long> compare = List.of();
    private List<Long> gone = List.of();
    private Map<Long, Long> missing = Map.of();
    private Map<Long, Long> mapped = Map.of();

    /**
     * Sets the documents that the inventories of both instances tell.
     *
     * @param fresh   documents of the master without a copy
     * @param compare documents with a copy
     * @param gone    documents whose copy vanished
     * @param missing mapped documents that the master no longer lists: master id to replica id
     * @param mapped  valid mappings: master id to replica id
     */
    void documents(
            List<Long> fresh, List<Long> compare, List<Long> gone, Map<Long, Long> missing, Map<Long, Long> mapped) {
        this.fresh = fresh;
        this.compare = compare;
        this.gone = gone;
        this.missing = missing;
        this.mapped = mapped;
    }

    /** @return the master ids of mappings that do not hold, because another document has an id of the mapping */
    Set<Long> invalid() {
        return invalid;
    }

    List<Long> fresh() {
        return fresh;
    }

    List<Long> compare() {
        return compare;
    }

    List<Long> gone() {
        return gone;
    }

    Map<Long, Long> missing() {
        return missing;
    }

    Map<Long, Long> mapped() {
        return mapped;
    }

    /** @return whether the master's trash has each missing document */
    Map<Long, Boolean> seen() {
        return seen;
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
