package io.pngx.controller.engine.uploads;

import static org.assertj.core.api.Assertions.assertThat;

import io.pngx.controller.engine.session.Failure;
import io.pngx.controller.engine.session.Outcome;
import io.pngx.controller.engine.session.Spooled;
import io.pngx.controller.store.Replica;
import io.pngx.controller.store.Upload;
import io.pngx.controller.text.Text;
import java.nio.file.Path;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class UploadOutcomeTest {
    /** Creates a job of an upload without a run. The log row then names only the document. */
    private static UploadJob job(Upload upload, boolean posting, boolean fetched) {
        UploadJob job = new UploadJob(null, upload);
        job.setPosting(posting);
        job.setFile(fetched ? new Spooled(Path.of("file"), null, 9, "md5", "sha256") : null);
        return job;
    }

    private static Upload upload(Upload.State state) {
        return new Upload(
                1,
                2,
                7,
                state,
                "scan.pdf",
                9,
                "md5",
                "sha256",
                null,
                70L,
                true,
                false,
                0,
                null,
                null,
                null,
                null,
                null,
                Upload.Kind.DOCUMENT,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void anUploadWhoseDocumentIsStillThereIsNotSentAgain(boolean trashed) {
        UploadJob job = job(upload(Upload.State.CONSUMED), false, false);
        job.setTrashed(trashed);
        Failure gone = Failure.failed(Text.of("It failed."), "replica-2").with(Failure.Cause.GONE);

        Outcome outcome = job.failed(gone);

        assertThat(outcome.kind()).isEqualTo(Outcome.Kind.DELAY_UPLOAD);
        assertThat(outcome.text().toString()).contains(trashed ? "document 70 to its trash" : "It failed.");
    }

    @ParameterizedTest(name = "{0}, posting {1}, fetched {2}: {3} {4}, sent {5}")
    @CsvSource({
        // if a POST may have arrived, the upload is searched for
        "PLANNED, true, true, STOP, OTHER, true, SEARCH_UPLOAD",
        "PLANNED, true, true, FAILED, SERVER_ERROR, true, SEARCH_UPLOAD",
        // a POST that was refused before it was sent
        "PLANNED, true, true, STOP, OTHER, false, DROP_UPLOAD",
        "PLANNED, true, true, FAILED, OTHER, false, UPLOAD_FAILED",
        // before the POST: the file is fetched again by the next run
        "PLANNED, false, true, STOP, OTHER, true, DROP_UPLOAD",
        // the search after a restart: the intent stays
        "PLANNED, false, false, STOP, OTHER, true, STOP_RUN",
        "PLANNED, false, false, FAILED, OTHER, true, DELAY_UPLOAD",
        // the consumer has the file
        "POSTED, false, false, STOP, OTHER, true, STOP_RUN",
        "POSTED, false, true, STOP, OTHER, true, STOP_RUN",
        "POSTED, false, false, FAILED, SERVER_ERROR, true, DELAY_UPLOAD",
        "POSTED, false, false, FAILED, GONE, false, DELAY_UPLOAD",
        // the document exists on the replica
        "CONSUMED, false, false, DEFER, GONE, false, SETTLE_WITHOUT_MASTER",
        "CONSUMED, false, false, DEFER, OTHER, false, DELAY_UPLOAD",
        "CONSUMED, false, false, FAILED, GONE, false, CHECK_UPLOAD",
        "CONSUMED, false, false, FAILED, SERVER_ERROR, true, DELAY_UPLOAD",
        "CONSUMED, false, false, STOP, OTHER, false, STOP_RUN",
        // a failed acknowledgement of the task is not repeated
        "SETTLED, false, false, FAILED, OTHER, true, LOG",
        "SETTLED, false, false, STOP, OTHER, true, STOP_RUN"
    })
    void noFailureLeadsToASecondPost(
            Upload.State state,
            boolean posting,
            boolean fetched,
            Failure.Effect effect,
            Failure.Cause cause,
            boolean sent,
            Outcome.Kind kind) {
        Failure failure = new Failure(
                effect, Text.of("It failed."), "replica-2", Replica.State.UNREACHABLE, sent, false, cause, null, null);

        Outcome outcome = job(upload(state), posting, fetched).failed(failure);

        assertThat(outcome.kind()).isEqualTo(kind);
        boolean endsRun = kind == Outcome.Kind.STOP_RUN || kind == Outcome.Kind.DROP_UPLOAD;
        assertThat(outcome.log() == null)
                .as("the end of the run is logged by the run, and the check logs its own finding")
                .isEqualTo(endsRun || kind == Outcome.Kind.CHECK_UPLOAD);
        assertThat(outcome.state()).isEqualTo(endsRun ? Replica.State.UNREACHABLE : null);
    }
}
