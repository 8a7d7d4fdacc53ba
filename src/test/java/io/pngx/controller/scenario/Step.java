package io.pngx.controller.scenario;

import java.util.List;

/**
 * One step of a random history, as it is drawn: numbers alone, so that a history can be shortened and its numbers made smaller
 * without becoming senseless. What they mean is decided when the step is played.
 *
 * @param event the number of an {@link Event}
 * @param first which one of what there is; the first one is 0
 */
record Step(int event, int first, int second, int third) {
    /** The same numbers, handed out one after the other. */
    Choice choice() {
        return new Choice();
    }

    final class Choice {
        private int given;

        int number() {
            return switch (given++ % 3) {
                case 0 -> first;
                case 1 -> second;
                default -> third;
            };
        }

        <T> T of(List<T> all) {
            return all.get(number() % all.size());
        }

        @SafeVarargs
        final <T> T of(T... all) {
            return of(List.of(all));
        }
    }

    @Override
    public String toString() {
        return Event.ALL.get(event).name() + " " + first + " " + second + " " + third;
    }
}
