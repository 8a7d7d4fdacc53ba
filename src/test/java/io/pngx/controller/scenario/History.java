package io.pngx.controller.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import io.pngx.controller.flow.Version;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import net.jqwik.api.statistics.Statistics;

/**
 * One history: events, a quiet time, and the conditions that must then be true. The history records all its steps, so
 * that it can be played as a scenario.
 */
final class History {
    /** More rounds than a deletion needs until it is missed, held, approved and done. */
    private static final int ROUNDS = 10;

    private final Version master;
    private final Version replica;
    private final List<String> told = new ArrayList<>();

    History(Version master, Version replica) {
        this.master = master;
        this.replica = replica;
    }

    void play(List<Step> steps) {
        String log = "";
        try (Play play = new Play(master, replica)) {
            try {
                Now now = new Now(play.stage);
                say(play, "the master has papers 1 to 3");
                for (Step step : steps) {
                    String sentence = Event.ALL.get(step.event()).told().tell(now, step.choice());
                    if (sentence != null) {
                        if (TroubleEvents.isTrouble(step.event()) && !now.inTrouble()) {
                            now.inTrouble(true);
                            say(play, "the worker's time limit is 1 seconds");
                        }
                        Statistics.label("told")
                                .collect(Event.ALL.get(step.event()).name());
                        say(play, sentence);
                        if (sentence.equals("the replica is upgraded to v3")) {
                            // A lost copy on v3 gets all versions again. On v2, the trash may hold the same bytes.
                            say(play, "bytes may be sent twice in this scenario");
                        }
                    }
                }
                quiet(play, now);
                expect(play);
            } finally {
                log = play.stage.log();
            }
        } catch (Exception | AssertionError e) {
            throw new AssertionError(e.getMessage() + "\n\n" + this + "\nThe log, newest first:\n" + log, e);
        }
    }

    private void say(Play play, String sentence) throws Exception {
        told.add(sentence);
        play.say(sentence);
    }

    /**
     * Plays the quiet time: late changes of {@code modified} arrive, missing documents are found missing again, held
     * deletions are approved, and a full run compares all documents.
     */
    private void quiet(Play play, Now now) throws Exception {
        told.add("");
        say(play, "the master's worker goes on");
        if (now.inTrouble()) {
            say(play, "the master behaves again");
            say(play, "the replica behaves again");
        }
        for (int time = 0; time < 2 && (time == 0 || ControllerEvents.isOpen(now)); time++) {
            // After the deletion of a copy, a run may find that its unfinished replacement is to be deleted, too.
            for (int round = 0; round < ROUNDS && (round < 2 || ControllerEvents.isOpen(now)); round++) {
                if (ControllerEvents.held(now) > 0) {
                    say(play, "a person approves the held deletions");
                }
                say(play, "2 hours pass");
                say(play, "sync" + ControllerEvents.ending(now));
            }
            say(play, "full sync");
        }
        assertThat(ControllerEvents.isOpen(now)).as("something is still open").isFalse();
    }

    private void expect(Play play) throws Exception {
        told.add("");
        for (String sentence : List.of(
                "the replica is equal to the master",
                "no document is pending",
                "from here on",
                "sync",
                "full sync",
                "nothing was written to the replica",
                "dry run",
                "the plan has nothing to do",
                "verification",
                "the verification found nothing")) {
            say(play, sentence);
        }
        play.assertNothingFailedInTheMiddle();
    }

    /** Returns the history as a scenario. */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder("Master: " + master.name().toLowerCase(Locale.ROOT) + "\nReplica: "
                + replica.name().toLowerCase(Locale.ROOT) + "\n\n");
        told.forEach(sentence -> text.append(sentence.isEmpty() ? "\n" : "- " + sentence + "\n"));
        return text.toString();
    }
}
