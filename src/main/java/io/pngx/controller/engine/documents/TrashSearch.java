package io.pngx.controller.engine.documents;

import io.pngx.controller.engine.session.TrashPages;
import io.pngx.controller.paperless.Document;
import java.util.List;

/** Searches the trash for an archive serial number. */
public final class TrashSearch extends TrashPages {
    private final long serialNumber;
    private Document found;

    TrashSearch(long serialNumber) {
        this.serialNumber = serialNumber;
    }

    /** @return the holder of the number; null if there is none */
    Document found() {
        return found;
    }

    @Override
    protected boolean read(List<Document> documents) {
        found = documents.stream()
                .filter(document -> Long.valueOf(serialNumber).equals(document.archiveSerialNumber()))
                .findFirst()
                .orElse(null);
        return found != null;
    }
}
