package io.pngx.controller.alerts;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.pngx.controller.config.AlertUrl;
import io.pngx.controller.engine.session.ExchangeNames;
import io.pngx.controller.engine.session.Received;
import io.pngx.controller.store.Database;
import io.pngx.controller.store.KeyValues;
import io.pngx.controller.store.LogRow;
import io.pngx.controller.store.Logs;
import io.pngx.controller.store.Setting;
import io.pngx.controller.store.Tables;
import io.pngx.controller.store.Times;
import io.pngx.controller.sync.Hash;
import io.pngx.controller.sync.Releases;
import io.pngx.controller.text.Text;
import java.io.IOException;
import java.io.InputStream;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.apache.camel.Exchange;

/** Asks an address of Gitea or GitHub once a day for a newer release. Users get one alert for each release. */
public final class ReleaseCheck {
    /** Placeholder host of the route; the gateway replaces it by the address of the setting. */
    static final String HOST = "releases";

    /**
     * Key of a stored text: the time of the last check, then a hash of the address that was checked. The hash shows
     * whether the address was changed; a new address is checked at once.
     */
    private static final String ASKED = "release_asked";

    private static final Duration PAUSE = Duration.ofDays(1);
    private static final int LONGEST = 1 << 20; // bytes
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Database db;
    private final KeyValues settings;
    private final Outgoing outgoing;
    private final Logs logs;
    private final String version;
    private final Clock clock;

    ReleaseCheck(Tables tables, Outgoing outgoing, Logs logs, String version, Clock clock) {
        this.db = tables.database();
        this.settings = tables.settings();
        this.outgoing = outgoing;
        this.logs = logs;
        this.version = version;
        this.clock = clock;
    }

    /**
     * Returns whether the check is due. Records the time of a due check immediately, so that a failed check is repeated
     * only after a day.
     */
    public boolean isDue() {
        if (db.machine().fault().isPresent()) {
            return false;
        }
        Optional<AlertUrl> url = settings.get(Setting.RELEASE_URL);
        Optional<String> asked = settings.get(ASKED);
        if (url.isEmpty()) {
            if (asked.isPresent()) {
                db.inTransaction(() -> {
                    settings.forget(ASKED);
                    settings.forget(KeyValues.NEWER_RELEASE);
                });
            }
            return false;
        }
        Instant now = clock.instant();
        String address = " " + new Hash().add(url.get().uri()).hex();
        boolean recently = asked.filter(text -> text.endsWith(address))
                .map(text -> Times.instant(text.substring(0, text.length() - address.length())))
                .filter(last -> !last.isAfter(now) && last.plus(PAUSE).isAfter(now))
                .isPresent();
        if (!recently) {
            settings.put(ASKED, Times.text(now) + address);
        }
        return !recently;
    }

    /** Reads the answer: one release, or a list of releases, the newest first. */
    public void answered(Exchange exchange) throws IOException {
        int status = Received.of(exchange, ExchangeNames.ANSWER).status();
        if (status != 200) {
            log(Text.of("it answered with status {0}", String.valueOf(status)));
            return;
        }
        String tag = tag(exchange.getVariable(ExchangeNames.ANSWER, InputStream.class));
        if (tag == null) {
            log(Text.of("its answer does not describe a release in the format of Gitea or GitHub"));
        } else {
            found(tag);
        }
    }

    /** Logs a call that failed. Names only the kind of the failure. */
    public void failed(Exchange exchange) {
        log(Deliveries.kind(exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Throwable.class)));
    }

    private static String tag(InputStream answer) throws IOException {
        if (answer == null) {
            return null;
        }
        try {
            JsonNode read = JSON.readTree(answer.readNBytes(LONGEST));
            JsonNode newest = read;
            if (read.isArray()) {
                newest = null;
                for (JsonNode each : read) {
                    if (!each.path("draft").asBoolean()
                            && !each.path("prerelease").asBoolean()) {
                        newest = each;
                        break;
                    }
                }
            }
            String tag = newest == null ? "" : newest.path("tag_name").asText("");
            return tag.matches("[A-Za-z0-9][A-Za-z0-9._+-]{0,39}") ? tag : null;
        } catch (JacksonException e) {
            return null;
        }
    }

    private void found(String tag) {
        if (!Releases.isNewer(tag, version)
                || settings.get(KeyValues.NEWER_RELEASE).filter(tag::equals).isPresent()) {
            return;
        }
        Instant now = clock.instant();
        db.inTransaction(() -> {
            settings.put(KeyValues.NEWER_RELEASE, tag);
            outgoing.add(
                    new Event(
                            Event.NEW_RELEASE,
                            null,
                            null,
                            "pngx-controller " + tag + " is available; this is version " + version + ".",
                            now),
                    now);
        });
    }

    private void log(Text why) {
        logs.addForSystem(
                LogRow.Level.WARN,
                "release",
                Text.of("The release server gave no usable answer about newer versions: {0}.", why));
    }
}
