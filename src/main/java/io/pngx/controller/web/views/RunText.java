package io.pngx.controller.web.views;

import io.pngx.controller.text.Text;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Describes what a run did. Counts of zero are left out. */
final class RunText {
    private static final Formats FORMATS = new Formats();

    private final RunView run;
    private final boolean verifies;

    RunText(RunView run) {
        this.run = run;
        verifies = run.mode().equals("verify");
    }

    /** Returns one line without failures and mismatches. The list of runs shows these two counts after the line. */
    Text line() {
        if (run.mode().equals("dry_run")) {
            Text documents = FORMATS.counted(run.total(), "document", "documents");
            return run.finishedAt() == null ? Text.of("compares {0}", documents) : Text.of("compared {0}", documents);
        }
        List<Text> parts = new ArrayList<>();
        if (run.total() > 0 || run.finishedAt() == null) {
            parts.add(Text.of(verifies ? "{0} of {1} verified" : "{0} of {1} done", run.done(), run.total()));
        }
        parts.addAll(counts());
        parts.addAll(aboveZero(edited(), deleted(), lookups()));
        if (run.bytes() > 0) {
            parts.add(FORMATS.bytes(run.bytes()));
        }
        if (parts.isEmpty()) {
            return run.state().equals("success") ? Text.of("nothing to do") : Text.of("nothing done");
        }
        return Text.join(", ", parts);
    }

    /** Returns the outcomes of documents, except failures. */
    private List<Text> counts() {
        return aboveZero(
                Text.of("{0} uploaded", run.uploaded()),
                Text.of("{0} adopted", run.adopted()),
                Text.of("{0} updated", run.updated()),
                Text.of(verifies ? "{0} equal" : "{0} unchanged", run.unchanged()),
                Text.of("{0} contested", run.contested()),
                Text.of("{0} excluded by a rule", run.excluded()),
                Text.of(
                        verifies
                                ? "{0} not verified because of changes on the master during the run"
                                : "{0} deferred to the next run",
                        run.deferred()));
    }

    Text others() {
        if (run.mode().equals("dry_run")) {
            return Text.join(", ", aboveZero(Text.of("{0} compared", run.total())));
        }
        List<Text> parts = new ArrayList<>(aboveZero(
                Text.of("{0} adopted", run.adopted()),
                Text.of("{0} contested", run.contested()),
                edited(),
                mismatches(),
                Text.of(
                        verifies ? "{0} changed on the master during the run" : "{0} deferred to the next run",
                        run.deferred()),
                lookups()));
        if (run.bytes() > 0) {
            parts.add(Text.of("{0} sent", FORMATS.bytes(run.bytes())));
        }
        return Text.join(", ", parts);
    }

    private Text edited() {
        return Text.of("{0} edited on the replica", run.drifted());
    }

    private Text deleted() {
        return Text.of("{0} deleted", run.deleted());
    }

    private Text lookups() {
        return Text.counted(run.lookups(), "lookup", "lookups");
    }

    private Text mismatches() {
        return Text.counted(run.mismatched(), "mismatch", "mismatches");
    }

    /** Returns the texts whose first value, which is a count, is above zero. */
    private static List<Text> aboveZero(Text... counts) {
        return Stream.of(counts)
                .filter(count -> (long) count.values().get(0) > 0)
                .toList();
    }

    /**
     * A count on the page of a run.
     *
     * @param kind class of the style: {@code bad}, {@code warn} or empty
     */
    record Tile(Text name, Text count, String kind) {}

    /** Returns the counts above zero. */
    List<Tile> tiles() {
        List<Tile> tiles = new ArrayList<>();
        if (run.mode().equals("dry_run")) {
            return tiles;
        }
        tile(tiles, run.uploaded(), Text.of("uploaded"), "");
        tile(tiles, run.adopted(), Text.of("adopted"), "");
        tile(tiles, run.updated(), Text.of("updated"), "");
        tile(tiles, run.unchanged(), Text.of(verifies ? "equal" : "unchanged"), "");
        tile(tiles, run.contested(), Text.of("contested"), "warn");
        tile(tiles, run.excluded(), Text.of("excluded by a rule"), "");
        tile(tiles, run.mismatched(), Text.of("mismatches"), "bad");
        tile(tiles, run.failed(), Text.of(verifies ? "could not be read" : "failed"), "bad");
        tile(tiles, run.deferred(), Text.of(verifies ? "not verified" : "deferred"), "");
        tile(tiles, run.drifted(), Text.of("edited on the replica"), "warn");
        tile(tiles, run.deleted(), Text.of("deleted"), "");
        tile(tiles, run.lookups(), Text.of("lookups written"), "");
        return tiles;
    }

    private static void tile(List<Tile> tiles, long count, Text name, String kind) {
        if (count > 0) {
            tiles.add(new Tile(name, FORMATS.number(count), kind));
        }
    }

    /** Returns the outcome of the run, followed by the counts. */
    Text summary() {
        if (run.mode().equals("dry_run")) {
            return Text.join(" ", List.of(state().orElse(Text.of("Nothing was written.")), planned()));
        }
        if (run.total() == 0) {
            return state().orElse(
                            run.deleted() > 0 ? Text.of("{0}.", deleted()) : Text.of("No document needed attention."));
        }
        List<Text> counts = new ArrayList<>(counts());
        counts.addAll(
                aboveZero(mismatches(), Text.of(verifies ? "{0} could not be read" : "{0} failed", run.failed())));
        Text progress = counts.isEmpty()
                ? Text.of("{0}.", progress())
                : Text.of("{0}: {1}.", progress(), Text.join(", ", counts));
        return state().map(state -> Text.join(" ", List.of(state, progress))).orElse(progress);
    }

    private Text progress() {
        boolean one = run.total() == 1;
        if (run.done() == run.total() && run.finishedAt() != null) {
            return verifies
                    ? Text.of(one ? "All {0} document verified" : "All {0} documents verified", run.total())
                    : Text.of(one ? "All {0} document done" : "All {0} documents done", run.total());
        }
        return verifies
                ? Text.of(
                        one ? "{0} of {1} document verified" : "{0} of {1} documents verified", run.done(), run.total())
                : Text.of(one ? "{0} of {1} document done" : "{0} of {1} documents done", run.done(), run.total());
    }

    /** Returns the state of a run that is open or was not completed; empty for every other run. */
    private Optional<Text> state() {
        return Optional.ofNullable(
                switch (run.state()) {
                    case "queued" -> Text.of("The run waits for its turn.");
                    case "running" ->
                        Text.of(
                                run.cancelRequested()
                                        ? "The run ends after its current document."
                                        : "The run is open.");
                    case "failed" -> Text.of("The run failed.");
                    case "cancelled" -> Text.of("The run was cancelled.");
                    case "aborted" -> Text.of("The run ended unexpectedly.");
                    default -> null;
                });
    }

    private Text planned() {
        long steps = run.plan() == null ? 0 : run.plan().total();
        Text counted = FORMATS.counted(steps, "step", "steps");
        if (run.finishedAt() == null) {
            return Text.of("Found so far: {0}.", counted);
        }
        if (!run.state().equals("success") && !run.state().equals("partial")) {
            return Text.of("Before that, the run found {0}, so the plan may be incomplete.", counted);
        }
        Text would =
                steps == 0 ? Text.of("A full run would do nothing") : Text.of("A full run would take {0}", counted);
        return run.unchanged() == 0
                ? Text.of("{0}.", would)
                : Text.plural(
                        run.unchanged(),
                        "{0}; {1} document needs no change.",
                        "{0}; {1} documents need no change.",
                        would,
                        run.unchanged());
    }
}
