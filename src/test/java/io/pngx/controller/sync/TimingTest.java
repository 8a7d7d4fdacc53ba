package io.pngx.controller.sync;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class TimingTest {
    private static final Instant NOW = Instant.parse("2026-01-02T03:04:05Z");
    private static final Duration QUARTER = Duration.ofMinutes(15);

    @Test
    void aFailedDocumentIsTriedAgainEverLaterUpToADay() {
        assertThat(IntStream.rangeClosed(1, 8).mapToObj(Backoff::retry).map(Duration::toMinutes))
                .containsExactly(5L, 15L, 45L, 135L, 405L, 1215L, 1440L, 1440L);
        assertThat(Backoff.retry(1_000_000)).isEqualTo(Duration.ofDays(1));
        assertThat(Backoff.retry(0)).isEqualTo(Duration.ofMinutes(5));
    }

    @Test
    void aTaskIsAskedForQuicklyAtFirstAndThenLessOften() {
        assertThat(IntStream.range(0, 70).mapToObj(Backoff::poll)).isSorted();
        assertThat(Backoff.poll(0)).isLessThan(Duration.ofSeconds(1));
        assertThat(Backoff.poll(60)).isEqualTo(Duration.ofSeconds(2));
        assertThat(Backoff.poll(61)).isEqualTo(Duration.ofSeconds(10));
        assertThat(Backoff.poll(Integer.MAX_VALUE)).isEqualTo(Duration.ofSeconds(10));
    }

    @Test
    void theNextCycleIsDueWhenTheIntervalElapsesAndAtOnceAfterThat() {
        Instant last = NOW.minusSeconds(60);
        Instant next = Due.next(last, QUARTER, NOW);

        assertThat(next).isEqualTo(last.plus(QUARTER));
        assertThat(Due.elapsed(last, QUARTER, next.minusNanos(1))).isFalse();
        assertThat(Due.elapsed(last, QUARTER, next)).isTrue();
        assertThat(Due.next(last, QUARTER, next)).isNull();
        assertThat(Due.next(null, QUARTER, NOW)).isNull();
        assertThat(Due.next(NOW.plusSeconds(1), QUARTER, NOW)).isNull();
    }

    @Test
    void theNumberOfFailuresUntilDailyAttemptsAgreesWithTheWaits() {
        assertThat(Backoff.retry(Backoff.FAILURES_UNTIL_DAILY)).isEqualTo(Duration.ofDays(1));
        assertThat(Backoff.retry(Backoff.FAILURES_UNTIL_DAILY - 1)).isLessThan(Duration.ofDays(1));
    }

    @Test
    void aReplicaIsDueAtTheEndOfItsInterval() {
        assertThat(Due.elapsed(NOW.minus(QUARTER), QUARTER, NOW)).isTrue();
        assertThat(Due.elapsed(NOW.minus(QUARTER).plusMillis(1), QUARTER, NOW)).isFalse();
    }

    @Test
    void aReplicaThatHadNoCycleIsDue() {
        assertThat(Due.elapsed(null, QUARTER, NOW)).isTrue();
    }

    @Test
    void aClockThatWasSetBackHoldsUpNothing() {
        assertThat(Due.elapsed(NOW.plusSeconds(1), QUARTER, NOW)).isTrue();
    }
}
