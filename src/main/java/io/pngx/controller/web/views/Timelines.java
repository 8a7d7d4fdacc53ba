package io.pngx.controller.web.views;

import io.pngx.controller.store.HeldDeletions;
import io.pngx.controller.store.ReplicaSamples;
import io.pngx.controller.store.RunHistory;
import io.pngx.controller.store.Tables;
import io.pngx.controller.store.Times;
import io.pngx.controller.text.Text;
import io.pngx.controller.web.views.Timeline.Bar;
import io.pngx.controller.web.views.Timeline.Lane;
import io.pngx.controller.web.views.Timeline.Range;
import io.pngx.controller.web.views.Timeline.Slot;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.DoubleFunction;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Reads the timeline of a replica. Only incremental and full runs count. Only a run that compared all changes ends the
 * lag. A cached timeline is read again after a run, after a change of a present value, or after five minutes.
 */
public final class Timelines {
    private static final Duration STALE = Duration.ofHours(3);
    private static final int MOST = 100;

    private final RunHistory history;
    private final ReplicaSamples samples;
    private final HeldDeletions heldDeletions;
    private final Map<Place, Known> known = new ConcurrentHashMap<>();
    private final Formats formats = new Formats();

    public Timelines(Tables tables) {
        history = tables.runHistory();
        samples = new ReplicaSamples(tables.database());
        heldDeletions = tables.heldDeletions();
    }

    /** Everything that a timeline depends on. If the key changes, the timeline is read again. */
    private record Key(long newestRun, long minutes, long documents, long verified, long held) {}

    private record Known(Key key, Timeline timeline) {}

    /** Identifies a cached timeline, because two open pages may show different ranges of one replica. */
    private record Place(long replicaId, Range range) {}

    public Timeline read(ReplicaView replica, Range range, Instant now) {
        Key key = new Key(
                history.newest(replica.id()),
                now.getEpochSecond() / 300,
                replica.verification().documents(),
                replica.verification().verified(),
                heldDeletions.of(replica.id()));
        Place place = new Place(replica.id(), range);
        Known before = known.get(place);
        if (before == null || !before.key().equals(key)) {
            if (known.size() > MOST) {
                known.clear();
            }
            before = new Known(key, draw(replica.id(), range, key, now));
            known.put(place, before);
        }
        return before.timeline();
    }

    private Timeline draw(long replicaId, Range range, Key key, Instant now) {
        long seconds = range.slot.toSeconds();
        Instant until = Instant.ofEpochSecond((now.getEpochSecond() / seconds + 1) * seconds);
        Instant from = until.minus(range.slot.multipliedBy(range.slots));
        Map<Integer, RunHistory.Slot> runs = history.slots(replicaId, from, range.slot).stream()
                .collect(Collectors.toMap(
                        slot -> Math.min(slot.index(), range.slots - 1), Function.identity(), (one, other) -> other));
        double[] lag = lag(replicaId, range, from, now, runs);
        double[] verified = new double[range.slots];
        double[] held = new double[range.slots];
        sample(replicaId, range, from, verified, held);
        verified[range.slots - 1] = key.documents() == 0 ? Double.NaN : 100.0 * key.verified() / key.documents();
        held[range.slots - 1] = key.held();
        List<Slot> slots = IntStream.range(0, range.slots)
                .mapToObj(i -> slot(i, range, from, runs.get(i), lag[i], verified[i], held[i]))
                .toList();
        double lagNow = lag[range.slots - 1];
        double worst = max(lag);
        double most = max(held);
        long count = runs.values().stream().mapToLong(RunHistory.Slot::runs).sum();
        long good = runs.values().stream().mapToLong(RunHistory.Slot::succeeded).sum();
        int perTick = range.slots / range.ticks;
        return new Timeline(
                replicaId,
                range,
                slots,
                bars(range, runs),
                lane(
                        lag,
                        Double.isNaN(worst) ? 1 : Math.max(worst, 60),
                        this::duration,
                        lagNow,
                        worst,
                        Text.of("no success yet")),
                lane(verified, 100, this::percent, verified[range.slots - 1], 100, Text.of("no copies yet")),
                lane(
                        held,
                        Double.isNaN(most) ? 1 : Math.max(most, 1),
                        this::number,
                        held[range.slots - 1],
                        Math.max(most, 1),
                        Text.of("not known")),
                count == 0 ? Text.of("no run in this time") : Text.of("{0} of {1} succeeded", good, count),
                IntStream.range(0, range.ticks)
                        .mapToObj(tick -> Times.text(from.plus(range.slot.multipliedBy((long) tick * perTick))))
                        .toList());
    }

