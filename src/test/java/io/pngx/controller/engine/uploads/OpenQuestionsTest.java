package io.pngx.controller.engine.uploads;

import static org.assertj.core.api.Assertions.assertThat;

import io.pngx.controller.store.Database;
import io.pngx.controller.store.NewDatabase;
import io.pngx.controller.store.OpenUploads;
import io.pngx.controller.store.Replicas;
import io.pngx.controller.store.Upload;
import io.pngx.controller.store.Uploads;
import io.pngx.controller.text.Text;
import java.nio.file.Path;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OpenQuestionsTest {
    private static final Instant SEVEN = Instant.parse("2026-01-02T07:25:06Z");
    private static final Instant EIGHT = Instant.parse("2026-01-02T08:12:17Z");

    @TempDir
    Path folder;

    private Database db;
    private Uploads uploads;
    private OpenQuestions questions;
    private long replica;

    @BeforeEach
    void open() {
        db = NewDatabase.open(folder.resolve("db.sqlite3"));
        Replicas replicas = new Replicas(db);
        uploads = new Uploads(db);
        questions = new OpenQuestions(uploads, new OpenUploads(db), replicas, null);
        replica = replicas.add("attic", "http://attic:8000", "encrypted", true, null, 2);
    }

    @AfterEach
    void close() {
        db.close();
    }

    private void question(long masterId, Instant until) {
        Upload upload = uploads.plan(
                replica,
                masterId,
                masterId + ".pdf",
                7,
                "md5 " + masterId,
                "sha256 " + masterId,
                null,
                new Upload.Order(Upload.Kind.DOCUMENT, null, null, null, null),
                false);
        uploads.question(upload, Text.verbatim("its answer was lost"), until, false, SEVEN);
    }

    @Test
    void nothingIsSaidWhereNothingIsLookedFor() {
        assertThat(questions.message(replica)).isNull();
    }

    @Test
    void oneMoreUploadHasATimeOfItsOwn() {
        question(1, SEVEN);
        question(2, EIGHT);

        assertThat(questions.message(replica).toString())
                .isEqualTo("\"1.pdf\" (document 1) is looked for on the replica: its answer was lost. "
                        + "The controller decides no later than 2026-01-02 07:25 UTC whether to send the file "
                        + "again. "
                        + "The controller also looks for 1 more upload, until 2026-01-02 08:12 UTC.");
    }

    @Test
    void moreUploadsAreLookedForUntilTheLastOfThemIsSettled() {
        question(1, null);
        question(2, EIGHT);
        question(3, SEVEN);

        assertThat(questions.message(replica).toString())
                .endsWith("The controller also looks for 2 more uploads, for the last one until 2026-01-02 08:12 UTC.");
    }

    @Test
    void noTimeIsSaidWhereOneOfThemHasNone() {
        question(1, SEVEN);
        question(2, EIGHT);
        question(3, null);

        assertThat(questions.message(replica).toString())
                .endsWith("07:25 UTC whether to send the file again. The controller also looks for 2 more uploads.");
    }
}
