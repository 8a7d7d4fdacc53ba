package io.pngx.controller.sync;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class PollPaceTest {
    private final PollPace pace = new PollPace();
    private Instant now = Instant.parse("2026-11-28T10:00:00Z");

    /** Lets the consumer consume files one after the other. Each file takes this time. */
    private void consumes(int files, Duration each) {
        Instant posted = now;
        for (int i = 0; i < files; i++) {
            now = now.plus(each);
            pace.consumed(posted, now);
        }
    }

    @Test
    void beforeTheFirstFileThePollsFollowTheBackoff() {
        assertThat(pace.first(1)).isEqualTo(Backoff.poll(0));
        assertThat(pace.next(3)).isEqualTo(Backoff.poll(3));
    }

    @Test
    void theFirstPollWaitsALittleLessThanTheMedianOfTheLastFiles() {
        consumes(20, Duration.ofSeconds(9));
        consumes(9, Duration.ofMillis(200));
        consumes(1, Duration.ofMinutes(3)); // one large file changes nothing
        assertThat(pace.first(0)).isEqualTo(Duration.ofMillis(180));
    }

    @Test
    void aConsumerThatWasStuckForHoursIsAskedAfterTwoSeconds() {
        consumes(1, Duration.ofHours(2));
        assertThat(pace.first(3)).isEqualTo(Duration.ofSeconds(2));
        assertThat(pace.next(1)).isEqualTo(Duration.ofSeconds(2));
    }

    @Test
    void aFileWaitsForTheFilesBeforeIt() {
        consumes(9, Duration.ofMillis(200));
        assertThat(pace.first(1)).isEqualTo(Duration.ofMillis(380));
    }

    @Test
    void aFileThatWasPostedLateCountsFromItsPost() {
        pace.consumed(now, now.plusSeconds(1));
        Instant later = now.plusSeconds(60);
        pace.consumed(later, later.plusSeconds(1));
        assertThat(pace.first(0)).isEqualTo(Duration.ofMillis(900));
    }

    @Test
    void furtherPollsComeSoonAtFirstAndNeverMoreThanTwoSecondsApart() {
        consumes(9, Duration.ofSeconds(1));
        assertThat(pace.next(1)).isEqualTo(Duration.ofMillis(100));
        assertThat(pace.next(2)).isEqualTo(Duration.ofMillis(150));
        assertThat(pace.next(60)).isEqualTo(Duration.ofSeconds(2));
    }

    @Test
    void afterManyPollsTheReplicaIsAskedLessOften() {
        consumes(9, Duration.ofSeconds(1));
        assertThat(pace.next(61)).isEqualTo(Backoff.poll(61));
    }

    @Test
    void anInstantConsumerIsNotAskedWithoutAPause() {
        consumes(9, Duration.ZERO);
        assertThat(pace.first(0)).isPositive();
        assertThat(pace.next(1)).isPositive();
    }
}
