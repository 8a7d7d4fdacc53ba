package io.pngx.controller.scenario;

import java.util.List;

/**
 * One random step of a history. A step has only numbers, so that a shortened history with smaller numbers still makes
 * sense. Playing the step gives the numbers their meaning.
 *
 * @param event the number of an {@link Event}
 * @param first the index of the chosen object among the existing ones, from 0
 */
record Step(int event, int first, int second, int third) {
    /** Returns the numbers of this step, to be taken one after the other. */
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
