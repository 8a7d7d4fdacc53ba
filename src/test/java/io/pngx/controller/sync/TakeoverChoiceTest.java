package io.pngx.controller.sync;

import static org.assertj.core.api.Assertions.assertThat;

import io.pngx.controller.store.DocumentCounts;
import io.pngx.controller.store.TakeoverLead;
import io.pngx.controller.sync.ReadinessFacts.Contact;
import io.pngx.controller.sync.TakeoverChoice.Better;
import io.pngx.controller.sync.TakeoverChoice.Candidate;
import io.pngx.controller.sync.TakeoverChoice.Code;
import io.pngx.controller.text.Language;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The replicas that would be a better new master than the chosen one. */
class TakeoverChoiceTest {
    private static final Instant NOW = Instant.parse("2026-11-28T12:00:00Z");
    private static final Duration MINUTE = Duration.ofMinutes(1);
    private static final TakeoverLead SAME = new TakeoverLead(0, 0);
    private static final Duration DAY = Duration.ofDays(1);

    /** @param interval time between two runs of the replica */
    private static Candidate replica(
            String name, Contact contact, long copies, long missing, long old, Duration age, Duration interval) {
        DocumentCounts documents = new DocumentCounts(
                copies - old, missing, 0, 0, old, 0, 0, 0, 0, 0, missing, 0, 0, 0, copies, 0, 0, 0, copies, NOW, 0);
        return new Candidate(
                name.hashCode(),
                name,
                Readiness.of(new ReadinessFacts(
                        contact,
                        null,
                        NOW.minus(age),
                        NOW,
                        null,
                        interval.multipliedBy(2),
                        documents,
                        List.of(),
                        List.of(),
                        List.of(),
                        List.of(),
                        false,
                        null)));
    }

    private static Candidate replica(String name, long copies, long missing, long old) {
        return replica(name, Contact.OK, copies, missing, old, MINUTE, MINUTE);
    }

    private static List<Better> better(Candidate chosen, Candidate... others) {
        return TakeoverChoice.better(chosen, List.of(others), (one, other) -> SAME);
    }

    /** @param lead what the other replica knows beyond the chosen one */
    private static List<Better> better(Candidate chosen, Candidate other, TakeoverLead lead) {
        return TakeoverChoice.better(chosen, List.of(other), (one, two) -> one.id() == other.id() ? lead : SAME);
    }

    @Test
    void anEqualReplicaIsNotBetterAndTheChosenOneNeverIs() {
        Candidate home = replica("Home", 10, 0, 0);

        assertThat(better(home, home, replica("Cellar", 10, 0, 0), replica("Attic", 9, 1, 0)))
                .isEmpty();
    }

    @Test
    void fewerMissingDocumentsCountBeforeFewerOldOnes() {
        Candidate home = replica("Home", 8, 2, 0);

        assertThat(better(home, replica("Cellar", 9, 1, 4), replica("Attic", 7, 3, 0)))
                .extracting(Better::replicaName)
                .containsExactly("Cellar");
        assertThat(better(replica("Home", 8, 2, 5), replica("Cellar", 8, 2, 4)))
                .extracting(cellar -> cellar.text().toString())
                .containsExactly("This replica is more complete. After a takeover, documents that could be old or"
                        + " different: 4, not 5.");
        assertThat(better(replica("Home", 8, 3, 5), replica("Cellar", 8, 2, 4)))
                .singleElement()
                .satisfies(cellar -> {
                    assertThat(cellar.code()).isEqualTo(Code.MORE_COMPLETE);
                    assertThat(cellar.text().toString())
                            .isEqualTo("This replica is more complete. After a takeover, documents that would be"
                                    + " missing: 2, not 3; documents that could be old or different: 4, not 5.");
                    assertThat(cellar.text().in(Language.GERMAN))
                            .isEqualTo(
                                    "Dieses Replikat ist vollständiger. Nach einer Umschaltung würden fehlen: 2 statt"
                                            + " 3 Dokumente; könnten veraltet oder anders sein: 4 statt 5.");
                });
    }

    /** The totals are equal: one document was added to the master, and another one was deleted. */
    @Test
    void aReplicaLacksDocumentsThatBecameKnownAfterItsLastSuccess() {
        Candidate home = replica("Home", 10, 0, 0);
        Candidate older = replica("Cellar", Contact.OK, 10, 0, 0, MINUTE.plusSeconds(1), MINUTE);

        assertThat(better(home, older)).isEmpty();
        assertThat(better(older, home, new TakeoverLead(1, 0))).singleElement().satisfies(better -> {
            assertThat(better.code()).isEqualTo(Code.MORE_COMPLETE);
            assertThat(better.text().toString())
                    .isEqualTo("This replica is more complete. After a takeover, documents that would be"
                            + " missing: 0, not 1.");
        });
    }

    @Test
    void aReplicaWithNewerStatesOfDocumentsIsBetter() {
        assertThat(better(replica("Home", 10, 0, 0), replica("Cellar", 10, 0, 0), new TakeoverLead(0, 3)))
                .singleElement()
                .satisfies(better -> assertThat(better.text().toString())
                        .isEqualTo("This replica is more complete. After a takeover, documents that could be old or"
                                + " different: 0, not 3."));
    }

    @Test
    void aDocumentThatOnlyTheOlderReplicaKnowsWasDeletedOnTheMaster() {
        Candidate older = replica("Cellar", Contact.OK, 10, 0, 0, MINUTE.plusSeconds(1), MINUTE);

        assertThat(better(replica("Home", 9, 0, 0), older, new TakeoverLead(1, 0)))
                .isEmpty();
    }

    @Test
    void aReplicaIsNewerIfItsSuccessIsLaterByMoreThanTwoOfItsIntervals() {
        Candidate daily = replica("Home", Contact.OK, 10, 0, 0, Duration.ofHours(20), DAY);

        assertThat(better(daily, replica("Cellar", 10, 0, 0))).singleElement().satisfies(cellar -> {
            assertThat(cellar.code()).isEqualTo(Code.NEWER);
            assertThat(cellar.text().toString())
                    .isEqualTo("This replica is newer: its last successful run ended 60 s ago, not 20 h ago.");
        });
        assertThat(better(daily, replica("Cellar", Contact.OK, 10, 0, 0, MINUTE, DAY)))
                .isEmpty();
        assertThat(better(daily, replica("Attic", 9, 1, 0))).as("less complete").isEmpty();
    }

    @Test
    void onlyAReplicaThatCouldTakeOverIsBetter() {
        Candidate broken = replica("Home", Contact.UNREACHABLE, 10, 0, 0, MINUTE, MINUTE);

        assertThat(better(broken, replica("Cellar", Contact.BLOCKED, 10, 0, 0, MINUTE, MINUTE)))
                .isEmpty();
        assertThat(better(broken, replica("Cellar", 9, 1, 0))).singleElement().satisfies(cellar -> {
            assertThat(cellar.code()).isEqualTo(Code.READY);
            assertThat(cellar.text().toString())
                    .isEqualTo(
                            "Unlike the chosen replica, this replica could take over now. After a takeover, documents"
                                    + " that would be missing: 1, not 0.");
        });
    }
}
