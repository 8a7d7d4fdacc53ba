package io.pngx.controller.web.views;

import static org.assertj.core.api.Assertions.assertThat;

import io.pngx.controller.store.DeletionMode;
import io.pngx.controller.sync.Deletion;
import io.pngx.controller.text.Language;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class ReasonTextTest {
    @Test
    void knownReasonsAreTranslatedWithTheirValues() {
        assertThat(ReasonText.of("New on the master.").in(Language.GERMAN)).isEqualTo("Neu auf dem Master.");
        assertThat(ReasonText.of("The rule \"a \"b\" {0}\" does not select the document.")
                        .in(Language.GERMAN))
                .isEqualTo("Die Regel „a \"b\" {0}“ wählt das Dokument nicht aus.");
    }

    @Test
    void theReasonsThatTheEngineGivesAreKnown() {
        Instant missed = Instant.parse("2026-03-01T12:00:00Z");
        for (boolean adopted : List.of(true, false)) {
            for (boolean seen : List.of(true, false)) {
                for (DeletionMode mode : List.of(DeletionMode.HOLD, DeletionMode.TRASH)) {
                    String reason = Deletion.decide(
                                    List.of(new Deletion.Missed(1, false, seen, adopted, 1, missed)),
                                    mode,
                                    Duration.ofMinutes(15),
                                    0,
                                    0,
                                    missed.plus(Duration.ofDays(1)))
                            .get(0)
                            .holdBecause()
                            .toString();
                    assertThat(ReasonText.of(reason)).hasToString(reason);
                    assertThat(ReasonText.of(reason).in(Language.GERMAN)).isNotEqualTo(reason);
                }
            }
        }
    }

    @Test
    void otherReasonsStayAsTheyAre() {
        String reason = "The replica answered: {0} New on the master.";

        assertThat(ReasonText.of(reason)).hasToString(reason);
        assertThat(ReasonText.of(reason).in(Language.GERMAN)).isEqualTo(reason);
        assertThat(ReasonText.of(null)).isNull();
    }
}
