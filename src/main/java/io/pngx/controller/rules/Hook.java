package io.pngx.controller.rules;

import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Collectors;

/** A place in the pipeline where rules are asked or told. */
public enum Hook {
    /** Is this document for this replica? */
    SELECT,
    /** What should it be there? */
    TRANSFORM,
    /** It is there, as it should be. */
    SETTLED,
    /** Something about a replica changed that a person wants to know. */
    ALERT;

    /** The name that a rule's route has in {@code from: direct:...}. */
    public String endpoint() {
        return "rule-" + word();
    }

    public String word() {
        return name().toLowerCase(java.util.Locale.ROOT);
    }

    /** Does nothing go to the replica while such a rule is on and does not run? */
    public boolean guards() {
        return this == SELECT || this == TRANSFORM;
    }

    /** All of them, as a rule begins at them. */
    static String names() {
        return Arrays.stream(values()).map(hook -> "direct:" + hook.endpoint()).collect(Collectors.joining(", "));
    }

    static Optional<Hook> of(String endpoint) {
        return Arrays.stream(values())
                .filter(hook -> hook.endpoint().equals(endpoint))
                .findFirst();
    }
}
