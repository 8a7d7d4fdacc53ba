package io.pngx.controller.flow;

import static org.assertj.core.api.Assertions.assertThat;

import io.pngx.controller.engine.cycle.ClockWatch;
import io.pngx.controller.engine.session.ClockGaps;
import io.pngx.controller.engine.session.Journal;
import io.pngx.controller.store.Database;
import io.pngx.controller.store.Run;
import io.pngx.controller.store.StoredWaits;
import io.pngx.controller.store.Tables;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import org.apache.camel.component.quartz.QuartzComponent;
import org.apache.camel.health.HealthCheck;
import org.apache.camel.health.HealthCheckRegistry;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.quartz.Scheduler;
import org.quartz.SchedulerException;
import org.quartz.Trigger;
import org.quartz.TriggerKey;
import org.quartz.impl.matchers.GroupMatcher;

/** The clock of the machine was set back, so that Quartz would wait for a time that is far ahead. */
class ClockSetBackTest {
    private static final Duration STEP = Duration.ofDays(2);

    private volatile Instant time = Instant.parse("2026-01-01T00:00:00Z");
    private final World world = World.ofItsOwn(Version.V2, Version.V3).withPapers(2);

    @AfterEach
    void stop() {
        world.close();
    }

    private Scheduler scheduler() {
        return world.boot.camel().getComponent("quartz", QuartzComponent.class).getScheduler();
    }

    private Trigger trigger(String route) throws SchedulerException {
        for (TriggerKey key : scheduler().getTriggerKeys(GroupMatcher.anyTriggerGroup())) {
            if (key.getName().equals(route)) {
                return scheduler().getTrigger(key);
            }
        }
        throw new AssertionError("no trigger of " + route);
    }

    /** Does to the triggers what the clock does: their next time is a time of the clock before the step. */
    private void moveTriggersAhead() throws SchedulerException {
        Date ahead = Date.from(Instant.now().plus(STEP));
        for (TriggerKey key : scheduler().getTriggerKeys(GroupMatcher.anyTriggerGroup())) {
            scheduler()
                    .rescheduleJob(
                            key,
                            scheduler()
                                    .getTrigger(key)
                                    .getTriggerBuilder()
                                    .startAt(ahead)
                                    .build());
        }
    }

    @Test
    void allRoutesAreStartedAgain() throws Exception {
        world.run();
        moveTriggersAhead();
        scheduler().pauseTrigger(trigger("drill").getKey());
        Run run = world.boot
                .runs()
                .queue(world.replica().id(), Run.Mode.INCREMENTAL)
                .orElseThrow();

        ClockWatch watch = watch();
        time = time.minus(STEP);
        watch.look();

        assertThat(world.ended(run).state()).isEqualTo(Run.State.SUCCESS);
        Date tomorrow = Date.from(Instant.now().plus(Duration.ofHours(25)));
        for (TriggerKey key : scheduler().getTriggerKeys(GroupMatcher.anyTriggerGroup())) {
            assertThat(scheduler().getTrigger(key).getNextFireTime())
                    .as(key.getName())
                    .isBefore(tomorrow);
        }
        assertThat(scheduler().getTriggerState(trigger("drill").getKey())).isEqualTo(Trigger.TriggerState.PAUSED);
        assertThat(messages())
                .containsExactly(
                        "The clock of the controller was set back by 2880 minutes. The schedule was started anew.");
    }

    /** Returns a watch of a clock that the test sets. */
    private ClockWatch watch() {
        return new ClockWatch(
                world.boot.camel(),
                new ClockGaps(() -> time, () -> 0),
                new StoredWaits(database()),
                new Journal(world.boot.logs()),
                world.boot.clock());
    }

    private Database database() {
        return world.boot.camel().getRegistry().findSingleByType(Tables.class).database();
    }

    private List<String> messages() {
        return world.boot
                .sql()
                .sql("select message from logs where level = 'WARN' and action = 'clock' order by id")
                .query(String.class)
                .list();
    }

    @Test
    void theWatchLooksAtTheClockByItself() {
        watch().start();
        time = time.minusSeconds(61);

        world.eventually("the reaction", () -> !messages().isEmpty());

        assertThat(messages())
                .containsExactly(
                        "The clock of the controller was set back by 1 minute. The schedule was started anew.");
    }

    @Test
    void aReactionThatFailedIsRepeatedWithAllStepsAndThenEnds() {
        database()
                .write()
                .sql("create trigger refuse before insert on logs when new.action = 'clock'"
                        + " begin select raise(abort, 'refused'); end")
                .update();
        ClockWatch watch = watch();
        time = time.minusSeconds(60);
        watch.look();
        time = time.minusSeconds(120);
        watch.look();
        assertThat(messages()).isEmpty();

        database().write().sql("drop trigger refuse").update();
        watch.look();
        watch.look();

        assertThat(messages())
                .containsExactly(
                        "The clock of the controller was set back by 3 minutes. The schedule was started anew.");
    }

    @Test
    void aStartedControllerCountsTheTicksAndReportsAScheduleThatStandsStill() {
        long start = System.nanoTime();
        ClockWatch watch = world.boot.camel().getRegistry().findSingleByType(ClockWatch.class);

        world.eventually("a tick", () -> watch.sinceLastTick().toNanos() < System.nanoTime() - start);

        HealthCheck check =
                (HealthCheck) HealthCheckRegistry.get(world.boot.camel()).resolveById("schedule");
        assertThat(check.call().getState()).isEqualTo(HealthCheck.State.UP);
    }

    /** A clock that goes forward makes ticks overdue. Quartz makes up for one of them, not for all. */
    @Test
    void ticksThatAreLongOverdueAreMadeUpForOnce() throws Exception {
        Trigger sync = trigger("sync");
        Date before = Date.from(Instant.now().minus(STEP));
        scheduler()
                .rescheduleJob(
                        sync.getKey(), sync.getTriggerBuilder().startAt(before).build());

        world.eventually("a tick", () -> trigger("sync").getNextFireTime().after(new Date()));
        world.run();
    }
}
