package io.pngx.controller.engine.session;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class ReadAheadTest {
    private final ReadAhead ahead = new ReadAhead();
    private long now = Duration.ofDays(1).toNanos();

    private void start(int uploads, Duration each) {
        for (int i = 0; i < uploads; i++) {
            ahead.started(now);
            now += each.toNanos();
        }
    }

    @Test
    void theFirstDocumentsAreReadOneByOne() {
        start(4, Duration.ofMillis(1));
        assertThat(ahead.documents(now)).isZero();
    }

    @Test
    void fastUploadsReadAtMostTenDocumentsInOneCall() {
        start(5, Duration.ofMillis(1));
        assertThat(ahead.documents(now)).isEqualTo(10);
    }

    @Test
    void asManyDocumentsAreReadAsStartWithinThreeSeconds() {
        start(5, Duration.ofMillis(700));
        assertThat(ahead.documents(now)).isEqualTo(4);
    }

    @Test
    void slowUploadsReadEachDocumentByItself() {
        start(9, Duration.ofSeconds(2));
        assertThat(ahead.documents(now)).isZero();
    }

    @Test
    void aPauseCountsAsSlowUntilUploadsAreFastAgain() {
        start(5, Duration.ofMillis(1));
        now += Duration.ofHours(1).toNanos();
        assertThat(ahead.documents(now)).isZero();
        start(5, Duration.ofMillis(1));
        assertThat(ahead.documents(now)).isEqualTo(10);
    }

    @Test
    void theNextCallWaitsUntilAllDocumentsOfTheLastCallAreUsed() {
        start(5, Duration.ofMillis(1));
        ahead.reading(3);
        start(2, Duration.ofMillis(1));
        assertThat(ahead.documents(now)).isZero();
        start(1, Duration.ofMillis(1));
        assertThat(ahead.documents(now)).isEqualTo(10);
    }
}
