package io.pngx.controller.web.views;

import io.pngx.controller.store.Times;
import io.pngx.controller.text.Text;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The past of a replica: runs, lag, verified share and held deletions, in slots of equal length. In the picture, each
 * slot is 10 units wide, and each of the four lanes is 100 units high.
 *
 * @param runs the bars of the runs
 * @param ticks the labels below the picture, at equal distances
 */
public record Timeline(
        long replicaId,
        Range range,
        List<Slot> slots,
        List<Bar> runs,
        Lane lag,
        Lane verified,
        Lane held,
        Text summary,
        List<String> ticks) {
    /** The time ranges that the page offers. */
    public enum Range {
        DAY("24h", Text.of("{0} h", 24), Duration.ofMinutes(15), 96, 6),
        WEEK("7d", Text.of("{0} days", 7), Duration.ofHours(2), 84, 7),
        QUARTER("90d", Text.of("{0} days", 90), Duration.ofDays(1), 90, 6);

        private final String word;
        private final Text text;
        final Duration slot;
        final int slots;
        final int ticks;

        Range(String word, Text text, Duration slot, int slots, int ticks) {
            this.word = word;
            this.text = text;
            this.slot = slot;
            this.slots = slots;
            this.ticks = ticks;
        }

        public String word() {
            return word;
        }

        public Text text() {
            return text;
        }
    }

    /**
     * One slot.
     *
     * @param run the only run of the slot; null: there was none, or more than one
     * @param text what happened in the slot
     * @param runs what runs did; null: there was no run
     * @param lag the longest time without a success; null: no run had succeeded before
     */
    public record Slot(
            int x,
            String from,
            String until,
            Long run,
            long count,
            Text text,
            Text runs,
            Text lag,
            Text verified,
            Text held) {
        /** Returns the address with the runs of the slot; null: there was no run. */
        public String address(long replicaId) {
            if (run != null) {
                return "/runs/" + run;
            }
            return count == 0
                    ? null
                    : new Formats().link("/runs", List.of("replica_id", replicaId, "since", from, "until", until));
        }

        /** Returns the time of the slot, for browsers without JavaScript. */
        public String time() {
            return Times.minute(Instant.parse(from));
        }
    }

    /** The part of a slot's bar that stands for the runs with one outcome. */
    public record Bar(int x, int y, int height, String state) {}

    /**
     * A curve.
     *
     * @param lines the points of each line; unknown values split the curve into several lines
     * @param areas the points of the area below each line
     * @param now the present value
     * @param top the value at the top of the lane
     */
    public record Lane(List<String> lines, List<String> areas, Text now, Text top) {}

    public int width() {
        return slots.size() * 10;
    }

    /** Returns the positions of the ticks. */
    public List<Integer> lines() {
        int step = width() / ticks.size();
        return IntStream.range(1, ticks.size()).map(tick -> tick * step).boxed().toList();
    }

    public Comparator<Slot> newestFirst() {
        return Comparator.comparing(Slot::from).reversed();
    }

    public List<Range> ranges() {
        return List.of(Range.values());
    }
}
