package io.pngx.controller.engine.documents;

import io.pngx.controller.engine.session.IdChunks;
import io.pngx.controller.paperless.Document;
import io.pngx.controller.paperless.DocumentPage;
import java.util.Queue;
import java.util.Set;
import java.util.TreeSet;

/**
 * Tracks the links to foreign documents in the write of one copy. paperless refuses links to documents that are missing
 * or in the trash, so only links to live documents are written. The documents are searched for once, before the first
 * PATCH with custom fields.
 */
public final class ForeignLinkWrite {
    private final DocumentWrite write;
    private Queue<String> unchecked;
    private Set<Long> gone;

    ForeignLinkWrite(DocumentWrite write) {
        this.write = write;
    }

    /** @return the ids for the next search, as the value of the filter {@code id__in}; null: no search is left */
    public String getUnchecked() {
        if (!write.hasFields()) {
            return null;
        }
        if (unchecked == null) {
            gone = new TreeSet<>(write.target().foreignLinks());
            unchecked = IdChunks.queue(gone);
        }
        return unchecked.peek();
    }

    /** Records which of the documents are live. After the last call, omits the links to all others. */
    void record(DocumentPage live) {
        unchecked.remove();
        live.results().stream().map(Document::id).forEach(gone::remove);
        if (unchecked.isEmpty() && !gone.isEmpty()) {
            write.omitLinks(gone);
        }
    }
}
