package io.pngx.controller.engine.instances;

import io.pngx.controller.engine.session.IdChunks;
import io.pngx.controller.paperless.Document;
import io.pngx.controller.paperless.DocumentPage;
import io.pngx.controller.paperless.PaperlessException;
import io.pngx.controller.sync.Seen;
import io.pngx.controller.text.Text;
import java.time.Instant;
import java.util.Iterator;
import java.util.List;
import java.util.Set;

/**
 * Reads the master's changes since a given time, with keyset paging: each call filters by the newest time that the
 * previous call returned, and reads the first page. Numbered pages would skip rows if the list changes during the scan
 * (paperless-api.md §2.1). Then reads the named documents by id.
 */
public final class Scan {
    private static final int PAGE = 1000;

    private final InstanceSnapshot master;
    private final Iterator<String> named;
    private Instant from;
    private int pageSize = PAGE;
    private boolean moreChanges;
    private String namedNow;

    /**
     * @param from null if no changes are to be read
     * @param named ids of documents to read, whether they changed or not
     */
    public Scan(InstanceSnapshot master, Instant from, Set<Long> named) {
        this.master = master;
        this.from = from;
        this.named = IdChunks.of(named);
        this.moreChanges = from != null;
        this.namedNow = nextNamed();
    }

    private String nextNamed() {
        return named.hasNext() ? named.next() : null;
    }

    public boolean isMore() {
        return moreChanges || namedNow != null;
    }

    /**
     * Returns the filter of the next call, which stays the same while the call is repeated. The time in the filter is
     * in UTC with {@code Z}, because a plus sign in the URL would need encoding.
     */
    public String getFilter() {
        return moreChanges ? "modified__gte=" + from + "&ordering=modified,id" : "id__in=" + namedNow;
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
        if (!moreChanges) {
            namedNow = nextNamed();
            return;
        }
        moreChanges = page.count() > documents.size();
        Instant last = from;
        if (!documents.isEmpty()) {
            last = documents.get(documents.size() - 1).modifiedAt();
            master.newestChange(last);
        }
        if (moreChanges) {
            if (last.equals(from) && documents.size() < pageSize) {
                throw new PaperlessException(
                        PaperlessException.Kind.REJECTED,
                        Text.of(
                                "lists at most {0} documents in one answer, but at least {0} documents have the same"
                                        + " time of change ({1}), so later changes can't be read. Edit some of these"
                                        + " documents in bulk, so that their time of change is later.",
                                String.valueOf(documents.size()), from.toString()));
            }
            if (last.equals(from)) {
                // All documents of the page have the same time, so only a larger page reaches later documents.
                pageSize *= 2;
            } else {
                from = last;
            }
        }
    }
}
