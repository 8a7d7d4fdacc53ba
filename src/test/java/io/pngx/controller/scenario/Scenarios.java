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

    /** {@code -Dscenario=word} plays those whose name contains it; it may be a regular expression. */
    @TestFactory
    Stream<DynamicTest> scenarios() {
        String only = System.getProperty("scenario", "");
        return Scenario.all(FOLDER).stream().filter(scenario -> scenario.replicas().contains(replica) && Pattern.compile(only).matcher(scenario.name()).find())
                .flatMap(scenario -> scenario.masters().stream().map(master -> DynamicTest.dynamicTest(
                        scenario.name() + ", " + master + " to " + replica, scenario.file().toUri(), () -> play(scenario, master, replica))));
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
                    throw new AssertionError(scenario.file() + ":" + step.line() + ": " + step.sentence() + "\n" + e.getMessage()
                            + "\nThe log, newest first:\n" + play.stage.log(), e);
                }
            }
            play.assertNothingFailedInTheMiddle();
        }
    }
}
