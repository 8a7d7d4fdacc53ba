package io.pngx.controller.sync;

import io.pngx.controller.paperless.CustomFieldValue;
import io.pngx.controller.paperless.Document;
import java.util.Comparator;

/**
 * Digest of the fields of a document that a scan of the master returns. The digest covers {@code modified}, and values
 * such as tags and custom fields, which can change without a change of {@code modified} (paperless-api.md §3). If the
 * digest is the same as before, the document did not change, and its details are not requested.
 *
 * <p>The digest omits notes, and the file of a v2 master, because a change of these values sets {@code modified}. The
 * digest omits permissions: permissions change without {@code modified} only when a user or group changes, and then all
 * documents are compared. The digest omits file name and type, because they never change. Only a full run finds a text
 * that changed without {@code modified}.
 */
public final class Seen {
    /** Fields that a scan requests. */
    public static final String FIELDS = "id,modified,added,title,created,correspondent,document_type,storage_path,tags,"
            + "archive_serial_number,owner,custom_fields,versions";

    private Seen() {}

    public static String digest(Document document) {
        Hash hash = fields(document);
        document.versions()
                .forEach(version ->
                        hash.add(version.id()).add(version.checksum()).add(version.versionLabel()));
        return hash.hex();
    }

    /** Returns the digest that an unchanged document had on 2.x, before the upgrade of its master. */
    public static String digestOf2x(Document document) {
        return fields(document).hex();
    }

    private static Hash fields(Document document) {
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
        return hash;
    }
}
