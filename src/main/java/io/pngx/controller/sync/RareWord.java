package io.pngx.controller.sync;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** Chooses a word of a document's text. A full-text search for the word must find the document. */
public final class RareWord {
    /** Shorter words are frequent, and some are operators of the search. */
    private static final int MIN_LENGTH = 6;
    /** Longer strings are rarely real words, and paperless-ngx 3.x does not index very long words. */
    private static final int MAX_LENGTH = 40;
    /** Number of characters that are searched for words. */
    private static final int TEXT_LENGTH = 200_000;

    private static final Pattern SPACE = Pattern.compile("\\s+");
    private static final Pattern MARKS = Pattern.compile("^[(\"'\\[]+|[)\"'\\],;:!?.]+$");
    /**
     * A word that the full-text index of every paperless-ngx version contains as one word. Words of other scripts, and
     * words with a punctuation mark, are split.
     */
    private static final Pattern WORD = Pattern.compile(
            "[\\p{IsLatin}\\p{IsGreek}\\p{IsCyrillic}&&\\p{IsAlphabetic}]{" + MIN_LENGTH + "," + MAX_LENGTH + "}");

    private RareWord() {}

    /**
     * Returns the rarest word of the text, and the longest of equally rare words; empty if the text has no usable word.
     */
    public static Optional<String> of(String text) {
        if (text == null) {
            return Optional.empty();
        }
        Map<String, Integer> words = new LinkedHashMap<>();
        SPACE.splitAsStream(text.substring(0, Math.min(text.length(), TEXT_LENGTH)))
                .map(word -> MARKS.matcher(word).replaceAll(""))
                .filter(word -> WORD.matcher(word).matches())
                .forEach(word -> words.merge(word, 1, Integer::sum));
        return words.entrySet().stream()
                .min(Map.Entry.<String, Integer>comparingByValue()
                        .thenComparing(entry -> -entry.getKey().length()))
                .map(Map.Entry::getKey);
    }
}
