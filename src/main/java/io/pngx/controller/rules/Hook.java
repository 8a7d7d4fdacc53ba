package io.pngx.controller.rules;

import io.pngx.controller.text.LowerCase;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Collectors;

/** A point in the processing of documents at which rules are called. */
public enum Hook {
    /** Decides whether a document goes to a replica. */
    SELECT,
    /** Changes a document on its way to a replica. */
    TRANSFORM,
    /** Notifies rules of a copy that is up to date. */
    SETTLED,
    /** Notifies rules of an alert. */
    ALERT;

    /** Returns the name that stands for the hook in the text of a rule, after {@code from: direct:}. */
    public String endpoint() {
        return "rule-" + word();
    }

    public String word() {
        return LowerCase.of(this);
    }

    /**
     * Returns whether the hook decides what goes to a replica. If a rule with a deciding hook is on but does not run,
     * the controller sends nothing to the replica.
     */
    public boolean decides() {
        return this == SELECT || this == TRANSFORM;
    }

    /** Returns the endpoints of all hooks as one text for messages. */
    static String names() {
        return Arrays.stream(values()).map(hook -> "direct:" + hook.endpoint()).collect(Collectors.joining(", "));
    }

    static Optional<Hook> of(String endpoint) {
        return Arrays.stream(values())
                .filter(hook -> hook.endpoint().equals(endpoint))
                .findFirst();
    }
}
