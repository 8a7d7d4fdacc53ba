package io.pngx.controller.web.http;

import io.pngx.controller.text.Language;
import java.util.Optional;

/** Cookie with the language that a user chose. */
public final class LanguageCookie {
    private static final String NAME = "pngx-language";
    private static final int SECONDS = 365 * 24 * 3600;

    private LanguageCookie() {}

    /**
     * Reads the header {@code Cookie}.
     *
     * @param cookies null: no cookie
     */
    static Optional<Language> read(String cookies) {
        return Cookies.value(cookies, NAME).flatMap(Language::of);
    }

    /** Returns the value of {@code Set-Cookie} that makes the browser remember a language for a year. */
    public static String set(Language language) {
        return NAME + "=" + language.code() + "; Path=/; Max-Age=" + SECONDS + "; HttpOnly; SameSite=Lax";
    }
}
