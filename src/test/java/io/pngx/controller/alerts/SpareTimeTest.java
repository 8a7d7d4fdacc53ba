package io.pngx.controller.alerts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class SpareTimeTest {
    private final AtomicLong now = new AtomicLong(Long.MAX_VALUE - 50); // the clock may overflow
    private final SpareTime spareTime = new SpareTime(now::get);

    private boolean runs(long nanos) {
        return spareTime.use(() -> now.addAndGet(nanos)).isPresent();
    }

    @Test
    void aTaskTakesATwentiethOfTheTime() {
        assertThat(runs(10)).isTrue();
        now.addAndGet(189);
        assertThat(runs(10)).as("189 of 190 ns have passed").isFalse();
        now.addAndGet(1);
        assertThat(runs(0)).isTrue();
        assertThat(runs(0)).as("a task that takes no time runs always").isTrue();
    }

    @Test
    void aTaskThatWasVerySlowOnceWaitsForAMinuteOnly() {
        assertThat(runs(Duration.ofHours(1).toNanos())).isTrue();
        now.addAndGet(Duration.ofSeconds(59).toNanos());
        assertThat(runs(0)).isFalse();
        now.addAndGet(Duration.ofSeconds(1).toNanos());
        assertThat(runs(0)).isTrue();
    }

    @Test
    void aTaskThatFailsWaitsToo() {
        assertThatThrownBy(() -> spareTime.use(() -> {
                    now.addAndGet(10);
                    throw new IllegalStateException("no");
                }))
                .hasMessage("no");
        assertThat(runs(0)).isFalse();
    }
}
