package io.pngx.controller.engine.uploads;

import io.pngx.controller.engine.session.Session;
import io.pngx.controller.paperless.Document;
import io.pngx.controller.paperless.Document.Version;
import io.pngx.controller.store.Upload;

/** Chooses the file of an upload, and creates the {@link Upload.Order}, which is stored with the intent. */
final class UploadOrders {
    private UploadOrders() {}

    /**
     * Returns the file to upload first: for a v3 replica the oldest file, because the other files follow as versions;
     * for a v2 replica the newest file.
     */
    static Version fileToUpload(Document document, Session session) {
        return session.dialect().keepsVersions() && !document.versions().isEmpty()
                ? document.files().get(0)
                : document.newestFile();
    }

    /** Returns the order of a first upload. */
    static Upload.Order order(Document document, Session session) {
        return order(Upload.Kind.DOCUMENT, null, fileToUpload(document, session), document);
    }

    /**
     * Returns the order of an upload. Only an upload of a version sends its label. The label of a first file is written
     * after the upload.
     */
    static Upload.Order order(Upload.Kind kind, Long copy, Version version, Document document) {
        String label = version == null || kind != Upload.Kind.VERSION ? null : version.versionLabel();
        return new Upload.Order(kind, copy, version == null ? null : version.id(), label, document.modifiedAt());
    }
}
