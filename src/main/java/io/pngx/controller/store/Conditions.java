package io.pngx.controller.store;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;

/**
 * Builds the condition of a query from the filters that are set. A filter that is not set adds nothing to the query, so
 * that SQLite can use an index for the filters that are set.
 */
final class Conditions {
    private final List<String> conditions = new ArrayList<>();
    private final List<Object> values = new ArrayList<>();

    /** Adds a condition with one parameter; null: no condition. */
    Conditions and(String condition, Object value) {
        if (value != null) {
            conditions.add(condition);
            values.add(value);
        }
        return this;
    }

    /** Adds a condition without a parameter. */
    Conditions and(String condition) {
        conditions.add(condition);
        return this;
    }

    /** Adds a condition with several parameters. */
    Conditions all(String condition, Object... parameters) {
        conditions.add(condition);
        Collections.addAll(values, parameters);
        return this;
    }

    /** Adds the condition that a column has one of these values; empty: no condition. */
    Conditions in(String column, Collection<String> words) {
        if (!words.isEmpty()) {
            conditions.add(column + " in (" + String.join(", ", Collections.nCopies(words.size(), "?")) + ")");
            values.addAll(words);
        }
        return this;
    }

    /** Returns the condition with {@code where}; empty if no filter is set. */
    String where() {
        return conditions.isEmpty() ? "" : " where " + String.join(" and ", conditions);
    }

    /** Returns the values of the parameters, followed by more values. */
    List<Object> values(Object... more) {
        List<Object> all = new ArrayList<>(values);
        Collections.addAll(all, more);
        return all;
    }
}
