package io.pngx.controller.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The documents whose times of change show whether an instance was restored from a backup. */
class IdentitySamplesTest {
    private static final Instant NOON = Instant.parse("2026-01-01T12:00:00Z");

    @TempDir
    Path folder;

    private Store store;
    private Run run;
    private IdentitySamples samples;

    @BeforeEach
    void fourDocuments() {
        store = new Store(folder);
        run = store.run();
        samples = new IdentitySamples(store.db, store.mappings);
        for (long id = 1; id <= 4; id++) {
            store.mapped(run, id, 100 + id);
            store.comparisons.compared(
                    store.replica, id, changedAt(NOON.plusSeconds(id)), run.id(), Run.Outcome.UPDATED);
        }
    }

    @AfterEach
    void close() {
        store.close();
    }

    private static Comparison changedAt(Instant time) {
        return new Comparison(
                new Comparison.State("f", "s", false, false),
                new Comparison.OfMaster(null, null, null, time),
                new Comparison.OfCopy(null, time, true, null),
                new Comparison.Unwritten(List.of(), null, null));
    }

    private Map<Long, Instant> documents(int size) {
        return samples.changedLast(store.replica, size, id -> id != 4);
    }

    @Test
    void theLastChangesOfDocumentsThatAreStillThereAreTaken() {
        assertThat(documents(2)).containsOnly(Map.entry(3L, NOON.plusSeconds(3)), Map.entry(2L, NOON.plusSeconds(2)));
        assertThat(samples.copiesChangedLast(store.replica, 2, id -> true)).containsOnlyKeys(104L, 103L);
    }

    @Test
    void aComparisonThatDidNotReadTheCopyKeepsItsTime() {
        Comparison withoutCopy = new Comparison("f", "s", false, false, null, null);
        store.comparisons.compared(store.replica, 3, withoutCopy, run.id(), Run.Outcome.UNCHANGED);
        assertThat(samples.copiesChangedLast(store.replica, 9, id -> true)).containsKey(103L);
    }

    @Test
    void comparedTimesLackDocumentsThatWaitOrAreExcluded() {
        new Unselected(store.db, store.work)
                .exclude(new Unselected.Entry(store.replica, 2, "a rule", "revision", "seen", "paper 2"), run.id());
        store.work.link(store.replica, 3, run.id());
        assertThat(samples.compared(store.replica, List.of(1L, 2L, 3L, 9L)))
                .containsOnly(Map.entry(1L, NOON.plusSeconds(1)));
        assertThat(samples.compared(store.replica, List.of())).isEmpty();
    }

    @Test
    void whatARuleExcludesIsLeftOut() {
        new Unselected(store.db, store.work)
                .exclude(new Unselected.Entry(store.replica, 2, "a rule", "revision", "seen", "paper 2"), run.id());
        assertThat(documents(9)).containsOnlyKeys(1L, 3L);
    }
}
