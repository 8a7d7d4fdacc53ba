package io.pngx.controller.engine.cycle;

import io.pngx.controller.engine.session.Journal;
import io.pngx.controller.engine.uploads.ClockGaps;
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
            health.register(new TickCheck(ticks::sinceLast));
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

    private void start() {
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

    /** Looks at the clock. Catches every failure, because a failure would end all further looks. */
    private void look() {
        try {
            Duration back = gaps.takeSetBack();
            if (!back.isZero()) {
                setBack(back);
            }
        } catch (Throwable e) {
            if (!camel.isStopping() && !camel.isStopped()) {
                LOG.error("clock: {}", e.toString());
            }
        }
    }

    /** @param by how far the clock was set back */
    public void setBack(Duration by) throws SchedulerException {
        Ticks.restart(camel); // first, because the database may refuse writes
        waits.clockSetBack(clock.instant());
        journal.writeForSystem(
                LogRow.Level.WARN,
                "clock",
                by.toMinutes() == 0
                        ? Text.of(
                                "The clock of the controller was set back by {0} seconds. The schedule was started"
                                        + " anew.",
                                String.valueOf(by.toSeconds()))
                        : Text.of(
                                "The clock of the controller was set back by {0} minutes. The schedule was started"
                                        + " anew.",
                                String.valueOf(by.toMinutes())));
    }
}
