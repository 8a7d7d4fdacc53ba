package io.pngx.simulator;

import java.time.LocalDate;
import java.util.List;

/**
 * A file on its way into the library with everything that was said about it.
 *
 * @param task its row; the table may not have it, when it could not be written
 * @param root id of the document that gets a new version, null for a new document
 * @param owner the token's user
 */
record ConsumeOrder(
        TaskRow task,
        Blob file,
        String fileName,
        String mimeType,
        String title,
        LocalDate created,
        Integer correspondent,
        Integer documentType,
        Integer storagePath,
        List<Integer> tags,
        Long asn,
        List<FieldValue> fields,
        Integer owner,
        Integer root,
        String versionLabel) {}
