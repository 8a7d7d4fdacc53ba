package io.pngx.controller.text;

import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/** A language of the pages. English is the language of the code, of the API and of the logs. */
public enum Language {
    ENGLISH(Locale.ENGLISH, "English", ','),
    GERMAN(Locale.GERMAN, "Deutsch", '.');

    private static final Map<String, Language> BY_CODE =
            Arrays.stream(values()).collect(Collectors.toUnmodifiableMap(Language::code, Function.identity()));

    private final Locale locale;
    private final String label;
    private final char thousands;

    Language(Locale locale, String label, char thousands) {
        this.locale = locale;
        this.label = label;
        this.thousands = thousands;
    }

    /** Returns the language with a two-letter code such as {@code de}. */
    public static Optional<Language> of(String code) {
        return Optional.ofNullable(BY_CODE.get(code));
    }

    /**
     * Returns the language that a browser prefers.
     *
     * @param accepted value of the header {@code Accept-Language}. If the value is null or invalid, the result is
     *     English
     */
    public static Language preferred(String accepted) {
        try {
            Locale best = accepted == null
                    ? null
                    : Locale.lookup(
                            Locale.LanguageRange.parse(accepted),
                            Arrays.stream(values())
                                    .map(language -> language.locale)
                                    .toList());
            return best == null ? ENGLISH : of(best.getLanguage()).orElse(ENGLISH);
        } catch (IllegalArgumentException unreadable) {
            return ENGLISH;
        }
    }

    public String code() {
        return locale.getLanguage();
    }

    /** Returns the name of the language in the language itself. */
    public String label() {
        return label;
    }

    public Locale locale() {
        return locale;
    }

    /** Translates an English sentence or pattern. Returns the English sentence if there is no translation. */
    public String translate(String english) {
        return translations().getOrDefault(english, english);
    }

    /** Returns all translations by their English text; none for English. */
    Map<String, String> translations() {
        return this == ENGLISH ? Map.of() : German.TEXTS;
    }

    /** Returns a number that changes with the translations, and is the same in every process. */
    public int revision() {
        return translations().hashCode();
    }

    /** Returns the translations of the texts that scripts show; none for English. */
    public Map<String, String> scripts() {
        return this == ENGLISH ? Map.of() : German.SCRIPTS;
    }

    /** Formats a whole number with separators between thousands. Without a formatter, which is slow on a long page. */
    public String number(long number) {
        StringBuilder text = new StringBuilder(Long.toString(number));
        int first = number < 0 ? 1 : 0;
        for (int at = text.length() - 3; at > first; at -= 3) {
            text.insert(at, thousands);
        }
        return text.toString();
    }

    /** Formats a decimal with as many digits as it has. */
    public String decimal(double decimal) {
        String text = Double.toString(decimal);
        return thousands == ',' ? text : text.replace('.', ',');
    }

    /** The German texts, which are read when the first page is shown in German. */
    private static final class German {
        private static final Map<String, String> TEXTS = Translations.read("de");
        private static final Map<String, String> SCRIPTS = Translations.scripts("de");
    }
}
