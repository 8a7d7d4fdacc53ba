package io.pngx.controller.web.http;

import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * Message about a form post from a browser without JavaScript. The next page shows the message, which a short-lived
 * cookie carries.
 *
 * @param problem whether the form was refused
 */
public record Flash(String sentence, boolean problem) {
    /** Value of {@code Set-Cookie} that removes a message after the page has shown it. */
    public static final String TAKEN = cookie("", 0);

    private static final String NAME = "pngx-note";
    private static final int SECONDS = 60;
    /** Maximum length, because browsers limit a cookie to about 4 kB. */
    private static final int LONGEST = 3000;

    static Optional<Flash> of(String cookies) {
        return Cookies.value(cookies, NAME).flatMap(Flash::read);
    }

    private static Optional<Flash> read(String value) {
        try {
            String text = URLDecoder.decode(value, StandardCharsets.UTF_8);
            return text.length() < 2
                    ? Optional.empty()
                    : Optional.of(new Flash(text.substring(1), text.startsWith("!")));
        } catch (IllegalArgumentException notOurs) {
            return Optional.empty();
        }
    }

    /** Returns the value of {@code Set-Cookie}. */
    public String cookie() {
        String text = (problem ? "!" : ".") + sentence;
        String value = encoded(text);
        while (value.length() > LONGEST) {
            text = text.substring(0, text.length() * LONGEST / value.length() - 2) + "…";
            value = encoded(text);
        }
        return cookie(value, SECONDS);
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    private static String cookie(String value, int seconds) {
        return NAME + "=" + value + "; Path=/; Max-Age=" + seconds + "; HttpOnly; SameSite=Strict";
    }
}
