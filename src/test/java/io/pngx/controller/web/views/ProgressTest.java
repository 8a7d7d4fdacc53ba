package io.pngx.controller.web.views;

import static org.assertj.core.api.Assertions.assertThat;

import io.pngx.controller.store.Run;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class ProgressTest {
    private static final Instant START = Instant.parse("2026-03-01T12:00:00Z");

    private static Run run(long total, long uploaded) {
        return new Run(
                1,
                1,
                Run.Mode.FULL,
                Run.State.RUNNING,
                "documents",
                total,
                uploaded,
                0,
                0,
                0,
                0,
                0,
                0,
                0,
                77,
                "[\"Bill\"]",
                null,
                false,
                START,
                null,
                0,
                0,
                0,
                0,
                0,
                null);
    }

    @Test
    void rate_and_remaining_time_follow_from_the_documents_done() {
        Progress progress = Progress.of(run(20, 10), START.plusSeconds(20));

        assertThat(progress.rate()).isEqualTo(0.5);
        assertThat(progress.etaSeconds()).isEqualTo(20);
    }

    @Test
    void a_few_documents_give_no_rate() {
        Progress progress = Progress.of(run(20, 4), START.plusSeconds(20));

        assertThat(progress.rate()).isNull();
        assertThat(progress.etaSeconds()).isNull();
    }
}
