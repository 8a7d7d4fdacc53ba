package io.pngx.controller.web.views;

import com.fasterxml.jackson.annotation.JsonIgnore;
import io.pngx.controller.store.DocumentStatus;
import io.pngx.controller.store.Times;
import io.pngx.controller.text.Text;

/**
 * A document of a replica as the API and the pages show it.
 *
 * @param title title, or name of the file if the title is not known yet; null: neither is known
 * @param untitled whether {@code title} is the name of the file
 */
public record DocumentView(
        long masterId,
        Long replicaDocId,
        String title,
        Long archiveSerialNumber,
        String status,
        Text reason,
        int attempts,
        String nextAt,
        String syncedAt,
        @JsonIgnore boolean untitled) {

    /** Returns what the document is called on pages. */
    @JsonIgnore
    public Text name() {
        return name(masterId, title, untitled);
    }

    /** Returns the title, a name of a file that is marked as such, or a name that replaces both. */
    static Text name(long masterId, String title, boolean untitled) {
        return title == null
                ? Text.of("Document {0}", String.valueOf(masterId))
                : untitled ? Text.of("{0} (file name)", title) : Text.verbatim(title);
    }

    static DocumentView of(DocumentStatus.Row row) {
        return new DocumentView(
                row.masterId(),
                row.replicaDocId(),
                row.name(),
                row.archiveSerialNumber(),
                row.status().word(),
                row.reason(),
                row.attempts(),
                Times.text(row.nextAt()),
                Times.text(row.syncedAt()),
                row.title() == null);
    }
}
