package io.pngx.controller.engine.documents;

import io.pngx.controller.paperless.Document;
import io.pngx.controller.paperless.DocumentPage;

/**
 * Searches the trash page by page for an archive serial number, because the trash can't be filtered (paperless-api.md
 * §10).
 */
public final class TrashSearch {
    private static final int PAGE = 100;

    private final long serialNumber;
    private int page = 1;
    private boolean open = true;
    private Document found;

    TrashSearch(long serialNumber) {
        this.serialNumber = serialNumber;
    }

    public boolean isOpen() {
        return open;
    }

    public int getPage() {
        return page;
    }

    public int getPageSize() {
        return PAGE;
    }

    /** @return the holder of the number; null if there is none */
    Document found() {
        return found;
    }

    void searchPage(DocumentPage answer) {
        found = answer.results().stream()
                .filter(document -> Long.valueOf(serialNumber).equals(document.archiveSerialNumber()))
                .findFirst()
                .orElse(null);
        open = found == null && (long) page * PAGE < answer.count();
        page++;
    }
}
