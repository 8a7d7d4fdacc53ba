package io.pngx.controller.flow;

import static org.assertj.core.api.Assertions.assertThat;

import io.pngx.controller.engine.cycle.ClockWatch;
import io.pngx.controller.store.Run;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import org.apache.camel.component.quartz.QuartzComponent;
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

        world.boot.camel().getRegistry().findSingleByType(ClockWatch.class).setBack(STEP);

        assertThat(world.ended(run).state()).isEqualTo(Run.State.SUCCESS);
        Date tomorrow = Date.from(Instant.now().plus(Duration.ofHours(25)));
        for (TriggerKey key : scheduler().getTriggerKeys(GroupMatcher.anyTriggerGroup())) {
            assertThat(scheduler().getTrigger(key).getNextFireTime())
                    .as(key.getName())
                    .isBefore(tomorrow);
        }
        assertThat(scheduler().getTriggerState(trigger("drill").getKey())).isEqualTo(Trigger.TriggerState.PAUSED);
        assertThat(world.boot
                        .sql()
                        .sql("select count(*) from logs where level = 'WARN' and action = 'clock' and message = ?")
                        .param(
                                "The clock of the controller was set back by 2880 minutes. The schedule was started anew.")
                        .query(Integer.class)
                        .single())
                .isEqualTo(1);
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
