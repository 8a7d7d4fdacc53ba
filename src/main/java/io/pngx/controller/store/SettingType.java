package io.pngx.controller.store;

import io.pngx.controller.config.AlertUrl;
import io.pngx.controller.text.LowerCase;
import io.pngx.controller.text.Text;
import java.net.URI;
import java.time.LocalTime;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/** Type of a {@link Setting}. A type reads the stored text and names the kind of field on the page. */
public sealed interface SettingType<T> {
    /** Reads a stored text, even a text outside the range; null if nothing is stored and there is no default. */
    T read(String stored);

    /** Returns the kind of field on the page (see {@code templates/settings.html}). */
    String field();

    /** A value of a list, with its text on the page. */
    record Option(String value, Text text) {}

    /** Returns the values that the user can choose from, in the order of the page; empty: the user types the value. */
    default List<Option> options() {
        return List.of();
    }

    /** A type whose values are valid or invalid regardless of other stored values. */
    sealed interface Plain<T> extends SettingType<T> {
        /** Returns the stored form of a value; empty if the value is invalid. */
        Optional<String> check(String text);

        /** Returns the allowed values as a predicate whose subject is the setting: "must be ...". */
        Text allowed();

        /** Returns a stored text as the API shows it: a number, a boolean or text. */
        default Object shown(String stored) {
            return stored;
        }
    }

    record WholeNumber(int min, int max, Text unit) implements Plain<Integer> {
        @Override
        public Integer read(String stored) {
            return Integer.valueOf(stored);
        }

        @Override
        public Optional<String> check(String text) {
            return Optional.of(text)
                    .filter(digits -> digits.matches("-?[0-9]{1,9}"))
                    .map(Integer::valueOf)
                    .filter(number -> number >= min && number <= max)
                    .map(String::valueOf);
        }

        @Override
        public Text allowed() {
            return Text.of("must be a whole number from {0} to {1}", String.valueOf(min), String.valueOf(max));
        }

        @Override
        public Object shown(String stored) {
            return read(stored);
        }

        @Override
        public String field() {
            return "number";
        }
    }

    record YesNo(Text textOfTrue, Text textOfFalse) implements Plain<Boolean> {
        @Override
        public Boolean read(String stored) {
            return Boolean.valueOf(stored);
        }

        @Override
        public Optional<String> check(String text) {
            return Optional.of(text).filter(word -> word.equals("true") || word.equals("false"));
        }

        @Override
        public Text allowed() {
            return Text.of("must be true or false");
        }

        @Override
        public Object shown(String stored) {
            return read(stored);
        }

        @Override
        public String field() {
            return "choice";
        }

        @Override
        public List<Option> options() {
            return List.of(new Option("true", textOfTrue), new Option("false", textOfFalse));
        }
    }

    /** A time of the day, in the controller's time zone; empty: off. */
    record TimeOfDay() implements Plain<Optional<LocalTime>> {
        /** The stored text if no time is set. */
        public static final String OFF = "off";

        @Override
        public Optional<LocalTime> read(String stored) {
            return Optional.of(stored).filter(text -> !text.equals(OFF)).map(LocalTime::parse);
        }

        @Override
        public Optional<String> check(String text) {
            return Optional.of(text.toLowerCase(Locale.ROOT))
                    .filter(time -> time.equals(OFF) || time.matches("([01][0-9]|2[0-3]):[0-5][0-9]"));
        }

        @Override
        public Text allowed() {
            return Text.of("must be a time of the day like 03:00, or off");
        }

        @Override
        public String field() {
            return "time";
        }
    }

    /**
     * A constant of an enum, in lower case.
     *
     * @param options options in the order of the page; empty: no page shows the constants
     * @param radios true: the page shows all options without a menu, because their texts are long
     */
    record OneOf<E extends Enum<E>>(Class<E> words, List<Option> options, boolean radios) implements Plain<E> {
        public static <E extends Enum<E>> OneOf<E> of(Class<E> words) {
            return new OneOf<>(words, List.of(), false);
        }

        @Override
        public E read(String stored) {
            return Enum.valueOf(words, stored.toUpperCase(Locale.ROOT));
        }

        @Override
        public Optional<String> check(String text) {
            return Arrays.stream(words.getEnumConstants())
                    .map(LowerCase::of)
                    .filter(text::equals)
                    .findFirst();
        }

        @Override
        public Text allowed() {
            return Text.of(
                    "must be one of {0}",
                    Arrays.stream(words.getEnumConstants()).map(LowerCase::of).collect(Collectors.joining(", ")));
        }

        @Override
        public String field() {
            return radios ? "radios" : "choice";
        }
    }

    /**
     * An HTTP address that every user of the pages can see. A query is refused, because a query may contain a token.
     * Empty: off.
     */
    record WebAddress() implements Plain<Optional<AlertUrl>> {
        private static final String OFF = "off";

        @Override
        public Optional<AlertUrl> read(String stored) {
            return Optional.of(stored).filter(text -> !text.equals(OFF)).map(AlertUrl::parse);
        }

        @Override
        public Optional<String> check(String text) {
            if (text.isEmpty() || text.length() > 500 || text.equalsIgnoreCase(OFF)) {
                return Optional.of(OFF).filter(off -> text.equalsIgnoreCase(off));
            }
            try {
                return Optional.of(AlertUrl.parse(text).uri())
                        .filter(uri -> uri.getRawQuery() == null)
                        .map(URI::toString);
            } catch (IllegalArgumentException e) {
                return Optional.empty();
            }
        }

        @Override
        public Text allowed() {
            return Text.of("must be an address with a host and without a query, such as https://git.example.org/api, "
                    + "or off (the address is shown, so it must not contain a token)");
        }

        @Override
        public String field() {
            return "web";
        }
    }

    /** Address of a paperless-ngx instance. A new address must also match the saved token. */
    record Address() implements SettingType<Optional<String>> {
        @Override
        public Optional<String> read(String stored) {
            return Optional.ofNullable(stored);
        }

        @Override
        public String field() {
            return "address";
        }
    }

    /** A value that is stored encrypted and never shown. */
    record Secret() implements SettingType<Optional<String>> {
        @Override
        public Optional<String> read(String stored) {
            return Optional.ofNullable(stored);
        }

        @Override
        public String field() {
            return "secret";
        }
    }
}
