package io.pngx.controller.engine.documents;

import io.pngx.controller.engine.session.Failure;
import io.pngx.controller.engine.session.Job;
import io.pngx.controller.engine.session.Outcome;
import io.pngx.controller.paperless.Document;
import io.pngx.controller.sync.Ruled;

/** Job about one document of the master, to which the rules of a replica are applied. */
public interface RuledJob extends Job {
    /** @return the master's document */
    Document master();

    /** @return the document after the rules; null before they are applied */
    Ruled ruled();

    void setRuled(Ruled ruled);

    @Override
    default boolean canFailAlone() {
        return !session().run().mode().onlyReads();
    }

    @Override
    default Outcome failed(Failure failure) {
        return Outcome.ofDocument(this, failure);
    }

    /** @return whether a rule excludes the document from the replica */
    default boolean isExcluded() {
        return ruled() != null && ruled().isExcluded();
    }
}
