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

/** Plays what is written in {@code src/test/scenarios}; its README has the vocabulary. A class for each replica: they run side by side. */
abstract class Scenarios {
    private static final Path FOLDER = Path.of("src/test/scenarios");

    private final Version replica;

    Scenarios(Version replica) {
        this.replica = replica;
    }

    /**
     * Plays each scenario on one of its pairings, which depends on its name alone. All pairings are played in the soak,
     * and of the scenarios that {@code -Dscenario=} names: those whose name contains the value, a regular expression.
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

    /** A folder that is skipped by mistake would pass. */
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
