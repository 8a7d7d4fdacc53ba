package io.pngx.controller.engine.session;

import io.pngx.controller.paperless.Document;
import io.pngx.controller.text.Text;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Reads the date {@code added} of each document in the replica's trash. The trash is read as a whole, at most once. */
public final class TrashTimes extends TrashPages {
    private final Map<Long, Instant> added = new HashMap<>();

    @Override
    protected boolean read(List<Document> documents) {
        for (Document document : documents) {
            added.put(document.id(), document.requireAdded());
        }
        return false;
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