    /** Returns the longest time without a success in each slot, in seconds; NaN before the first success. */
    private double[] lag(long replicaId, Range range, Instant from, Instant now, Map<Integer, RunHistory.Slot> runs) {
        double[] lag = new double[range.slots];
        Arrays.fill(lag, Double.NaN);
        Instant last = history.lastSuccess(replicaId, from).orElse(null);
        for (int i = 0; i < range.slots; i++) {
            RunHistory.Slot slot = runs.get(i);
            Instant begin = from.plus(range.slot.multipliedBy(i));
            Instant end = begin.plus(range.slot).isAfter(now) ? now : begin.plus(range.slot);
            if (slot != null && slot.firstSuccess() != null) {
                double before = last == null ? 0 : seconds(last, slot.firstSuccess());
                last = slot.lastSuccess();
                lag[i] = Math.max(Math.max(before, slot.longestGap()), seconds(last, end));
            } else if (last != null) {
                lag[i] = seconds(last, end);
            }
        }
        return lag;
    }

    private static double seconds(Instant from, Instant until) {
        return Math.max(0, Duration.between(from, until).toMillis() / 1000.0);
    }

    /**
     * Fills in the sampled values. A slot without a sample gets the value of the previous sample, if the previous
     * sample is recent.
     */
    private void sample(long replicaId, Range range, Instant from, double[] verified, double[] held) {
        Arrays.fill(verified, Double.NaN);
        Arrays.fill(held, Double.NaN);
        List<ReplicaSamples.Sample> all = samples.since(replicaId, from.minus(STALE));
        int next = 0;
        for (int i = 0; i < range.slots; i++) {
            Instant end = from.plus(range.slot.multipliedBy(i + 1L));
            while (next < all.size() && all.get(next).at().isBefore(end)) {
                next++;
            }
            if (next > 0 && all.get(next - 1).at().isAfter(end.minus(range.slot).minus(STALE))) {
                ReplicaSamples.Sample sample = all.get(next - 1);
                verified[i] = sample.documents() == 0 ? Double.NaN : 100.0 * sample.verified() / sample.documents();
                held[i] = sample.held();
            }
        }
    }

    private Slot slot(
            int index, Range range, Instant from, RunHistory.Slot runs, double lag, double verified, double held) {
        Instant begin = from.plus(range.slot.multipliedBy(index));
        Text what = runs == null ? null : what(runs);
        List<Text> text = new ArrayList<>(List.of(what == null ? Text.of("no run") : what));
        if (!Double.isNaN(lag)) {
            text.add(Text.of("lag {0}", duration(lag)));
        }
        if (!Double.isNaN(verified)) {
            text.add(Text.of("{0} verified", percent(verified)));
        }
        if (!Double.isNaN(held)) {
            text.add(Text.of("{0} held", number(held)));
        }
        return new Slot(
                index * 10,
                Times.text(begin),
                Times.text(begin.plus(range.slot)),
                runs != null && runs.runs() == 1 ? (Long) runs.firstId() : null,
                runs == null ? 0 : runs.runs(),
                Text.join("; ", text),
                what,
                Double.isNaN(lag) ? null : duration(lag),
                Double.isNaN(verified) ? null : percent(verified),
                Double.isNaN(held) ? null : number(held));
    }

