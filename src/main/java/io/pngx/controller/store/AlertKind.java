package io.pngx.controller.store;

import java.util.Arrays;
import java.util.Locale;

/** The kinds of targets of alerts, in the order of the page: one target of each kind, and a ping per replica. */
public enum AlertKind {
    WEBHOOK("Webhook"),
    NTFY("ntfy"),
    APPRISE("Apprise"),
    MAIL("Mail"),
    TELEGRAM("Telegram"),
    /** Dead man's switch of one replica. */
    PING("Dead-man ping");

    private final String title;

    AlertKind(String title) {
        this.title = title;
    }

    /** Returns the kind of a target's name. */
    static AlertKind of(String name) {
        return Arrays.stream(values())
                .filter(kind -> kind.word().equals(name))
                .findFirst()
                .orElse(PING);
    }

    /** Returns the name of the only target of this kind. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    public String title() {
        return title;
    }
}
