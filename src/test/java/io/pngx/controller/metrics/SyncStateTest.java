package io.pngx.controller.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import io.pngx.controller.store.Replica;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class SyncStateTest {
    private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");
    private static final Duration INTERVAL = Duration.ofMinutes(15);

    private static Replica replica(
            boolean enabled, boolean paused, Replica.State state, boolean watermark, Instant success) {
        return new Replica(
                1,
                "Home",
                "http://home.lan",
                "x",
                enabled,
                paused,
                null,
                2,
                state,
                null,
                "2.20.1",
                null,
                watermark ? NOW : null,
                NOW,
                success,
                null,
                null,
                null,
                null,
                null,
                null,
                Replica.UnselectedCopies.KEEP,
                false);
    }

    private static SyncState of(Replica replica, boolean running, long waiting) {
        return SyncState.of(replica, false, running, waiting, INTERVAL, NOW);
    }

    @Test
    void a_fresh_success_with_nothing_waiting_is_up_to_date() {
        assertThat(of(replica(true, false, Replica.State.OK, true, NOW.minus(INTERVAL)), false, 0))
                .isEqualTo(SyncState.UP_TO_DATE);
    }

    @Test
    void waiting_documents_are_behind() {
        assertThat(of(replica(true, false, Replica.State.OK, true, NOW), false, 1))
                .isEqualTo(SyncState.BEHIND);
    }

    @Test
    void a_success_older_than_two_intervals_is_behind() {
        assertThat(of(
                        replica(
                                true,
                                false,
                                Replica.State.OK,
                                true,
                                NOW.minus(INTERVAL.multipliedBy(2)).minusSeconds(1)),
                        false,
                        0))
                .isEqualTo(SyncState.BEHIND);
        assertThat(of(replica(true, false, Replica.State.OK, true, NOW.minus(INTERVAL.multipliedBy(2))), false, 0))
                .isEqualTo(SyncState.UP_TO_DATE);
    }

    @Test
    void a_planned_replica_that_never_succeeded_is_behind() {
        assertThat(of(replica(true, false, Replica.State.OK, true, null), false, 0))
                .isEqualTo(SyncState.BEHIND);
    }

    @Test
    void before_the_first_plan_it_is_new_and_during_the_first_run_it_syncs() {
        assertThat(of(replica(true, false, Replica.State.NEW, false, null), false, 0))
                .isEqualTo(SyncState.NEW);
        assertThat(of(replica(true, false, Replica.State.NEW, false, null), true, 0))
                .isEqualTo(SyncState.SYNCING);
    }

    @Test
    void a_new_address_does_not_make_a_planned_replica_new() {
        assertThat(of(replica(true, false, Replica.State.NEW, true, NOW), false, 0))
                .isEqualTo(SyncState.UP_TO_DATE);
    }

    @ParameterizedTest
    @EnumSource(
            value = Replica.State.class,
            names = {"BLOCKED", "UNREACHABLE", "AUTH_FAILED", "ERROR"})
    void what_stands_in_the_way_is_said_even_while_a_run_is_open(Replica.State state) {
        assertThat(of(replica(true, false, state, true, NOW), true, 3).name()).isEqualTo(state.name());
    }

    @Test
    void paused_comes_before_everything() {
        assertThat(of(replica(true, true, Replica.State.ERROR, true, NOW), true, 3))
                .isEqualTo(SyncState.PAUSED);
        assertThat(of(replica(false, false, Replica.State.OK, true, NOW), false, 0))
                .isEqualTo(SyncState.PAUSED);
        assertThat(SyncState.of(replica(true, false, Replica.State.OK, true, NOW), true, false, 0, INTERVAL, NOW))
                .isEqualTo(SyncState.PAUSED);
    }

    @Test
    void words_are_written_with_and_without_underscore() {
        assertThat(SyncState.UP_TO_DATE.word()).isEqualTo("up_to_date");
        assertThat(SyncState.UP_TO_DATE.text()).hasToString("up to date");
    }
}
