package io.pngx.controller.engine.session;

import io.pngx.controller.paperless.Document;
import io.pngx.controller.paperless.DocumentPage;
import java.util.List;

/** Reads the replica's trash page by page, because the trash can't be filtered (paperless-api.md §10). */
public abstract class TrashPages {
    private static final int PAGE = 100;

    private int page = 1;
    private boolean open = true;

    public final boolean isOpen() {
        return open;
    }

    public final int getPage() {
        return page;
    }

    public final int getPageSize() {
        return PAGE;
    }

    public final void add(DocumentPage answer) {
        boolean enough = read(answer.results());
        open = !enough && (long) page * PAGE < answer.count();
        page++;
    }

    /** @return whether these documents make the remaining pages unnecessary */
    protected abstract boolean read(List<Document> documents);
}
