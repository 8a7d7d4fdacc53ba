package io.pngx.controller.scenario;

import io.pngx.controller.flow.Version;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.RandomDistribution;
import net.jqwik.api.ShrinkingMode;
import net.jqwik.api.Tuple;
import net.jqwik.api.Tuple.Tuple2;
import net.jqwik.api.lifecycle.AddLifecycleHook;

/**
 * Plays random histories of a master and a replica in the words of the scenarios. After a quiet time, the replica is
 * equal to the master, and further runs write nothing. A failed history is shortened and printed as a scenario, which
 * can be stored in {@code src/test/scenarios} after the fix.
 *
 * <p>Without soak, each pairing plays the same 4 histories; with soak, 250 random ones. {@code -Dhistories=} sets the
 * number, {@code -Dseed=} repeats the same histories, and {@code -Dshorten=} sets the seconds for shortening a failure.
 * There is a class for each pairing, so that pairings run in parallel.
 */
abstract class Histories {
    private static final int LONGEST = 40;
    /**
     * Time limit for shortening a failed history. With jqwik's own limit, an attempt would continue in the background
     * during the next test.
     */
    private static final Duration SHORTENING = Duration.ofSeconds(Long.getLong("shorten", 300));

    private static Instant giveUpAt = Instant.MAX;

    private final Version master;
    private final Version replica;

    Histories(Version master, Version replica) {
        this.master = master;
        this.replica = replica;
    }

    /** Resets the end of shortening, because the tests of other classes follow in the same process. */
    static void begin() {
        giveUpAt = Instant.MAX;
    }

    @Property(edgeCases = EdgeCasesMode.NONE, shrinking = ShrinkingMode.FULL)
    @AddLifecycleHook(HowMany.class)
    void everyHistoryEndsWithEqualLibraries(@ForAll("histories") List<Step> history) {
        if (Instant.now().isAfter(giveUpAt)) {
            return;
        }
        try {
            new History(master, replica).play(history);
        } catch (AssertionError e) {
            giveUpAt = giveUpAt.equals(Instant.MAX) ? Instant.now().plus(SHORTENING) : giveUpAt;
            throw e;
        }
    }

    @Provide
    Arbitrary<List<Step>> histories() {
        List<Tuple2<Integer, Integer>> weights = IntStream.range(0, Event.ALL.size())
                .mapToObj(i -> Tuple.of(Event.ALL.get(i).weight(), i))
                .toList();
        Arbitrary<Integer> events = Arbitraries.frequency(weights.toArray(new Tuple2[0]));
        Arbitrary<Integer> choices = Arbitraries.integers().between(0, 19);
        return Combinators.combine(events, choices, choices, choices)
                .as(Step::new)
                .dontShrink()
                .list()
                .ofMaxSize(LONGEST)
                .withSizeDistribution(RandomDistribution.uniform());
    }
}
