package io.pngx.controller.scenario;

import java.util.List;

/** Events that let one of the next calls fail. From then on, a run may end in any state, until the quiet time. */
final class TroubleEvents {
    private static final int KINDS = 9;
    private static final String WRITE = "write";
    private static final String CALL = "call";

    private TroubleEvents() {}

    static void addTo(List<Event> all) {
        all.add(new Event(
                2,
                "answer lost",
                (now, choice) -> "the replica loses its answer to its " + nth(choice) + " " + WRITE + " from now on"));
        all.add(new Event(
                1,
                "write lost",
                (now, choice) -> "the replica never receives its " + nth(choice) + " " + WRITE + " from now on"));
        all.add(new Event(
                1,
                "replica fails",
                (now, choice) -> "the replica answers its " + nth(choice) + " " + choice.of(CALL, WRITE)
                        + " from now on with " + choice.of("500", "503", "404", "403", "429")));
        all.add(new Event(
                1, "half-written", (now, choice) -> "the replica writes the next change of a document by half"));
        all.add(new Event(1, "row lost", (now, choice) -> "the replica loses the row of the next task"));
        all.add(new Event(
                1,
                "worker ends",
                (now, choice) -> "the replica's worker is ended over the next document"
                        + choice.of("", ", but after storing it")));
        all.add(new Event(
                1,
                "worker dies",
                (now, choice) ->
                        "the replica's worker dies over the next document" + choice.of("", ", but after storing it")));
        all.add(new Event(
                1,
                "master fails",
                (now, choice) -> "the master answers its " + nth(choice) + " " + CALL + " from now on with "
                        + choice.of("500", "502", "404", "403", "429")));
        all.add(new Event(
                1,
                "master's answer cut",
                (now, choice) ->
                        "the master breaks off its answer to its " + nth(choice) + " " + CALL + " from now on"));
    }

    static boolean isTrouble(int event) {
        return event >= Event.ALL.size() - KINDS;
    }

    private static String nth(Step.Choice choice) {
        int number = 1 + choice.number();
        return number
                + switch (number) {
                    case 1 -> "st";
                    case 2 -> "nd";
                    case 3 -> "rd";
                    default -> "th";
                };
    }
}
