package io.pngx.controller.engine.documents;

import io.pngx.controller.engine.session.Job;

/** Job that writes one copy. The routes {@code writeDocument} and {@code writeNotes} take this job as their body. */
public interface WriteJob extends Job {
    DocumentWrite getWrite();
}
