package io.pngx.controller.web.views;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
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

    /** Returns one line without the failures, which the list shows beside the line. */
    String line() {
        if (run.mode().equals("dry_run")) {
            return (run.finishedAt() == null ? "compares " : "compared ") + documents(run.total());
        }
        List<String> parts = new ArrayList<>();
        if (run.total() > 0 || run.finishedAt() == null) {
            parts.add(FORMATS.number(run.done()) + " of " + FORMATS.number(run.total())
                    + (verifies ? " verified" : " done"));
        }
        parts.addAll(counts());
        part(parts, run.drifted(), "edited on the replica");
        part(parts, run.lookups(), run.lookups() == 1 ? "lookup" : "lookups");
        if (run.bytes() > 0) {
            parts.add(FORMATS.bytes(run.bytes()));
        }
        return parts.isEmpty()
                ? (run.state().equals("success") ? "nothing to do" : "nothing done")
                : String.join(", ", parts);
    }

    /** Returns the outcomes of documents, except failures. */
    private List<String> counts() {
        List<String> parts = new ArrayList<>();
        part(parts, run.uploaded(), "uploaded");
        part(parts, run.adopted(), "adopted");
        part(parts, run.updated(), "updated");
        part(parts, run.unchanged(), verifies ? "equal to the master" : "unchanged");
        part(parts, run.excluded(), "excluded by a rule");
        part(
                parts,
                run.deferred(),
                verifies
                        ? "not verified, because their documents changed on the master during the run"
                        : "deferred to the next run");
        return parts;
    }

    String others() {
        List<String> parts = new ArrayList<>();
        if (run.mode().equals("dry_run")) {
            part(parts, run.total(), "compared");
            return String.join(", ", parts);
        }
        part(parts, run.adopted(), "adopted");
        part(parts, run.drifted(), "edited on the replica");
        part(parts, run.mismatched(), run.mismatched() == 1 ? "mismatch" : "mismatches");
        part(parts, run.deferred(), verifies ? "changed on the master during the run" : "deferred to the next run");
        part(parts, run.lookups(), run.lookups() == 1 ? "lookup" : "lookups");
        if (run.bytes() > 0) {
            parts.add(FORMATS.bytes(run.bytes()) + " sent");
        }
        return String.join(", ", parts);
    }

    /**
     * A count on the page of a run.
     *
     * @param kind class of the style: {@code bad}, {@code warn} or empty
     */
    record Tile(String name, String count, String kind) {}

    /** Returns the counts above zero. */
    List<Tile> tiles() {
        List<Tile> tiles = new ArrayList<>();
        if (run.mode().equals("dry_run")) {
            return tiles;
        }
        tile(tiles, run.uploaded(), "uploaded", "");
        tile(tiles, run.adopted(), "adopted", "");
        tile(tiles, run.updated(), "updated", "");
        tile(tiles, run.unchanged(), verifies ? "equal to the master" : "unchanged", "");
        tile(tiles, run.excluded(), "excluded by a rule", "");
        tile(tiles, run.mismatched(), "mismatches", "bad");
        tile(tiles, run.failed(), verifies ? "could not be read" : "failed", "bad");
        tile(tiles, run.deferred(), verifies ? "not verified" : "deferred", "");
        tile(tiles, run.drifted(), "edited on the replica", "warn");
        tile(tiles, run.lookups(), "lookups written", "");
        return tiles;
    }

    private static void tile(List<Tile> tiles, long count, String name, String kind) {
        if (count > 0) {
            tiles.add(new Tile(name, FORMATS.number(count).toString(), kind));
        }
    }

    /** Returns the outcome of the run, followed by the counts. */
    String summary() {
        if (run.mode().equals("dry_run")) {
            return sentences(end("Nothing was written."), planned());
        }
        List<String> counts = counts();
        part(counts, run.mismatched(), run.mismatched() == 1 ? "mismatch" : "mismatches");
        part(counts, run.failed(), verifies ? "could not be read" : "failed");
        if (run.total() == 0) {
            return end("No document needed attention.");
        }
        String progress = run.done() == run.total() && run.finishedAt() != null
                ? "All " + documents(run.total())
                : FORMATS.number(run.done()) + " of " + documents(run.total());
        return sentences(
                end(""),
                progress
                        + (verifies ? " verified" : " done")
                        + (counts.isEmpty() ? "." : ": " + String.join(", ", counts) + "."));
    }

    /** Returns the state of a run that is open or was not completed; for every other run, the given sentence. */
    private String end(String well) {
        return switch (run.state()) {
            case "queued" -> "The run waits for its turn.";
            case "running" -> run.cancelRequested() ? "The run ends after its current document." : "The run is open.";
            case "failed" -> "The run failed.";
            case "cancelled" -> "The run was cancelled.";
            case "aborted" -> "The run ended unexpectedly.";
            default -> well;
        };
    }

    private String planned() {
        long steps = run.plan() == null ? 0 : run.plan().total();
        String counted = FORMATS.counted(steps, "step", "steps").toString();
        if (run.finishedAt() == null) {
            return "Found so far: " + counted + ".";
        }
        if (!run.state().equals("success") && !run.state().equals("partial")) {
            return "Before that, the run found " + counted + ", so the plan may be incomplete.";
        }
        return (steps == 0 ? "A full run would do nothing" : "A full run would take " + counted)
                + (run.unchanged() == 0
                        ? "."
                        : "; " + documents(run.unchanged()) + (run.unchanged() == 1 ? " is" : " are")
                                + " equal to the master.");
    }

    private static String sentences(String... all) {
        return Stream.of(all).filter(each -> !each.isEmpty()).collect(Collectors.joining(" "));
    }

    private static String documents(long count) {
        return FORMATS.counted(count, "document", "documents").toString();
    }

    private static void part(List<String> parts, long count, String word) {
        if (count > 0) {
            parts.add(FORMATS.number(count) + " " + word);
        }
    }
}
