package io.pngx.controller.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import io.pngx.controller.flow.Version;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * Plays the scenarios in {@code src/test/scenarios}; the README there has the vocabulary. There is a class for each
 * version of the replica, so that these tests run in parallel.
 */
abstract class Scenarios {
    private static final Path FOLDER = Path.of("src/test/scenarios");

    private final Version replica;

    Scenarios(Version replica) {
        this.replica = replica;
    }

    /**
     * Plays each scenario on one of its pairings, which depends only on its name. The soak plays all pairings.
     * {@code -Dscenario=} selects scenarios by a regular expression for their names, and plays all their pairings.
     */
    @TestFactory
    Stream<DynamicTest> scenarios() {
        String only = System.getProperty("scenario", "");
        boolean allPairings = Boolean.getBoolean("pngx.soak") || !only.isEmpty();
        return Scenario.all(FOLDER).stream()
                .filter(scenario ->
                        Pattern.compile(only).matcher(scenario.name()).find())
                .flatMap(scenario -> (allPairings ? scenario.pairings() : List.of(scenario.usualPairing()))
                        .stream()
                                .filter(pairing -> pairing.replica() == replica)
                                .map(pairing -> DynamicTest.dynamicTest(
                                        scenario.name() + ", " + pairing.master() + " to " + replica,
                                        scenario.file().toUri(),
                                        () -> play(scenario, pairing.master(), replica))));
    }

    /** Without this test, a folder that is skipped by mistake would pass. */
    @Test
    void everyScenarioHasStepsAndThereAreManyOfThem() {
        List<Scenario> all = Scenario.all(FOLDER);
        assertThat(all).allMatch(scenario -> scenario.steps().size() > 2).hasSizeGreaterThanOrEqualTo(45);
    }

    private static void play(Scenario scenario, Version master, Version replica) throws Exception {
        try (Play play = new Play(master, replica)) {
            for (Scenario.Step step : scenario.steps()) {
                try {
                    play.say(step.sentence());
                } catch (Exception | AssertionError e) {
                    throw new AssertionError(
                            scenario.file() + ":" + step.line() + ": " + step.sentence() + "\n" + e.getMessage()
                                    + "\nThe log, newest first:\n" + play.stage.log(),
                            e);
                }
            }
            play.assertNothingFailedInTheMiddle();
        }
    }
}
