package io.pngx.simulator;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.Locale;

/**
 * The clock of one simulated server: real time plus an offset, or stopped at an instant. The times have microseconds,
 * as in paperless.
 */
public final class ServerClock {
    private static final DateTimeFormatter LOCAL = DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSSSSSxxx");
    private static final DateTimeFormatter LOCAL_WHOLE = DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ssxxx");
    private static final DateTimeFormatter UTC = DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSSSSS'Z'");
    private static final DateTimeFormatter UTC_WHOLE = DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss'Z'");
    private static final DateTimeFormatter HTTP = DateTimeFormatter.ofPattern(
                    "EEE, dd MMM uuuu HH:mm:ss 'GMT'", Locale.ENGLISH)
            .withZone(ZoneOffset.UTC);

    private final ZoneId zone;
    private volatile Duration offset = Duration.ZERO;
    private volatile Instant stopped;

    ServerClock(ZoneId zone) {
        this.zone = zone;
    }

    public ZoneId zone() {
        return zone;
    }

    public Instant now() {
        Instant fixed = stopped;
        return fixed != null ? fixed : Instant.now().plus(offset).truncatedTo(ChronoUnit.MICROS);
    }

    public LocalDate today() {
        return now().atZone(zone).toLocalDate();
    }

    /** Moves the clock, even if it is stopped. */
    public void move(Duration by) {
        if (stopped != null) {
            stopped = stopped.plus(by);
        } else {
            offset = offset.plus(by);
        }
    }

    /** Sets the clock to this instant. The clock keeps running. */
    public void set(Instant instant) {
        stopped = null;
        offset = Duration.between(Instant.now(), instant);
    }

    /** Stops the clock at this instant, so that every {@code modified} is equal from now on. */
    public void stopAt(Instant instant) {
        stopped = instant.truncatedTo(ChronoUnit.MICROS);
    }

    public void stop() {
        stopAt(now());
    }

    /** Lets a stopped clock continue from its current time. */
    public void run() {
        Instant at = stopped;
        if (at != null) {
            set(at);
        }
    }

    /** Formats an instant with the server's own offset. Almost all times in the API have this format. */
    String local(Instant instant) {
        return instant == null ? null : (instant.getNano() == 0 ? LOCAL_WHOLE : LOCAL).format(instant.atZone(zone));
    }

    /**
     * Formats an instant in UTC, the format of {@code versions[].added} and of the {@code deleted_at} of duplicates
     * (paperless-api.md §2.3).
     */
    String utc(Instant instant) {
        return instant == null
                ? null
                : (instant.getNano() == 0 ? UTC_WHOLE : UTC).format(instant.atZone(ZoneOffset.UTC));
    }

    static String http(Instant instant) {
        return HTTP.format(instant);
    }
}
