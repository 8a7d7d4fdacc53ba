package io.pngx.simulator;

import java.time.LocalDate;
import java.util.List;

/**
 * A file that the worker must consume, with its metadata.
 *
 * @param task row of the task; not in the table if a fault prevented the write
 * @param root id of the document that gets a new version; null: a new document
 * @param owner user of the token
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
