package io.pngx.controller.sync;

import io.pngx.controller.paperless.CustomFieldValue;
import io.pngx.controller.paperless.Document;
import java.util.Comparator;

/**
 * Digest of what a scan of the master shows of a document: {@code modified}, and values that change without it or are
 * written after it, such as tags and custom fields (paperless-api.md §3). Equal digests inside the overlap window prove
 * that no change was missed, without a call for the details. Not included: notes and the file of a v2, whose changes
 * set {@code modified}; permissions, which change without it only with a user or group, after which all documents are
 * compared; file name and type, which never change. A full run finds a text that changes without {@code modified}.
 */
public final class Seen {
    /** The fields that a scan asks for. */
    public static final String FIELDS = "id,modified,added,title,created,correspondent,document_type,storage_path,tags,"
            + "archive_serial_number,owner,custom_fields,versions";

    private Seen() {}

    public static String digest(Document document) {
        Hash hash = new Hash()
                .add(document.modifiedAt())
                .add(document.title())
                .add(Normal.date(document.created()))
                .add(document.correspondent())
                .add(document.documentType())
                .add(document.storagePath())
                .add(document.tags().stream().sorted().toList())
                .add(document.archiveSerialNumber())
                .add(document.owner());
        document.customFields().stream()
                .sorted(Comparator.comparingLong(CustomFieldValue::field))
                .forEach(value -> hash.add(value.field()).add(value.value()));
        document.versions()
                .forEach(version ->
                        hash.add(version.id()).add(version.checksum()).add(version.versionLabel()));
        return hash.hex();
    }
}
