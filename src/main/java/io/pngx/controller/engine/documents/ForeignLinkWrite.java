package io.pngx.controller.engine.documents;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.pngx.controller.engine.session.IdChunks;
import io.pngx.controller.paperless.Document;
import io.pngx.controller.paperless.DocumentPage;
import io.pngx.controller.sync.Target;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.Set;
import java.util.TreeSet;

/**
 * Tracks the links to foreign documents in the write of one copy. paperless refuses links to documents that are missing
 * or in the trash, so only links to live documents are written.
 */
public final class ForeignLinkWrite {
    private final DocumentWrite write;
    private final Queue<String> unchecked;
    private final Set<Long> gone;

    ForeignLinkWrite(DocumentWrite write, Target target, ObjectNode patch) {
        this.write = write;
        this.gone = new TreeSet<>(target.foreignLinks());
        this.unchecked = patch.has(RefusedFields.FIELDS) ? IdChunks.queue(gone) : new ArrayDeque<>();
    }

    /** @return the next ids to search for, as the value of the filter {@code id__in} for one call; null: none is left */
    public String getUnchecked() {
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
