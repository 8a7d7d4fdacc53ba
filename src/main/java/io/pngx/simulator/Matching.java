package io.pngx.simulator;

import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/** Decides which lookups a new document gets by their matching rules (paperless-api.md §7.1). */
final class Matching {
    static final int ANY = 1;
    static final int ALL = 2;
    static final int LITERAL = 3;
    static final int REGEX = 4;

    private Matching() {}

    static boolean matches(LookupRow lookup, String text) {
        if (lookup.match.isBlank()) {
            return false;
        }
        int flags = lookup.insensitive ? Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE : 0;
        return switch (lookup.algorithm) {
            case ANY -> words(lookup.match).stream().anyMatch(word -> finds(whole(word), flags, text));
            case ALL -> words(lookup.match).stream().allMatch(word -> finds(whole(word), flags, text));
            case LITERAL -> finds(whole(lookup.match), flags, text);
            case REGEX -> finds(lookup.match, flags, text);
            default -> false;
        };
    }

    private static List<String> words(String match) {
        return Arrays.stream(match.split("\\s+"))
                .filter(word -> !word.isEmpty())
                .toList();
    }

    private static String whole(String word) {
        return "\\b" + Pattern.quote(word) + "\\b";
    }

    private static boolean finds(String regex, int flags, String text) {
        try {
            return Pattern.compile(regex, flags).matcher(text).find();
        } catch (PatternSyntaxException e) {
            return false;
        }
    }
}
