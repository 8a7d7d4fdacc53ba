package io.pngx.controller.engine.instances;

import io.pngx.controller.paperless.Document;
import io.pngx.controller.paperless.DocumentPage;
import io.pngx.controller.paperless.PaperlessException;
import io.pngx.controller.sync.Seen;
import java.time.Instant;
import java.util.List;

/**
 * Reads the master's changes since a time with keyset paging: each call reads the first page from the last time seen.
 * Numbered pages would skip rows if the list changes during the scan (paperless-api.md §2.1).
 */
public final class Scan {
    private static final int PAGE = 1000;

    private final InstanceSnapshot master;
    private Instant from;
    private int pageSize = PAGE;
    private boolean more;

    /** @param from null if there is nothing to scan */
    public Scan(InstanceSnapshot master, Instant from) {
        this.master = master;
        this.from = from;
        this.more = from != null;
    }

    public boolean isMore() {
        return more;
    }

    /** @return the time in UTC with {@code Z}, because a plus sign in the URL would need encoding */
    public String getFrom() {
        return from.toString();
    }

    public int getPageSize() {
        return pageSize;
    }

    public String getFields() {
        return Seen.FIELDS;
    }

    void add(DocumentPage page) {
        List<Document> documents = page.results();
        documents.forEach(master::scanned);
        more = page.count() > documents.size();
        if (more) {
            Instant last = documents.get(documents.size() - 1).modifiedAt();
            if (last.equals(from) && documents.size() < pageSize) {
                throw new PaperlessException(
                        PaperlessException.Kind.REJECTED,
                        null,
                        "lists at most " + documents.size()
                                + " documents in one answer, and at least as many documents were changed at the same"
                                + " time (" + from
                                + "), so later changes can't be read. Edit some of these documents in"
                                + " bulk, so that their time of change is later.");
            }
            if (last.equals(from)) {
                pageSize *= 2; // all documents of the page have the same time
            } else {
                from = last;
            }
        }
    }
}
