package io.pngx.controller.engine.uploads;

import io.pngx.controller.engine.session.Journal;
import io.pngx.controller.engine.session.Session;
import io.pngx.controller.store.OpenUploads;
import io.pngx.controller.store.Replica;
import io.pngx.controller.store.Replicas;
import io.pngx.controller.store.Times;
import io.pngx.controller.store.Upload;
import io.pngx.controller.store.Uploads;
import io.pngx.controller.sync.Backoff;
import io.pngx.controller.sync.UploadStep;
import io.pngx.controller.text.Text;
import java.time.Instant;
import java.util.List;
import java.util.Objects;

/**
 * Keeps the open questions: uploads with an unknown outcome. Logs each question once, and shows the open questions as
 * the replica's last error.
 */
public final class OpenQuestions {
    private final Uploads uploads;
    private final OpenUploads openUploads;
    private final Replicas replicas;
    private final Journal journal;

    public OpenQuestions(Uploads uploads, OpenUploads openUploads, Replicas replicas, Journal journal) {
        this.uploads = uploads;
        this.openUploads = openUploads;
        this.replicas = replicas;
        this.journal = journal;
    }

    /** Opens the question of an upload, or updates the open question. */
    void open(Session session, Upload upload, UploadStep step) {
        uploads.question(
                upload,
                step.text(),
                step.until(),
                step.action() == UploadStep.Action.OVERTAKEN,
                Instant.now().plus(Backoff.poll(upload.polls() + 1)));
        if (!Objects.toString(step.text()).equals(Objects.toString(upload.question()))) {
            journal.warn(
                    session,
                    upload.masterId(),
                    "upload",
                    message(uploads.find(upload.id()).orElseThrow()));
        }
        publish(session);
    }

    /** Updates the replica's last error after a question was opened or answered. */
    void publish(Session session) {
        if (!session.stopped()) {
            replicas.state(session.replicaId(), Replica.State.OK, message(session.replicaId()));
        }
    }

    /** @return a text about the open questions of a replica; null if the replica has no open question */
    public Text message(long replicaId) {
        List<Upload> open = openUploads.questions(replicaId);
        if (open.isEmpty()) {
            return null;
        }
        Upload first = open.get(0);
        return Text.of("{0}{1}", message(first), others(open.subList(1, open.size())));
    }

    /**
     * Returns a sentence with the number of the other open questions. If each of these questions has a time limit, the
     * sentence also contains the latest limit.
     */
    private static Text others(List<Upload> open) {
        if (open.isEmpty()) {
            return Text.of("");
        }
        List<Instant> known = open.stream()
                .map(Upload::questionUntil)
                .filter(Objects::nonNull)
                .sorted()
                .toList();
        boolean one = open.size() == 1;
        String number = String.valueOf(open.size());
        if (known.size() < open.size()) {
            return Text.of(
                    one
                            ? " The controller also looks for {0} more upload."
                            : " The controller also looks for {0} more uploads.",
                    number);
        }
        return Text.of(
                one
                        ? " The controller also looks for {0} more upload, until {1}."
                        : " The controller also looks for {0} more uploads, for the last one until {1}.",
                number,
                Times.minute(known.get(known.size() - 1)));
    }

    private static Text message(Upload upload) {
        Text until = upload.questionUntil() == null
                ? Text.of("The controller searches again every minute.")
                : Text.of(
                        "The controller decides no later than {0} whether to send the file again.",
                        Times.minute(upload.questionUntil()));
        return Text.of(
                "\"{0}\" (document {1}) is looked for on the replica: {2}. {3}",
                upload.fileName(), String.valueOf(upload.masterId()), upload.question(), until);
    }
}
