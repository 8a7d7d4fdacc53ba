package io.pngx.controller.web.views;

import io.pngx.controller.store.DocumentStatus;
import io.pngx.controller.store.Times;
import io.pngx.controller.text.Text;

/** A document of a replica as the API and the pages show it. */
public record DocumentView(
        long masterId,
        Long replicaDocId,
        String title,
        Long archiveSerialNumber,
        String status,
        Text reason,
        int attempts,
        String nextAt,
        String syncedAt) {

    static DocumentView of(DocumentStatus.Row row) {
        return new DocumentView(
                row.masterId(),
                row.replicaDocId(),
                row.title(),
                row.archiveSerialNumber(),
                row.status().word(),
                row.reason(),
                row.attempts(),
                Times.text(row.nextAt()),
                Times.text(row.syncedAt()));
    }
}
