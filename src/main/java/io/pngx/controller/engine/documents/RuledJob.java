package io.pngx.controller.engine.documents;

import io.pngx.controller.engine.session.Job;
import io.pngx.controller.paperless.Document;
import io.pngx.controller.sync.Ruled;

/** Job about one document of the master, which the rules of a replica select and change. */
public interface RuledJob extends Job {
    /** @return the host name of the replica in routes */
    default String getHost() {
        return session().host();
    }

    /** @return the master's document */
    Document master();

    /** @return the document after the rules; null before they are applied */
    Ruled ruled();

    void setRuled(Ruled ruled);

    /** @return whether a rule excludes the document from the replica */
    default boolean isExcluded() {
        return ruled() != null && ruled().isLeftOut();
    }
}
