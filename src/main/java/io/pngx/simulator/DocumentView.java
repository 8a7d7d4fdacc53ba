package io.pngx.simulator;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A document at the time of the query, for assertions.
 *
 * @param root the id of the document if this is a version; null: this is no version
 * @param fields values of the custom fields by field id
 * @param inNames the same document without ids: lookups, users, groups and fields by name, select options by label,
 *     links by the SHA-256 of their targets. This form is equal on master and replica if both hold the same document.
 */
public record DocumentView(
        int id,
        Integer root,
        String title,
        String content,
        LocalDate created,
        Instant added,
        Instant modified,
        Instant deletedAt,
        Long asn,
        String originalFileName,
        String mimeType,
        Integer pageCount,
        Integer correspondent,
        Integer documentType,
        Integer storagePath,
        Set<Integer> tags,
        Integer owner,
        Map<Integer, JsonNode> fields,
        List<NoteView> notes,
        String sha256,
        String md5,
        long size,
        boolean hasArchive,
        Map<String, Object> inNames) {
    public boolean isTrashed() {
        return deletedAt != null;
    }

    /** @param user name of the author; null: the user was deleted */
    public record NoteView(int id, String text, Instant created, String user) {}
}
