package io.pngx.controller.web.views;

import io.pngx.controller.text.Text;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * The filters of a list as chips. Each chip is a link to the same list with one filter changed. So the address contains
 * the state of all filters, and the page needs no script.
 */
public final class Chips {
    private static final Formats FORMATS = new Formats();
    private static final int MOST = 10;

    private final String path;
    private final Map<String, String> query;
    private final List<Group> groups = new ArrayList<>();

    /** @param query parameters of the address, without the parameters of paging */
    public Chips(String path, Map<String, String> query) {
        this.path = path;
        this.query = query;
    }

    /**
     * @param value value of the parameter; null: the chip removes the filter
     * @param on whether the list has this filter
     */
    public record Chip(Text text, String value, String address, boolean on) {}

    /** Chips of one filter. */
    public record Group(Text name, String parameter, List<Chip> chips) {
        /** Returns whether the filter has so many chips that a selection field is easier to use. */
        public boolean isLong() {
            return chips.size() > MOST;
        }

        /** Returns the name as it stands within a sentence: {@code replica} for {@code Replica}. */
        public Text plainName() {
            return FORMATS.plain(name.toString().toLowerCase(Locale.ROOT));
        }
    }

    /** A parameter that a form sends as a hidden field. */
    public record Carried(String name, String value) {}

    /** Adds a filter with at most one value. The first chip removes the filter. */
    public Chips one(Text name, String parameter, Map<String, Text> texts) {
        List<Chip> chips = new ArrayList<>();
        chips.add(new Chip(Text.of("all"), null, with(parameter, null), !query.containsKey(parameter)));
        texts.forEach((value, text) ->
                chips.add(new Chip(text, value, with(parameter, value), value.equals(query.get(parameter)))));
        groups.add(new Group(name, parameter, chips));
        return this;
    }

    /** Adds a filter with several values. Each chip adds or removes its value; the first chip removes all. */
    public Chips several(Text name, String parameter, Map<String, Text> texts) {
        Set<String> chosen = new LinkedHashSet<>();
        if (query.containsKey(parameter)) {
            Arrays.stream(query.get(parameter).split(","))
                    .map(word -> word.strip().toLowerCase(Locale.ROOT))
                    .forEach(chosen::add);
        }
        List<Chip> chips = new ArrayList<>();
        chips.add(new Chip(Text.of("all"), null, with(parameter, null), chosen.isEmpty()));
        texts.forEach((value, text) -> {
            Set<String> changed = new LinkedHashSet<>(chosen);
            if (!changed.remove(value)) {
                changed.add(value);
            }
            chips.add(new Chip(
                    text,
                    value,
                    with(parameter, changed.isEmpty() ? null : String.join(",", changed)),
                    chosen.contains(value)));
        });
        groups.add(new Group(name, parameter, chips));
        return this;
    }

    /** Adds chips for the last hours and days. */
    public Chips period() {
        Map<String, Text> texts = new LinkedHashMap<>();
        texts.put("24h", Text.of("{0} h", 24));
        texts.put("7d", Text.of("{0} days", 7));
        texts.put("30d", Text.of("{0} days", 30));
        List<Chip> chips = new ArrayList<>();
        Map<String, String> others = new LinkedHashMap<>(query);
        others.keySet().removeAll(List.of("since", "until"));
        chips.add(new Chip(Text.of("all"), null, with(others, "since", null), !has("since") && !has("until")));
        texts.forEach((value, text) -> chips.add(new Chip(
                text, value, with(others, "since", value), value.equals(query.get("since")) && !has("until"))));
        groups.add(new Group(Text.of("Time"), "since", chips));
        return this;
    }

    public List<Group> groups() {
        return groups;
    }

    /** Returns the value of a parameter; null: not set. */
    public String value(String parameter) {
        return query.get(parameter);
    }

    /** Returns the value of a parameter if the value is a day, for a field of a form; otherwise null. */
    public String day(String parameter) {
        String value = query.getOrDefault(parameter, "");
        return value.matches("[0-9]{4}-[0-9]{2}-[0-9]{2}") ? value : null;
    }

    /** Returns all parameters except the given fields of a form. The form sends these parameters as hidden fields. */
    public List<Carried> carried(List<String> fields) {
        return query.entrySet().stream()
                .filter(entry -> !fields.contains(entry.getKey()))
                .map(entry -> new Carried(entry.getKey(), entry.getValue()))
                .toList();
    }

    public boolean has(String parameter) {
        return query.containsKey(parameter);
    }

    /** Returns whether any filter is set. */
    public boolean any() {
        return !query.isEmpty();
    }

    public String path() {
        return path;
    }

    /** Returns the address of the first page of this list. */
    public String address() {
        return FORMATS.link(path, pairs(query));
    }

    /** Returns the query for the stream of new rows: the filters without the period. */
    public String stream() {
        Map<String, String> filters = new LinkedHashMap<>(query);
        filters.keySet().removeAll(List.of("since", "until", "limit"));
        return FORMATS.link("", pairs(filters)).replaceFirst("^\\?", "");
    }

    /** Returns the address of the page that begins after a row. */
    public String page(String parameter, String position) {
        return with(parameter, position);
    }

    private String with(String parameter, String value) {
        return with(query, parameter, value);
    }

    private String with(Map<String, String> from, String parameter, String value) {
        Map<String, String> changed = new LinkedHashMap<>(from);
        if (value == null) {
            changed.remove(parameter);
        } else {
            changed.put(parameter, value);
        }
        return FORMATS.link(path, pairs(changed));
    }

    private static List<Object> pairs(Map<String, String> values) {
        List<Object> pairs = new ArrayList<>();
        values.forEach((name, text) -> pairs.addAll(List.of(name, text)));
        return pairs;
    }
}
