package io.pngx.controller.web.http;

import io.pngx.controller.store.Period;
import io.pngx.controller.text.Language;
import io.pngx.controller.text.LowerCase;
import io.pngx.controller.text.Text;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeParseException;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Reads filters that several lists have in common: keywords, the period and the language. */
public final class Filters {
    private static final Pattern BACK = Pattern.compile("([1-9][0-9]{0,4})([mhd])");

    private Filters() {}

    /**
     * Returns the enum constants in a parameter with a comma-separated list; empty if the parameter is missing or
     * wrong.
     */
    public static <E extends Enum<E>> Set<E> words(Fields query, String name, Class<E> words) {
        Map<String, E> constants = new LinkedHashMap<>();
        for (E constant : words.getEnumConstants()) {
            constants.put(LowerCase.of(constant), constant);
        }
        return words(query, name, constants.keySet()).stream()
                .map(constants::get)
                .collect(Collectors.toSet());
    }

    /** Returns the words in a parameter with a comma-separated list; empty if the parameter is missing or wrong. */
    public static Set<String> words(Fields query, String name, Collection<String> allowed) {
        if (!query.has(name)) {
            return Set.of();
        }
        Set<String> chosen = new LinkedHashSet<>();
        for (String word : query.raw(name).asText().split(",", -1)) {
            chosen.add(word.strip().toLowerCase(Locale.ROOT));
        }
        if (!allowed.containsAll(chosen)) {
            query.refuse(name, Text.of("must be one or more of {0}, separated by commas", String.join(", ", allowed)));
            return Set.of();
        }
        return chosen;
    }

    /**
     * Returns the period from {@code since} to {@code until}. A day begins and ends in the controller's time zone, and
     * the day of {@code until} belongs to the period.
     */
    public static Period period(Fields query, Instant now) {
        Instant since = instant(query, "since", now, 0);
        Instant until = instant(query, "until", now, 1);
        if (since != null && until != null && !since.isBefore(until)) {
            query.refuse("until", Text.of("must be later than since"));
        }
        return new Period(since, until);
    }

    /** Returns the language of messages; English if the query names none, or a wrong one. */
    public static Language language(Fields query) {
        if (!query.has("language")) {
            return Language.ENGLISH;
        }
        List<String> codes =
                Arrays.stream(Language.values()).map(Language::code).toList();
        return Language.of(query.raw("language").asText().toLowerCase(Locale.ROOT))
                .orElseGet(() -> {
                    query.refuse("language", Text.of("must be one of {0}", String.join(", ", codes)));
                    return Language.ENGLISH;
                });
    }

    /** Times are compared as text, which needs years of four digits. */
    private static final Instant LATEST = Instant.parse("9999-12-31T00:00:00Z");

    private static Instant instant(Fields query, String name, Instant now, int daysAfter) {
        if (!query.has(name)) {
            return null;
        }
        String text = query.raw(name).asText();
        Matcher back = BACK.matcher(text);
        if (back.matches()) {
            long number = Long.parseLong(back.group(1));
            return now.minus(
                    switch (back.group(2)) {
                        case "m" -> Duration.ofMinutes(number);
                        case "h" -> Duration.ofHours(number);
                        default -> Duration.ofDays(number);
                    });
        }
        try {
            Instant found = text.length() == 10
                    ? LocalDate.parse(text)
                            .plusDays(daysAfter)
                            .atStartOfDay(ZoneId.systemDefault())
                            .toInstant()
                    : OffsetDateTime.parse(text).toInstant();
            return found.isAfter(LATEST) ? LATEST : found;
        } catch (DateTimeParseException e) {
            return query.refuse(
                    name,
                    Text.of("must be a day like 2026-01-31, a time like 2026-01-31T12:00:00Z, or a duration before "
                            + "now like 24h or 7d"));
        }
    }
}
