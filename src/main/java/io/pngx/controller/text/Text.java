package io.pngx.controller.text;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * A sentence, or a part of one, that can be read in every {@link Language}. JSON, logs and {@link #toString()} have the
 * English text.
 *
 * @param pattern the English sentence with the places {@code {0}}, {@code {1}}, ... for values. Translations are found
 *     by this pattern. A value at a place {@code {0^}} begins a sentence: its first letter is a capital. A sentence at
 *     a place {@code {0-}} loses its full stop.
 * @param values values of the places: whole numbers and decimals, which each language formats in its way, other texts,
 *     or strings that are the same in every language, such as names
 */
public record Text(String pattern, List<Object> values) {
    private static final Pattern PLACE = Pattern.compile("\\{(\\d+)([-^]?)\\}");
    /** Marks of text direction, for a class of characters in a regular expression. {@code logback.xml} repeats them. */
    public static final String DIRECTION_MARKS = "\\u061c\\u200e\\u200f\\u202a-\\u202e\\u2066-\\u2069";
    /** Marks that would turn the sentence around a value. */
    private static final Pattern DIRECTION = Pattern.compile("[" + DIRECTION_MARKS + "]");

    /**
     * Creates a text. A null value is shown as {@code null}, as in a concatenation, so that a message about a failure
     * never fails itself.
     */
    public static Text of(String pattern, Object... values) {
        return new Text(
                pattern,
                Stream.of(values)
                        .<Object>map(value -> value == null ? "null" : value)
                        .toList());
    }

    /** Creates a text that is the same in every language, such as a name. */
    public static Text verbatim(String text) {
        return of("{0}", text);
    }

    /** Creates a number of things: {@code 1 document}, {@code 1,200 documents}. */
    public static Text counted(long number, String one, String many) {
        return of("{0} " + (number == 1 ? one : many), number);
    }

    /**
     * Creates the first sentence for the number 1, and the second for all other numbers. Each is translated as a whole,
     * because verbs and pronouns depend on the number too. The number is only shown if it is also one of the values.
     */
    public static Text plural(long number, String one, String many, Object... values) {
        return of(number == 1 ? one : many, values);
    }

    /** Creates a text out of several texts, with the same characters between each two of them. */
    public static Text join(String separator, List<Text> texts) {
        String places = IntStream.range(0, texts.size())
                .mapToObj(place -> "{" + place + "}")
                .collect(Collectors.joining(separator));
        return of(places, texts.toArray());
    }

    /** Returns the text in a language; in English if there is no translation. */
    public String in(Language language) {
        String translated = language.translate(pattern);
        return values.isEmpty()
                ? translated
                : PLACE.matcher(translated)
                        .replaceAll(place -> Matcher.quoteReplacement(
                                switch (place.group(2)) {
                                    case "^" -> capital(value(place, language), language);
                                    case "-" -> withoutFullStop(value(place, language));
                                    default -> value(place, language);
                                }));
    }

    private static String capital(String text, Language language) {
        return text.isEmpty() ? text : text.substring(0, 1).toUpperCase(language.locale()) + text.substring(1);
    }

    private static String withoutFullStop(String text) {
        return text.endsWith(".") ? text.substring(0, text.length() - 1) : text;
    }

    private String value(MatchResult place, Language language) {
        Object value = values.get(Integer.parseInt(place.group(1)));
        if (value instanceof Text text) {
            return text.in(language);
        }
        if (value instanceof Double decimal) {
            return language.decimal(decimal);
        }
        return value instanceof Long || value instanceof Integer
                ? language.number(((Number) value).longValue())
                : DIRECTION.matcher(value.toString()).replaceAll("");
    }

    @Override
    @JsonValue
    public String toString() {
        return in(Language.ENGLISH);
    }
}
