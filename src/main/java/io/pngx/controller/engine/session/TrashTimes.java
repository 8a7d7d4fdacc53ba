package io.pngx.controller.engine.session;

import io.pngx.controller.paperless.Document;
import io.pngx.controller.paperless.DocumentPage;
import io.pngx.controller.text.Text;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;

/**
 * Reads the date {@code added} of each document in the replica's trash. The trash can't be filtered (paperless-api.md
 * §10), so it is read as a whole, at most once.
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

    public void add(DocumentPage answer) {
        for (Document document : answer.results()) {
            added.put(document.id(), document.requireAdded());
        }
        open = (long) page * PAGE < answer.count();
        page++;
    }

    /** @throws UnconfirmedException if the trash does not list the document */
    public Instant of(long id) {
        Instant time = added.get(id);
        if (time == null) {
            throw new UnconfirmedException(Text.of(
                    "The replica's trash does not list document {0}, which should be in it; the next run asks again.",
                    String.valueOf(id)));
        }
        return time;
    }
}
