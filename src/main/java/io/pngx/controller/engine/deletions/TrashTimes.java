package io.pngx.controller.engine.deletions;

import io.pngx.controller.paperless.Document;
import io.pngx.controller.paperless.DocumentPage;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;

/**
 * Times at which the replica added the documents that are now in its trash. The trash has no filter (paperless-api.md
 * §10), so each run reads the trash page by page, at most once.
 */
public final class TrashTimes {
    private static final int PAGE = 100;

    private final Map<Long, Instant> added = new HashMap<>();
    private int page = 1;
    private boolean open = true;

    public boolean isOpen() {
        return open;
    }

    public int getPage() {
        return page;
    }

    public int getPageSize() {
        return PAGE;
    }

    void add(DocumentPage answer) {
        for (Document document : answer.results()) {
            added.put(document.id(), document.requireAdded());
        }
        open = (long) page * PAGE < answer.count();
        page++;
    }

    /** @throws IllegalStateException where the listing of the trash lacks the document */
    Instant of(long id) {
        Instant time = added.get(id);
        if (time == null) {
            throw new IllegalStateException("The replica's trash does not list document " + id
                    + ", which should be in it; the next run asks again.");
        }
        return time;
    }
}
