package io.pngx.controller.engine.uploads;

import static org.assertj.core.api.Assertions.assertThat;

import io.pngx.controller.engine.LoneRoutes;
import io.pngx.controller.store.Upload;
import io.pngx.controller.text.Text;
import java.util.List;
import org.apache.camel.spi.Registry;
import org.junit.jupiter.api.Test;

/** The branches of {@code pollUpload} by the state of the upload, without the called routes. */
class PollUploadRouteTest extends LoneRoutes {
    PollUploadRouteTest() {
        super("60-uploads", List.of("pollUpload"), List.of("recoverUpload", "askTask", "settleDocument"));
    }

    @Override
    protected void bind(Registry registry) {
        // the route calls no bean
    }

    private UploadJob job(Upload upload) {
        return new UploadJob(session, upload);
    }

    /** Lets the mock of a route find the document of the upload on the replica. */
    private void finds(String route, UploadJob job, long copy) {
        mock(route).whenAnyExchangeReceived(exchange -> {
            tables.uploads().consumed(job.getUpload().id(), copy, false);
            job.setUpload(now(job.getUpload()));
        });
    }

    @Test
    void anUploadWithoutAnAnswerIsSearched() {
        UploadJob job = job(planned(7));

        send("pollUpload", job);

        assertCalled(job, "recoverUpload");
    }

    @Test
    void aSearchThatFindsTheDocumentSettlesIt() {
        UploadJob job = job(planned(7));
        finds("recoverUpload", job, 70);

        send("pollUpload", job);

        assertCalled(job, "recoverUpload", "settleDocument");
    }

    @Test
    void aTaskThatIsNotDoneIsAskedForOnly() {
        UploadJob job = job(posted(7));

        send("pollUpload", job);

        assertCalled(job, "askTask");
    }

    @Test
    void aTaskThatEndedWithADocumentSettlesItAtOnce() {
        UploadJob job = job(posted(7));
        finds("askTask", job, 70);

        send("pollUpload", job);

        assertCalled(job, "askTask", "settleDocument");
        assertThat(job.getUpload().copy()).isEqualTo(70);
    }

    @Test
    void aSearchThatFindsTheTaskAsksForItInTheNextRound() {
        UploadJob job = job(planned(7));
        mock("recoverUpload").whenAnyExchangeReceived(exchange -> {
            tables.uploads().posted(job.getUpload().id(), "task", false, null);
            job.setUpload(now(job.getUpload()));
        });

        send("pollUpload", job);

        assertCalled(job, "recoverUpload");
    }

    @Test
    void aConsumedDocumentIsSettledWithoutAskingAgain() {
        UploadJob job = job(consumed(7, 70));

        send("pollUpload", job);

        assertCalled(job, "settleDocument");
    }

    @Test
    void anUploadThatFailedMeanwhileIsLeftAlone() {
        Upload upload = posted(7);
        tables.uploads().abandon(upload.id(), Text.verbatim("The replica refused the file."));
        UploadJob job = job(now(upload));

        send("pollUpload", job);

        assertCalled(job);
    }

    @Test
    void aFailedPollSettlesNothing() {
        UploadJob job = job(posted(7));
        mock("askTask").whenAnyExchangeReceived(exchange -> {
            throw new IllegalStateException("The task is odd.");
        });

        assertThat(send("pollUpload", job).getException()).hasMessage("The task is odd.");

        assertCalled(job, "askTask");
    }
}