    private Text what(RunHistory.Slot runs) {
        long bad = runs.runs() - runs.succeeded() - runs.partial();
        List<Text> outcomes = new ArrayList<>();
        if (runs.succeeded() > 0) {
            outcomes.add(Text.of("{0} succeeded", runs.succeeded()));
        }
        if (runs.partial() > 0) {
            outcomes.add(Text.of("{0} partial", runs.partial()));
        }
        if (bad > 0) {
            outcomes.add(Text.of("{0} not completed", bad));
        }
        List<Text> what = new ArrayList<>(
                List.of(Text.of("{0} ({1})", formats.counted(runs.runs(), "run", "runs"), Text.join(", ", outcomes))));
        if (runs.changed() > 0) {
            what.add(Text.of("{0} changed", formats.counted(runs.changed(), "document", "documents")));
        }
        if (runs.failed() > 0) {
            what.add(Text.of("{0} failed", runs.failed()));
        }
        return Text.join(", ", what);
    }

    /**
     * Returns the parts of a bar for each slot with runs. The height of the bar grows with the number of changes, and
     * each part stands for the runs with one outcome.
     */
    private static List<Bar> bars(Range range, Map<Integer, RunHistory.Slot> runs) {
        List<Bar> bars = new ArrayList<>();
        for (int i = 0; i < range.slots; i++) {
            RunHistory.Slot slot = runs.get(i);
            if (slot != null) {
                int height = slot.changed() == 0 ? 25 : (int) Math.min(90, 35 + 20 * Math.log10(slot.changed()));
                int bad = share(height, slot.runs() - slot.succeeded() - slot.partial(), slot.runs());
                int partial = share(height, slot.partial(), slot.runs());
                int good = height - bad - partial;
                bar(bars, i, 100 - height, bad, "failed");
                bar(bars, i, 100 - height + bad, partial, "partial");
                bar(bars, i, 100 - good, slot.succeeded() == 0 ? 0 : good, "success");
            }
        }
        return bars;
    }

    /** Returns the height of a part of a bar. A single failure among many runs stays visible. */
    private static int share(int height, long part, long all) {
        return part == 0 ? 0 : part == all ? height : (int) Math.max(8, height * part / all);
    }

    private static void bar(List<Bar> bars, int slot, int y, int height, String state) {
        if (height > 0) {
            bars.add(new Bar(slot * 10 + 1, y, height, state));
        }
    }

    private static double max(double[] values) {
        return Arrays.stream(values).filter(value -> !Double.isNaN(value)).max().orElse(Double.NaN);
    }

    /** @param unknown the text to show if the present value is unknown */
    private static Lane lane(
            double[] values, double top, DoubleFunction<Text> text, double now, double most, Text unknown) {
        List<String> lines = new ArrayList<>();
        List<String> areas = new ArrayList<>();
        int begin = -1;
        for (int i = 0; i <= values.length; i++) {
            boolean present = i < values.length && !Double.isNaN(values[i]);
            if (present && begin < 0) {
                begin = i;
            } else if (!present && begin >= 0) {
                String line = line(values, begin, i, top);
                lines.add(line);
                areas.add(begin * 10 + ",100 " + line + " " + i * 10 + ",100");
                begin = -1;
            }
        }
        return new Lane(
                lines,
                areas,
                Double.isNaN(now) ? unknown : text.apply(now),
                Double.isNaN(most) ? Text.of("") : text.apply(most));
    }

    /** Returns a line of steps, because each value applies to the whole of its slot. */
    private static String line(double[] values, int begin, int end, double top) {
        return IntStream.range(begin, end)
                .mapToObj(i -> {
                    double y = 100 - Math.min(1, values[i] / top) * 88;
                    return String.format(Locale.ROOT, "%d,%.1f %d,%.1f", i * 10, y, i * 10 + 10, y);
                })
                .collect(Collectors.joining(" "));
    }

    private Text duration(double seconds) {
        return formats.duration(Math.round(seconds));
    }

    private Text percent(double share) {
        // A share below 100 % is never rounded up to 100 %.
        return Text.of("{0} %", share < 100 ? Math.min(99, Math.round(share)) : 100L);
    }

    private Text number(double value) {
        return formats.number(Math.round(value));
    }
}
