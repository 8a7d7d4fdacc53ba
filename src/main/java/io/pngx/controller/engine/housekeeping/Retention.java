package io.pngx.controller.engine.housekeeping;

import io.pngx.controller.store.KeyValues;
import io.pngx.controller.store.Setting;
import io.pngx.controller.store.Times;
import java.time.Duration;
import java.time.Instant;

/** How long the past is kept. */
public final class Retention {
    private final KeyValues settings;

    public Retention(KeyValues settings) {
        this.settings = settings;
    }

    /** What is older goes. */
    public String before() {
        return Times.text(Instant.now().minus(Duration.ofDays(settings.get(Setting.LOG_RETENTION))));
    }
}
