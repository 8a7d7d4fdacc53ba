package io.pngx.controller.engine.cycle;

import io.pngx.controller.engine.session.ClockGaps;
import io.pngx.controller.engine.session.Journal;
import io.pngx.controller.store.LogRow;
import io.pngx.controller.store.StoredWaits;
import io.pngx.controller.text.Text;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.apache.camel.CamelContext;
import org.apache.camel.ExtendedStartupListener;
import org.apache.camel.RuntimeCamelException;
import org.apache.camel.health.HealthCheckRegistry;
import org.quartz.SchedulerException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Watches the clock of the machine, and starts the schedule anew after the clock was set back. No route can do this,
 * because every route that Quartz starts then stands still, the watchdog included.
 */
public final class ClockWatch {
    private static final Logger LOG = LoggerFactory.getLogger("pngx");
    private static final Duration INTERVAL = Duration.ofSeconds(1);

    private final CamelContext camel;
    private final ClockGaps gaps;
    private final StoredWaits waits;
    private final Journal journal;
    private final Clock clock;
    private final Ticks ticks = new Ticks();

    /** How far the clock was set back, as long as the reaction was not carried out completely. */
    private Duration pending = Duration.ZERO;

    private boolean restarted;

    public ClockWatch(CamelContext camel, ClockGaps gaps, StoredWaits waits, Journal journal, Clock clock) {
        this.camel = camel;
        this.gaps = gaps;
        this.waits = waits;
        this.journal = journal;
        this.clock = clock;
    }

    /** Begins to watch when the context has started. */
    public void install() throws Exception {
        HealthCheckRegistry health = HealthCheckRegistry.get(camel);
        if (health != null) {
            health.register(new TickCheck(this::sinceLastTick));
        }
        camel.addStartupListener(new ExtendedStartupListener() {
            @Override
            public void onCamelContextStarted(CamelContext context, boolean alreadyStarted) {
                // Camel has not yet started the routes.
            }

            @Override
            public void onCamelContextFullyStarted(CamelContext context, boolean alreadyStarted) {
                start();
            }
        });
    }

    /** Begins to watch. Must be called after the context has started. */
    public void start() {
        try {
            ticks.listen(camel);
        } catch (SchedulerException e) {
            throw new RuntimeCamelException(e);
        }
        // The executor waits by the time that really passes, not by the clock.
        camel.getExecutorServiceManager()
                .newSingleThreadScheduledExecutor(this, "clock")
                .scheduleWithFixedDelay(this::look, INTERVAL.toMillis(), INTERVAL.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** @return the time since Quartz last started a route */
    public Duration sinceLastTick() {
        return ticks.sinceLast();
    }

    /** Looks at the clock. Catches every failure, because a failure would end all further looks. */
    public synchronized void look() {
        try {
            Duration back = gaps.takeSetBack();
            if (!back.isZero()) {
                pending = pending.plus(back);
                restarted = false;
            }
            if (!pending.isZero()) {
                setBack(pending);
                pending = Duration.ZERO;
            }
        } catch (Throwable e) {
            if (!camel.isStopping() && !camel.isStopped()) {
                LOG.error("clock: {}", e.toString());
            }
        }
    }

    /**
     * Starts the schedule anew, and shortens stored waits. If a step fails, the next look repeats the reaction, but
     * does not start the schedule a second time.
     */
    private void setBack(Duration by) throws SchedulerException {
        if (!restarted) {
            Ticks.restart(camel); // first, because the database may refuse writes
            restarted = true;
        }
        waits.clockSetBack(clock.instant(), by);
        journal.writeForSystem(
                LogRow.Level.WARN,
                "clock",
                by.toMinutes() == 0
                        ? Text.plural(
                                by.toSeconds(),
                                "The clock of the controller was set back by {0} second. The schedule was started"
                                        + " anew.",
                                "The clock of the controller was set back by {0} seconds. The schedule was started"
                                        + " anew.",
                                String.valueOf(by.toSeconds()))
                        : Text.plural(
                                by.toMinutes(),
                                "The clock of the controller was set back by {0} minute. The schedule was started"
                                        + " anew.",
                                "The clock of the controller was set back by {0} minutes. The schedule was started"
                                        + " anew.",
                                String.valueOf(by.toMinutes())));
    }
}
