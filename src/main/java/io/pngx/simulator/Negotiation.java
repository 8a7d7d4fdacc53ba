package io.pngx.simulator;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads the API version from the {@code Accept} header, before authentication (paperless-api.md §1). */
final class Negotiation {
    private static final Pattern VERSION = Pattern.compile(";\\s*version=([^;,\\s]+)");

    private Negotiation() {}

    static int version(String accept, Personality personality) {
        if (accept == null || accept.isBlank()) {
            return personality.defaultApi;
        }
        for (String offer : accept.split(",")) {
            String type = offer.split(";")[0].trim();
            if (type.equals("*/*") || type.equals("application/*") || type.equals("application/json")) {
                Matcher version = VERSION.matcher(offer);
                return version.find() ? check(version.group(1), personality) : personality.defaultApi;
            }
        }
        throw Refusal.detail(406, "Could not satisfy the request Accept header.");
    }

    private static int check(String version, Personality personality) {
        if (version.matches("\\d{1,4}")) {
            int number = Integer.parseInt(version);
            if (number >= personality.lowestApi && number <= personality.highestApi) {
                return number;
            }
        }
        throw Refusal.detail(406, "Invalid version in \"Accept\" header.");
    }
}
