package io.pngx.controller.engine.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.pngx.controller.paperless.ConsumeTask;
import io.pngx.controller.paperless.Json;
import io.pngx.controller.sync.UploadStep;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A machine that was suspended, and a clock that was set. */
class ClockGapsTest {
    private static final Instant BEGIN = Instant.parse("2026-01-01T00:00:00Z");

    private Instant time = BEGIN;
    private long nanos = 5;
    private final ClockGaps gaps = new ClockGaps(() -> time, () -> nanos);

    private void works(Duration length) {
        time = time.plus(length);
        nanos += length.toNanos();
        gaps.look();
    }

    private void sleeps(Duration length) {
        time = time.plus(length);
    }

    @Test
    void onlyGapsAfterATimeCount() {
        works(Duration.ofHours(3));
        Instant before = time;
        sleeps(Duration.ofHours(2));
        works(Duration.ofSeconds(1));
        Instant between = time;
        works(Duration.ofMinutes(10));
        sleeps(Duration.ofHours(1));

        assertThat(gaps.without(before)).isEqualTo(before.plus(Duration.ofHours(3)));
        assertThat(gaps.without(between)).isEqualTo(between.plus(Duration.ofHours(1)));
        works(Duration.ofMinutes(1));
        assertThat(gaps.without(time)).isEqualTo(time);
        assertThat(gaps.without(null)).isNull();
    }

    @Test
    void workAndAClockThatIsSetBackAreNoGaps() {
        works(Duration.ofDays(400));
        sleeps(Duration.ofHours(-5));
        works(Duration.ofSeconds(50));
        assertThat(gaps.without(BEGIN)).isEqualTo(BEGIN);
    }

    @Test
    void aClockThatWasWrongForAWhileLeavesNoGap() {
        works(Duration.ofHours(3));
        Instant before = time;
        sleeps(Duration.ofHours(1));
        works(Duration.ofSeconds(1));
        sleeps(Duration.ofDays(2));
        works(Duration.ofSeconds(1));
        sleeps(Duration.ofDays(-2));
        works(Duration.ofSeconds(1));

        assertThat(gaps.without(before)).isEqualTo(before.plus(Duration.ofHours(1)));
    }

    @Test
    void stepsBackAreToldOnce() {
        works(Duration.ofHours(1));
        sleeps(Duration.ofMinutes(-19));
        works(Duration.ofSeconds(1));
        sleeps(Duration.ofMinutes(-1));
        assertThat(gaps.takeSetBack()).isEqualTo(Duration.ofMinutes(20));
        assertThat(gaps.takeSetBack()).isZero();
        sleeps(Duration.ofHours(2));
        works(Duration.ofSeconds(1));
        assertThat(gaps.takeSetBack()).isZero();
    }

    /** Servers that keep time move a clock by milliseconds. */
    @Test
    void aClockThatIsAdjustedSlowlyWasNotSetBack() {
        for (int i = 0; i < 1000; i++) {
            sleeps(Duration.ofMillis(-500));
            works(Duration.ofSeconds(1));
        }
        assertThat(gaps.takeSetBack()).isZero();
    }

    /** The worker of the replica has the task, and goes on with it when the machine wakes up. */
    @Test
    void aTaskThatSleptWithItsMachineIsNotLost() throws Exception {
        ConsumeTask task =
                Json.MAPPER.readValue("{\"id\":1,\"task_id\":\"a\",\"status\":\"STARTED\"}", ConsumeTask.class);
        Duration limit = Duration.ofMinutes(30);
        works(Duration.ofMinutes(1));
        Instant since = time;
        works(Duration.ofMinutes(1));
        sleeps(Duration.ofHours(8));
        works(Duration.ofSeconds(1));

        assertThat(UploadStep.afterTask(List.of(task), gaps.without(since), time, limit)
                        .action())
                .isNotEqualTo(UploadStep.Action.LOST);
        works(Duration.ofMinutes(29));
        assertThat(UploadStep.afterTask(List.of(task), gaps.without(since), time, limit)
                        .action())
                .isEqualTo(UploadStep.Action.LOST);
    }
}
