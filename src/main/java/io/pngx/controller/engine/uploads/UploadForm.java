package io.pngx.controller.engine.uploads;

import io.pngx.controller.engine.session.Spooled;
import java.nio.charset.StandardCharsets;
import org.apache.hc.client5.http.entity.mime.ByteArrayBody;
import org.apache.hc.client5.http.entity.mime.ContentBody;
import org.apache.hc.client5.http.entity.mime.FileBody;
import org.apache.hc.client5.http.entity.mime.FormBodyPartBuilder;
import org.apache.hc.client5.http.entity.mime.HttpMultipartMode;
import org.apache.hc.client5.http.entity.mime.MultipartEntityBuilder;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.HttpEntity;

/**
 * Builds the form of post_document: the file, the file name and {@code created}. The form has no title, because
 * paperless-ngx reads a title as a template. The form has no archive serial number, because an upload with a used
 * number fails (paperless-api.md §5).
 */
final class UploadForm {
    private UploadForm() {}

    /** @param created {@code YYYY-MM-DD} */
    static HttpEntity of(Spooled file, String fileName, String mimeType, String created) {
        // Noon avoids two errors. paperless reads a date without a time as local midnight. paperless answers 500 if
        // midnight is before the year 1 in UTC, and 400 if daylight saving time skips midnight.
        return of(file, fileName, mimeType, "created", created == null ? null : created + "T12:00:00");
    }

    /**
     * Builds the form of update_version.
     *
     * @param label null if the version has none
     */
    static HttpEntity version(Spooled file, String fileName, String mimeType, String label) {
        return of(file, fileName, mimeType, "version_label", label == null || label.isBlank() ? null : label);
    }

    private static HttpEntity of(Spooled file, String fileName, String mimeType, String key, String value) {
        MultipartEntityBuilder form = MultipartEntityBuilder.create()
                .setMode(HttpMultipartMode.LEGACY)
                .setCharset(StandardCharsets.UTF_8)
                // Without a charset, the HTTP client declares ISO-8859-1, and Django decodes the form accordingly.
                .setContentType(ContentType.create("multipart/form-data", StandardCharsets.UTF_8));
        if (value != null) {
            form.addTextBody(key, value, ContentType.TEXT_PLAIN.withCharset(StandardCharsets.UTF_8));
        }
        ContentType type = mimeType == null ? ContentType.APPLICATION_OCTET_STREAM : ContentType.create(mimeType);
        ContentBody original = file.isInMemory()
                ? new ByteArrayBody(file.bytes(), type, fileName)
                : new FileBody(file.path().toFile(), type, fileName);
        return form.addPart(FormBodyPartBuilder.create("document", original)
                        .setField("Content-Disposition", disposition(fileName))
                        .build())
                .build();
    }

    /**
     * Writes {@code filename} in plain UTF-8, as browsers do. The HTTP client would add {@code filename*="..."} with
     * quotes, which Django misreads.
     */
    private static String disposition(String fileName) {
        String name = fileName.replaceAll("\\p{Cntrl}", "_")
                .replace("&", "&amp;") // Django decodes HTML entities in a file name
                .replace("\\", "\\\\")
                .replace("\"", "\\\"");
        return "form-data; name=\"document\"; filename=\"" + name + "\"";
    }
}
