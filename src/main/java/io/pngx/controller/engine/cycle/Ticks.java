package io.pngx.controller.engine.cycle;

import java.time.Duration;
import java.util.function.LongSupplier;
import org.apache.camel.CamelContext;
import org.apache.camel.component.quartz.QuartzComponent;
import org.quartz.JobExecutionContext;
import org.quartz.Scheduler;
import org.quartz.SchedulerException;
import org.quartz.Trigger;
import org.quartz.TriggerKey;
import org.quartz.impl.matchers.GroupMatcher;
import org.quartz.listeners.JobListenerSupport;

/** Knows when Quartz last started a route, and starts the schedule of all routes anew. */
final class Ticks extends JobListenerSupport {
    private final LongSupplier nanoTime;
    private volatile long last;

    Ticks() {
        this(System::nanoTime);
    }

    Ticks(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
        last = nanoTime.getAsLong();
    }

    /** Begins to count the ticks. Must be called after the context has started. */
    void listen(CamelContext camel) throws SchedulerException {
        scheduler(camel).getListenerManager().addJobListener(this);
    }

    @Override
    public String getName() {
        return "ticks";
    }

    @Override
    public void jobToBeExecuted(JobExecutionContext context) {
        last = nanoTime.getAsLong();
    }

    /** @return the time since a route was last started, which does not depend on the clock of the machine */
    Duration sinceLast() {
        return Duration.ofNanos(nanoTime.getAsLong() - last);
    }

    /**
     * Makes every route due now, or at the next time of its cron expression. Quartz stores the next time of a route as
     * a time of the clock, and waits for this time even if the clock was set back by days.
     */
    static void restart(CamelContext camel) throws SchedulerException {
        Scheduler scheduler = scheduler(camel);
        for (TriggerKey key : scheduler.getTriggerKeys(GroupMatcher.anyTriggerGroup())) {
            Trigger trigger = scheduler.getTrigger(key);
            if (trigger != null) { // the route may have been stopped meanwhile
                boolean paused = scheduler.getTriggerState(key) == Trigger.TriggerState.PAUSED;
                scheduler.rescheduleJob(
                        key, trigger.getTriggerBuilder().startNow().build());
                if (paused) {
                    scheduler.pauseTrigger(key);
                }
            }
        }
    }

    private static Scheduler scheduler(CamelContext camel) {
        return camel.getComponent("quartz", QuartzComponent.class).getScheduler();
    }
}
