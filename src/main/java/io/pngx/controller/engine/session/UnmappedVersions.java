package io.pngx.controller.engine.session;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The unmapped documents of a v3 replica that show a later version, by the checksum of this version. The replica's
 * filter by checksum finds a document only by its first file (paperless-api.md §2.2).
 */
public final class UnmappedVersions {
    private final Map<String, Set<Long>> documents = new ConcurrentHashMap<>();
    private final Map<Long, Long> files = new ConcurrentHashMap<>();

    /** @param file the id of the newest version */
    public void add(String checksum, long document, long file) {
        documents.computeIfAbsent(checksum, any -> new TreeSet<>()).add(document);
        files.put(document, file);
    }

    /** @return the documents whose newest version has this checksum, in the order of their ids */
    public List<Long> documents(String checksum) {
        return List.copyOf(documents.getOrDefault(checksum, Set.of()));
    }

    /** @return the id of the newest version; null if the document was not listed, or has a single file */
    public Long file(long document) {
        return files.get(document);
    }
}
