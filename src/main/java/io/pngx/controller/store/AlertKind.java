package io.pngx.controller.store;

import io.pngx.controller.text.LowerCase;
import io.pngx.controller.text.Text;
import java.util.Arrays;

/**
 * Kinds of alert targets, in the order of the page Alerts. Each replica can have a target of kind {@link #PING}; every
 * other kind has at most one target.
 */
public enum AlertKind {
    WEBHOOK(Text.of("Webhook")),
    NTFY(Text.of("ntfy")),
    APPRISE(Text.of("Apprise")),
    MAIL(Text.of("Mail")),
    TELEGRAM(Text.of("Telegram")),
    /** Dead man's switch of one replica. */
    PING(Text.of("Dead-man ping"));

    private final Text title;

    AlertKind(Text title) {
        this.title = title;
    }

    /** Returns the kind of the target with this name. */
    static AlertKind of(String name) {
        return Arrays.stream(values())
                .filter(kind -> kind.word().equals(name))
                .findFirst()
                .orElse(PING);
    }

    /** Returns the kind in lower case. Unless the kind is {@link #PING}, this is also the name of the target. */
    public String word() {
        return LowerCase.of(this);
    }

    public Text title() {
        return title;
    }
}
