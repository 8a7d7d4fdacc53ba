package io.pngx.controller.engine.deletions;

import io.pngx.controller.paperless.Document;
import io.pngx.controller.paperless.DocumentPage;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;

/** When the documents in a replica's trash were added. It knows no filter (paperless-api.md §10), so it is read page by page, once a run. */
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

    void take(DocumentPage answer) {
        for (Document document : answer.results()) {
            added.put(document.id(), document.requireAdded());
        }
        open = (long) page * PAGE < answer.count();
        page++;
    }

    /** @throws IllegalStateException where it was not there when the trash was read */
    Instant of(long id) {
        Instant time = added.get(id);
        if (time == null) {
            throw new IllegalStateException("The replica's trash does not list document " + id
                    + ", which should be in it; it is asked again in the next run.");
        }
        return time;
    }
}
