package io.pngx.simulator;

import java.text.Normalizer;
import java.time.Instant;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/**
 * The full-text index. A document is found by whole words of its text, its title and its notes. All words of a query
 * must match. The real query language has more syntax, which the controller does not use.
 */
final class FullText {
    private static final Pattern GAP = Pattern.compile("[^\\p{L}\\p{N}]+");

    private final Instance instance;

    FullText(Instance instance) {
        this.instance = instance;
    }

    Predicate<DocumentRow> query(String text) {
        List<String> wanted = words(text);
        return row -> isIndexed(row) && new HashSet<>(wordsOf(row)).containsAll(wanted);
    }

    private boolean isIndexed(DocumentRow row) {
        boolean behind = instance.indexStopped != null && row.modified.isAfter(instance.indexStopped);
        return !behind && !instance.unindexed.contains(row.id);
    }

    private List<String> wordsOf(DocumentRow row) {
        return words(instance.effective(row).content + " " + row.title);
    }

    /** Ignores case, as both real versions do. Accents count, although the real v3 ignores accents. */
    private static List<String> words(String text) {
        return Arrays.stream(GAP.split(
                        Normalizer.normalize(text, Normalizer.Form.NFC).toLowerCase(Locale.ROOT)))
                .filter(word -> !word.isEmpty())
                .toList();
    }

    /**
     * Returns the time of the last write to the index. Every change of a document is written to the index, unless a
     * test has stopped the index.
     */
    Instant lastModified() {
        return instance.indexStopped != null
                ? instance.indexStopped
                : instance.documents.values().stream()
                        .map(row -> row.modified)
                        .max(Comparator.naturalOrder())
                        .orElse(instance.clock.now());
    }
}
