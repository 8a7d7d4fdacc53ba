package io.pngx.controller.sync;

import io.pngx.controller.paperless.CustomFieldValue;
import io.pngx.controller.paperless.Document;
import java.util.Comparator;

/**
 * A digest of what a scan of the master shows of a document: {@code modified}, and what is written after it or changes
 * without it, such as tags and custom fields (paperless-api.md §3). Equal digests inside the overlap window mean that nothing
 * was missed, without a call for the details. Notes and the file of a v2 are not in it, since each change of theirs bears a new
 * {@code modified} with it, nor are permissions: what goes without one goes with a user or group, after which all documents are
 * compared. File name and type never change; a text that changes without it comes with a full run.
 */
public final class Seen {
    /** The keys that a scan asks for. */
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
