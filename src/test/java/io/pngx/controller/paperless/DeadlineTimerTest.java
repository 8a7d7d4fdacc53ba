package io.pngx.controller.paperless;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;

class DeadlineTimerTest {
    private static final Duration SOON = Duration.ofMillis(1);
    private static final Duration LATE = Duration.ofHours(1);

    private final DeadlineTimer timer = new DeadlineTimer(Duration.ofMillis(2));
    private final List<String> done = new CopyOnWriteArrayList<>();

    @Test
    void a_task_runs_once_also_after_the_timer_waited_for_it() {
        timer.schedule(SOON, () -> done.add("first"));
        await().until(() -> done.equals(List.of("first")));
        await().until(timer::isWaiting);
        timer.schedule(SOON, () -> done.add("second"));
        await().until(() -> done.equals(List.of("first", "second")));
        await().until(timer::isWaiting);
        assertThat(done).containsExactly("first", "second");
    }

    @Test
    void a_cancelled_task_never_runs() {
        DeadlineTimer.Deadline cancelled = timer.schedule(LATE, () -> done.add("cancelled"));
        cancelled.cancel();
        await().until(timer::isWaiting);
        assertThat(done).isEmpty();
    }

    @Test
    void a_task_that_fails_does_not_keep_the_next_from_running() {
        timer.schedule(SOON, () -> {
            throw new IllegalStateException("the connection could not be closed");
        });
        timer.schedule(SOON, () -> done.add("next"));
        await().until(() -> done.equals(List.of("next")));
    }
}
