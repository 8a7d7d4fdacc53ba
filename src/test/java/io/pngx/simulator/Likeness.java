package io.pngx.simulator;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Compares answers with recorded answers. Values that cannot be equal (times, task ids, generated option ids) are
 * learned at their first occurrence, and must stay consistent from then on. So the class also checks that
 * {@code modified} did not change.
 */
final class Likeness {
    private static final String MOMENT = "\\d{4}-\\d\\d-\\d\\d"
            + "T\\d\\d(?::|%3A)\\d\\d(?::|%3A)\\d\\d(?:\\.\\d+)?(?:Z|(?:[+-]|%2B)\\d\\d(?::|%3A)\\d\\d)";
    private static final Pattern ANY_MOMENT = Pattern.compile(MOMENT);
    private static final Pattern UUID = Pattern.compile("[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}");
    private static final Set<String> NEVER_COMPARED = Set.of(
            "token",
            "auth_token",
            "lang",
            "traceback",
            "duration_seconds",
            "wait_time_seconds",
            "avg_duration_seconds",
            "avg_wait_time_seconds");
    private static final Set<String> UNORDERED = Set.of("permissions", "inherited_permissions");

    private final String url;
    private final Map<Instant, Instant> moments = new HashMap<>();
    private final Map<String, String> words = new HashMap<>();
    private final Map<String, Instant[]> lastModified = new HashMap<>();
    private final List<String> differences = new ArrayList<>();

    Likeness(String url) {
        this.url = url;
    }

    /** Replaces recorded values by learned values. */
    String translate(String recorded) {
        if (recorded == null) {
            return null;
        }
        Matcher moment = ANY_MOMENT.matcher(recorded);
        String text = moment.replaceAll(found -> Matcher.quoteReplacement(translateMoment(found.group())));
        Matcher uuid = UUID.matcher(text);
        text = uuid.replaceAll(found -> words.getOrDefault(found.group(), found.group()));
        for (Map.Entry<String, String> word : words.entrySet()) {
            if (word.getKey().length() == 16 || word.getKey().endsWith("GMT")) {
                text = text.replace(word.getKey(), word.getValue());
            }
        }
        return text.replace("http://paperless.example", url);
    }

    private String translateMoment(String text) {
        boolean encoded = text.contains("%3A");
        String plain = text.replace("%3A", ":").replace("%2B", "+");
        OffsetDateTime recorded = OffsetDateTime.parse(plain);
        Instant actual = moments.get(recorded.toInstant());
        if (actual == null) {
            return text;
        }
        String zone = plain.endsWith("Z") ? "'Z'" : "xxx";
        String fraction = plain.contains(".") ? ".SSSSSS" : "";
        String moved = java.time.format.DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss" + fraction + zone)
                .format(actual.atOffset(recorded.getOffset()));
        return encoded ? moved.replace(":", "%3A").replace("+", "%2B") : moved;
    }

    /** Returns the differences from the recorded exchange; empty if there are none. */
    List<String> differences() {
        List<String> found = List.copyOf(differences);
        differences.clear();
        return found;
    }

    void same(String what, Object recorded, Object actual) {
        if (!Objects.equals(recorded, actual)) {
            differences.add(what + ": recorded " + recorded + ", simulated " + actual);
        }
    }

    /** Learns the value of a header, such as {@code Last-Modified}. */
    void learn(String what, String recorded, String actual) {
        same(what + " present", recorded != null, actual != null);
        if (recorded != null && actual != null) {
            words.put(recorded, actual);
        }
    }

    /** Compares ETags. Some ETags contain a checksum and the time of the last change. */
    void etag(String recorded, String actual) {
        Matcher parts = Pattern.compile("\"([0-9a-f]+):(" + MOMENT + ")\"").matcher(String.valueOf(recorded));
        if (parts.matches() && actual != null && actual.contains(":")) {
            same("ETag", parts.group(1), actual.substring(1, actual.indexOf(':')));
            moment("ETag", parts.group(2), actual.substring(actual.indexOf(':') + 1, actual.length() - 1));
        } else {
            same("ETag", recorded, actual);
        }
    }

