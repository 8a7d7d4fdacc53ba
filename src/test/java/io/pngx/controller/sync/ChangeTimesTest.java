package io.pngx.controller.sync;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.Test;

class ChangeTimesTest {
    private static final Instant NOON = Instant.parse("2026-01-01T12:00:00.123456Z");

    private final ChangeTimes times = new ChangeTimes();

    @Test
    void laterChangesAndUnknownTimesShowNothing() {
        times.add(1, NOON, NOON);
        times.add(2, NOON, NOON.plusSeconds(60));
        times.add(3, null, NOON.minusSeconds(60));
        times.add(4, NOON, null);
        assertThat(times.count()).isZero();
        assertThat(times.newest()).isNull();
        assertThat(times.showRestore()).isFalse();
    }

    @Test
    void aTimeThatAnExportCutToMillisecondsIsTheSame() {
        times.add(1, NOON, Instant.parse("2026-01-01T12:00:00.123Z"));
        assertThat(times.count()).isZero();
    }

    @Test
    void timesThatConcurrentRequestsCommittedInAnotherOrderAreTheSame() {
        times.add(1, NOON, NOON.minusMillis(900));
        assertThat(times.count()).isZero();
    }

    @Test
    void oneOlderDocumentIsFoundButShowsNoRestore() {
        times.add(1, NOON, NOON.minusSeconds(2));
        assertThat(times.newest()).isEqualTo(new ChangeTimes.Older(1, NOON, NOON.minusSeconds(2)));
        assertThat(times.showRestore()).isFalse();
    }

    @Test
    void olderDocumentsShowARestoreIfNoLaterChangeIsLeft() {
        times.add(1, NOON, NOON.minusSeconds(60));
        times.add(2, NOON.plusSeconds(1), NOON.minusSeconds(50));
        times.add(3, NOON.minusSeconds(10), NOON.minusSeconds(10));
        times.add(4, NOON.plusSeconds(2), NOON.plusSeconds(99)); // changed again after the restore
        assertThat(times.count()).isEqualTo(2);
        assertThat(times.newest().id()).isEqualTo(2);
        assertThat(times.showRestore()).isTrue();
    }

    @Test
    void aLaterChangeThatIsStillThereContradictsARestore() {
        times.add(1, NOON, NOON.minusSeconds(60));
        times.add(2, NOON, NOON.minusSeconds(60));
        times.add(3, NOON.plusSeconds(5), NOON.plusSeconds(5));
        assertThat(times.showRestore()).isFalse();
    }
}
