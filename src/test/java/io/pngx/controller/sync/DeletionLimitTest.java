package io.pngx.controller.sync;

import static org.assertj.core.api.Assertions.assertThat;

import io.pngx.controller.store.DeletionMode;
import io.pngx.controller.text.Language;
import io.pngx.controller.text.Text;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The sentence of deletions over the limit. */
class DeletionLimitTest {
    private static final Instant NOW = Instant.parse("2026-01-02T03:04:05Z");
    private static final String LIMIT =
            "Over the limit for automatic deletions: %d due now and 0 done in the last 24 hours, at most 5 allowed.";

    private static Text held(Deletion.Missed... lookups) {
        List<Deletion.Missed> missed = Stream.concat(
                        LongStream.rangeClosed(1, 10)
                                .mapToObj(id -> new Deletion.Missed(id, false, true, false, 1, first())),
                        Stream.of(lookups))
                .toList();
        return Deletion.decide(missed, DeletionMode.TRASH, Duration.ofMinutes(15), 5, 0, NOW).stream()
                .map(Deletion.Verdict::holdBecause)
                .distinct()
                .reduce((one, other) -> Text.of("{0} {1}", one, other))
                .orElseThrow();
    }

    private static Deletion.Missed lookup(long id, long weight) {
        return new Deletion.Missed(id, true, false, false, weight, first());
    }

    private static Instant first() {
        return NOW.minus(Duration.ofHours(1));
    }

    @Test
    void aLookupThatCountsAsItsDocumentsIsNamedInTheSentence() {
        assertThat(held(lookup(11, 67)))
                .hasToString(LIMIT.formatted(77)
                        + " A lookup counts as the documents that use it: 67 of the 77 come from 1 lookup.");
        assertThat(held(lookup(11, 66), lookup(12, 1)).in(Language.GERMAN))
                .isEqualTo("Über der Grenze für automatische Löschungen: 77 jetzt fällig und 0 in den letzten 24"
                        + " Stunden ausgeführt, höchstens 5 erlaubt. Ein Stammdatum zählt so viel wie die Dokumente, die es"
                        + " verwenden: 67 von 77 stammen von 2 Stammdaten.");
    }

    @Test
    void aLookupThatCountsOnceNeedsNoExplanation() {
        assertThat(held()).hasToString(LIMIT.formatted(10));
        assertThat(held(lookup(11, 1))).hasToString(LIMIT.formatted(11));
    }
}
