package io.pngx.controller.engine.uploads;

import io.pngx.controller.engine.session.Failure;
import io.pngx.controller.engine.session.Job;
import io.pngx.controller.engine.session.Outcome;
import io.pngx.controller.engine.session.Session;
import io.pngx.controller.store.Upload;

/** Job of an upload, until the routes of uploads have a job of their own. */
public record UploadFailure(Session session, Upload upload, boolean posting, boolean fetched) implements Job {
    @Override
    public Long masterId() {
        return upload.masterId();
    }

    @Override
    public Outcome failed(Failure failure) {
        return UploadOutcome.of(this, upload, posting, fetched, failure);
    }
}
