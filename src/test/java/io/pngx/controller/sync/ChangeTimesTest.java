package io.pngx.controller.sync;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ChangeTimesTest {
    private static final Instant NOON = Instant.parse("2026-01-01T12:00:00.123456Z");

    private final ChangeTimes times = new ChangeTimes();
    private final Map<Long, Instant> known = new HashMap<>();

    private void add(long id, Instant before, Instant now) {
        known.put(id, before);
        times.expect(known);
        times.found(id, now);
    }

    @Test
    void laterChangesAndUnknownTimesShowNothing() {
        add(1, NOON, NOON);
        add(2, NOON, NOON.plusSeconds(60));
        add(3, null, NOON.minusSeconds(60));
        add(4, NOON, null);
        assertThat(times.older()).isEmpty();
        assertThat(times.showRestore()).isFalse();
    }

    @Test
    void aTimeThatAnExportCutToMillisecondsIsTheSame() {
        add(1, NOON, Instant.parse("2026-01-01T12:00:00.123Z"));
        assertThat(times.older()).isEmpty();
    }

    @Test
    void timesThatConcurrentRequestsCommittedInAnotherOrderAreTheSame() {
        add(1, NOON, NOON.minusMillis(900));
        assertThat(times.older()).isEmpty();
    }

    @Test
    void oneOlderDocumentIsFoundButShowsNoRestore() {
        add(1, NOON, NOON.minusSeconds(2));
        assertThat(times.older()).containsExactly(new ChangeTimes.Older(1, NOON, NOON.minusSeconds(2)));
        assertThat(times.showRestore()).isFalse();
    }

    @Test
    void olderDocumentsShowARestoreIfNoLaterChangeIsLeft() {
        add(1, NOON, NOON.minusSeconds(60));
        add(2, NOON.plusSeconds(1), NOON.minusSeconds(50));
        add(3, NOON.minusSeconds(10), NOON.minusSeconds(10));
        add(4, NOON.plusSeconds(2), NOON.plusSeconds(99)); // changed again after the restore
        assertThat(times.older()).extracting(ChangeTimes.Older::id).containsExactly(2L, 1L);
        assertThat(times.showRestore()).isTrue();
    }

    @Test
    void aLaterChangeThatIsStillThereContradictsARestore() {
        add(1, NOON, NOON.minusSeconds(60));
        add(2, NOON, NOON.minusSeconds(60));
        add(3, NOON.plusSeconds(5), NOON.plusSeconds(5));
        assertThat(times.showRestore()).isFalse();
    }

    @Test
    void aSampleShowsChangesInBothDirectionsButNoOlderState() {
        times.expectSample(Map.of(1L, NOON, 2L, NOON, 3L, NOON, 4L, NOON));
        times.found(1, NOON.plusMillis(900));
        times.found(2, NOON.plusSeconds(2));
        times.found(3, NOON.minusSeconds(2));
        times.found(4, null);
        times.found(5, NOON);
        assertThat(times.differences())
                .containsExactly(
                        new ChangeTimes.Difference(2, NOON, NOON.plusSeconds(2)),
                        new ChangeTimes.Difference(3, NOON, NOON.minusSeconds(2)));
        assertThat(times.older()).isEmpty();
    }

    /** The clock was an hour ahead, and was corrected. */
    @Test
    void aNewChangeAfterACorrectionOfTheClockShowsNothing() {
        times.clock(NOON.minusSeconds(3600), NOON.minusSeconds(3000));
        add(1, NOON, NOON.minusSeconds(3100));
        add(2, NOON, NOON.minusSeconds(3200));
        assertThat(times.older()).as("changed after the last run").isEmpty();
        add(3, NOON, NOON.minusSeconds(4000));
        assertThat(times.older()).as("its stored time is in the future").isEmpty();
    }
}