    void text(String where, String recorded, String actual) {
        if (actual == null) {
            differences.add(where + ": recorded '" + recorded + "', simulated nothing");
            return;
        }
        if (recorded.matches(MOMENT) && actual.matches(MOMENT)) {
            moment(where, recorded, actual);
        } else if (UUID.matcher(recorded).matches() && UUID.matcher(actual).matches()
                || where.endsWith(".id") && recorded.length() == 16 && actual.length() == 16) {
            same(where, words.getOrDefault(recorded, actual), actual);
            words.put(recorded, actual);
        } else {
            same(where, translate(recorded), actual);
        }
    }

    private void moment(String where, String recorded, String actual) {
        same(where + " form", recorded.replaceAll("\\d", "0"), actual.replaceAll("\\d", "0"));
        Instant before = OffsetDateTime.parse(recorded).toInstant();
        Instant now = OffsetDateTime.parse(actual).toInstant();
        if (before.equals(now)) {
            return;
        }
        same(where, moments.getOrDefault(before, now), now);
        moments.put(before, now);
    }

    void json(String where, JsonNode recorded, JsonNode actual) {
        if (actual == null) {
            differences.add(where + ": no JSON");
        } else if (recorded.isObject() && actual.isObject()) {
            object(where, recorded, actual);
        } else if (recorded.isArray() && actual.isArray()) {
            array(where, recorded, actual);
        } else if (recorded.isTextual() && actual.isTextual()) {
            text(where, recorded.textValue(), actual.textValue());
        } else if (recorded.isNumber() && actual.isNumber()) {
            same(
                    where,
                    recorded.decimalValue().stripTrailingZeros(),
                    actual.decimalValue().stripTrailingZeros());
        } else {
            same(where, recorded, actual);
        }
    }

    private void object(String where, JsonNode recorded, JsonNode actual) {
        Set<String> keys = new TreeSet<>();
        recorded.fieldNames().forEachRemaining(keys::add);
        Set<String> actualKeys = new TreeSet<>();
        actual.fieldNames().forEachRemaining(actualKeys::add);
        same(where + " keys", keys, actualKeys);
        keys.retainAll(actualKeys);
        for (String key : keys) {
            if (!NEVER_COMPARED.contains(key)) {
                json(where + "." + key, recorded.get(key), actual.get(key));
            }
        }
        if (recorded.has("modified") && recorded.has("id") && actual.has("modified")) {
            moved(where, recorded, actual);
        }
    }

    /** Checks that the simulated {@code modified} changed between two reads if the recorded one did. */
    private void moved(String where, JsonNode recorded, JsonNode actual) {
        Instant[] now = {
            OffsetDateTime.parse(recorded.get("modified").asText()).toInstant(),
            OffsetDateTime.parse(actual.get("modified").asText()).toInstant()
        };
        Instant[] before = lastModified.put(recorded.get("id").asText(), now);
        if (before != null) {
            same(
                    where + ".modified moved",
                    Integer.signum(now[0].compareTo(before[0])),
                    Integer.signum(now[1].compareTo(before[1])));
        }
    }

    private void array(String where, JsonNode recorded, JsonNode actual) {
        String key = where.substring(where.lastIndexOf('.') + 1);
        if (UNORDERED.contains(key)) {
            same(where, sorted(recorded), sorted(actual));
            return;
        }
        same(where + " length", recorded.size(), actual.size());
        for (int i = 0; i < Math.min(recorded.size(), actual.size()); i++) {
            json(where + "[" + i + "]", recorded.get(i), actual.get(i));
        }
    }

    private static List<String> sorted(JsonNode texts) {
        List<String> sorted = new ArrayList<>();
        texts.forEach(text -> sorted.add(text.asText()));
        sorted.sort(null);
        return sorted;
    }
}
