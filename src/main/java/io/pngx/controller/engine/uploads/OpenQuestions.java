package io.pngx.controller.engine.uploads;

import io.pngx.controller.engine.session.Journal;
import io.pngx.controller.engine.session.Session;
import io.pngx.controller.store.Replica;
import io.pngx.controller.store.Replicas;
import io.pngx.controller.store.Upload;
import io.pngx.controller.store.Uploads;
import io.pngx.controller.sync.Backoff;
import io.pngx.controller.sync.UploadStep;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;

/**
 * Uploads of which it is not known what became of them: kept, logged once, and shown as the replica's last error while
 * they are open.
 */
public final class OpenQuestions {
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm 'UTC'").withZone(ZoneOffset.UTC);

    private final Uploads uploads;
    private final Replicas replicas;
    private final Journal journal;

    public OpenQuestions(Uploads uploads, Replicas replicas, Journal journal) {
        this.uploads = uploads;
        this.replicas = replicas;
        this.journal = journal;
    }

    /** The question stays open, or is a new one. */
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
                    sentence(uploads.find(upload.id()).orElseThrow()));
        }
        show(session);
    }

    /** Brings the replica's last error up to date after a question was opened or answered. */
    void show(Session session) {
        if (!session.stopped()) {
            replicas.state(session.replicaId(), Replica.State.OK, sentence(session.replicaId()));
        }
    }

    /** What is looked for on this replica, why, and until when; null: nothing. */
    public String sentence(long replicaId) {
        List<Upload> open = uploads.questions(replicaId);
        if (open.isEmpty()) {
            return null;
        }
        int more = open.size() - 1;
        String others = more == 0 ? "" : more == 1 ? " So is 1 more upload." : " So are " + more + " more uploads.";
        return sentence(open.get(0)) + others;
    }

    private static String sentence(Upload upload) {
        String until = upload.questionUntil() == null
                ? "The replica is asked for it every minute."
                : "This is settled by " + TIME.format(upload.questionUntil()) + ".";
        return "\"" + upload.fileName() + "\" (document " + upload.masterId() + ") is looked for on the replica: "
                + upload.question() + ". " + until;
    }
}
