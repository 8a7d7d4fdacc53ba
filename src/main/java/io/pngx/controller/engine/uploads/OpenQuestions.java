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
        if (!step.text().equals(upload.question())) {
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
    public String message(long replicaId) {
        List<Upload> open = openUploads.questions(replicaId);
        if (open.isEmpty()) {
            return null;
        }
        return message(open.get(0)) + others(open.subList(1, open.size()));
    }

    /**
     * Returns a sentence with the number of the other open questions. If it is known for each of these questions when
     * the question ends at the latest, the sentence also has the last of these times.
     */
    private static String others(List<Upload> open) {
        if (open.isEmpty()) {
            return "";
        }
        List<Instant> known = open.stream()
                .map(Upload::questionUntil)
                .filter(Objects::nonNull)
                .sorted()
                .toList();
        boolean one = open.size() == 1;
        String until = known.size() < open.size()
                ? ""
                : ", " + (one ? "" : "the last one ") + "until " + Times.minute(known.get(known.size() - 1));
        return " " + open.size() + (one ? " more upload is" : " more uploads are") + " looked for" + until + ".";
    }

    private static String message(Upload upload) {
        String until = upload.questionUntil() == null
                ? "The controller searches again every minute."
                : "The controller decides no later than " + Times.minute(upload.questionUntil())
                        + " whether to send the file again.";
        return "\"" + upload.fileName() + "\" (document " + upload.masterId() + ") is looked for on the replica: "
                + upload.question() + ". " + until;
    }
}
