package io.pngx.controller.store;

import io.pngx.controller.text.LowerCase;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * A version of the tables that is older than the baseline. Two series of migrations numbered these versions, so the
 * name of a version begins with its series, for example {@code base-21} or {@code baseline-3}.
 */
record OldVersion(Series series, int number) {
    /** A series of migrations. The versions of the second series follow the versions of the first series. */
    enum Series {
        BASE("V1__base.sql", 18, 21),
        BASELINE("V1__baseline.sql", 1, 14);

        private final String firstScript;
        private final int oldest;
        private final int newest;

        /**
         * @param firstScript first migration; the history of each database of the series contains its name
         * @param oldest oldest version of the series that can be upgraded
         */
        Series(String firstScript, int oldest, int newest) {
            this.firstScript = firstScript;
            this.oldest = oldest;
            this.newest = newest;
        }

        private Stream<OldVersion> from(int number) {
            return IntStream.rangeClosed(number, newest).mapToObj(each -> new OldVersion(this, each));
        }
    }

    /** The oldest version that can be upgraded. */
    static final OldVersion OLDEST = new OldVersion(Series.BASE, Series.BASE.oldest);

    private static final OldVersion NEWEST = new OldVersion(Series.BASELINE, Series.BASELINE.newest);

    /**
     * Returns the version of a database; empty if the database is empty or has the tables of the baseline.
     *
     * @param scripts migrations in the history of the database
     * @param number highest version in the history
     */
    static Optional<OldVersion> of(List<String> scripts, int number) {
        return Arrays.stream(Series.values())
                .filter(series -> scripts.contains(series.firstScript))
                .findFirst()
                .map(series -> new OldVersion(series, number));
    }

    boolean isTooOld() {
        return number < series.oldest;
    }

    boolean isTooNew() {
        return number > series.newest;
    }

    /** Returns the versions that have a step to the next version, beginning with this version. */
    List<OldVersion> steps() {
        Stream<OldVersion> own = series.from(number);
        Stream<OldVersion> later = Arrays.stream(Series.values())
                .filter(each -> each.compareTo(series) > 0)
                .flatMap(each -> each.from(each.oldest));
        return Stream.concat(own, later).filter(each -> !each.equals(NEWEST)).toList();
    }

    @Override
    public String toString() {
        return LowerCase.of(series) + "-" + number;
    }
}
