package io.pngx.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * Replays recorded exchanges of the real application. An exchange that the simulator does not reproduce must be listed
 * below with the reason. If a listed exchange is reproduced, the test fails, so that the list stays true.
 */
class RecordingsTest {
    private static final List<String> SCENARIOS = List.of(
            "01-connection",
            "02-taxonomy",
            "03-upload",
            "04-duplicates",
            "05-list-and-detail",
            "06-files",
            "07-patch",
            "08-notes",
            "09-trash",
            "10-bulk-edit",
            "11-modified-not-bumped",
            "13-users-groups-visibility",
            "14-server-errors",
            "15-tasks");

    /** Exchanges that the simulator does not reproduce: the reason by version, file and index. */
    private static final Map<String, String> LEFT_OUT = new TreeMap<>(Map.of(
            "v3.0.5/09-trash#40",
            "character_count was 0 in the recording because its stand-in for the database had "
                    + "no generated column for the length of the text; the real server sums it up"));

    private static final Map<String, int[]> COVERED = new TreeMap<>();

    @TestFactory
    Stream<DynamicTest> answersAsRecorded() {
        List<DynamicTest> tests = new ArrayList<>();
        for (String version : List.of("v2.20.15", "v3.0.5")) {
            for (String scenario : SCENARIOS) {
                tests.add(replay(version, scenario));
            }
        }
        tests.add(replay("v3.0.5", "12-versions"));
        return tests.stream();
    }

    private static DynamicTest replay(String version, String scenario) {
        return DynamicTest.dynamicTest(version + " " + scenario, () -> {
            Recording recording = Recording.load(version, scenario);
            List<String> wrong = new ArrayList<>();
            int alike = 0;
            try (Replay replay = new Replay(recording)) {
                for (Map.Entry<Integer, List<String>> result : replay.play().entrySet()) {
                    String key = version + "/" + scenario + "#" + result.getKey();
                    boolean same = result.getValue().isEmpty();
                    alike += same ? 1 : 0;
                    if (same && LEFT_OUT.containsKey(key)) {
                        wrong.add(key
                                + " is listed as not reproduced, but is reproduced: remove the exchange from the list");
                    } else if (!same && !LEFT_OUT.containsKey(key)) {
                        Recording.Exchange exchange = recording.exchanges().get(result.getKey());
                        wrong.add(key + " " + exchange.method() + " " + exchange.path() + " (" + exchange.note()
                                + ")\n      " + String.join("\n      ", result.getValue()));
                    }
                }
            }
            COVERED.put(
                    version + " " + scenario,
                    new int[] {alike, recording.exchanges().size()});
            assertThat(wrong).withFailMessage(() -> String.join("\n   ", wrong)).isEmpty();
        });
    }

    @AfterAll
    static void printCoverage() {
        int alike = 0;
        int all = 0;
        for (Map.Entry<String, int[]> entry : COVERED.entrySet()) {
            System.out.printf(
                    "recordings: %-42s %3d of %3d%n", entry.getKey(), entry.getValue()[0], entry.getValue()[1]);
            alike += entry.getValue()[0];
            all += entry.getValue()[1];
        }
        System.out.printf(
                "recordings: %d of %d exchanges reproduced (%.1f %%)%n",
                alike, all, all == 0 ? 0.0 : 100.0 * alike / all);
        LEFT_OUT.forEach((key, reason) -> System.out.println("recordings: not reproduced: " + key + ": " + reason));
    }
}
