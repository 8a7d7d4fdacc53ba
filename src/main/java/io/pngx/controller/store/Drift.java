package io.pngx.controller.store;

import java.util.Locale;

/** Selects what a run does with a copy that was edited on the replica. */
public enum Drift {
    /** Sets the copy back. */
    REPAIR,
    /** Only logs the edit. */
    REPORT;

    static Drift of(String key) {
        return valueOf(key.toUpperCase(Locale.ROOT));
    }

    /** @return the value of the setting */
    public String key() {
        return name().toLowerCase(Locale.ROOT);
    }
}
