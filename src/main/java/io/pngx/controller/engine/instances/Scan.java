package io.pngx.controller.engine.instances;

import io.pngx.controller.paperless.Document;
import io.pngx.controller.paperless.DocumentPage;
import io.pngx.controller.paperless.PaperlessException;
import io.pngx.controller.sync.Seen;
import java.time.Instant;
import java.util.List;

/**
 * A scan of the master from a time on, page by page by key: always the first page from the last time seen, because
 * numbered pages of a moving list skip rows (paperless-api.md, trap 4).
 */
public final class Scan {
    private static final int PAGE = 1000;

    private final InstanceSnapshot master;
    private Instant from;
    private int pageSize = PAGE;
    private boolean more;

    /** @param from null: nothing to scan */
    public Scan(InstanceSnapshot master, Instant from) {
        this.master = master;
        this.from = from;
        this.more = from != null;
    }

    public boolean isMore() {
        return more;
    }

    /** In UTC, with {@code Z}: a plus sign would have to be encoded. */
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
                        "lists no more than " + documents.size()
                                + " documents at once, and as many have the same time of change (" + from
                                + "), so that none after them can be read; edit some of them in bulk, so that they get another.");
            }
            if (last.equals(from)) {
                pageSize *= 2; // a whole page shares one time
            } else {
                from = last;
            }
        }
    }
}
