package io.pngx.controller.sync;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.pngx.controller.paperless.Kind;
import io.pngx.controller.paperless.Permissions;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Normalizes values as paperless does, so that equal values compare equal (paperless-api.md §2.3). */
public final class Normal {
    /**
     * Old form of a placeholder: paperless turns {@code {created_year}} into {@code {{ created_year }}} on save
     * (paperless-api.md §7.1).
     */
    private static final Pattern OLD_PLACEHOLDER = Pattern.compile("(?<!\\{)\\{(\\w*)\\}(?!\\})");

    private Normal() {}

    /**
     * Normalizes titles, names and content: drops NUL, which paperless refuses, and trims white space as Python defines
     * it.
     */
    static String text(String text) {
        if (text == null) {
            return "";
        }
        String whole = text.replace("\0", "");
        int start = 0;
        int end = whole.length();
        while (start < end && isBlank(whole.charAt(start))) {
            start++;
        }
        while (end > start && isBlank(whole.charAt(end - 1))) {
            end--;
        }
        return whole.substring(start, end);
    }

    /**
     * Returns whether paperless trims the character. Java's strip() keeps no-break spaces and NEL, so copies would
     * always differ.
     */
    private static boolean isBlank(char c) {
        return Character.isWhitespace(c) || Character.isSpaceChar(c) || c == '\u0085';
    }

    /** Returns the date without its time. */
    public static String date(String created) {
        return created == null || created.length() < 10 ? created : created.substring(0, 10);
    }

    static String storagePath(String path) {
        if (path == null) {
            return "";
        }
        Matcher matcher = OLD_PLACEHOLDER.matcher(path.strip());
        return matcher.replaceAll("{{ $1 }}");
    }

    /** Adds all ancestors, because paperless cannot store a child tag without its parent (paperless-api.md §7.2). */
    public static Set<Long> closure(Collection<Long> tags, Lookups lookups) {
        Set<Long> all = new LinkedHashSet<>();
        for (Long tag : tags) {
            Long next = tag;
            while (next != null && all.add(next)) {
                var lookup = lookups.get(Kind.TAG, next);
                next = lookup == null ? null : lookup.parent();
            }
        }
        return new TreeSet<>(all);
    }

    /**
     * Returns the users and groups of each permission, such as {@code view.users}. A user who may change a document may
     * also view it (paperless-api.md §9).
     */
    static Map<String, Set<Long>> grants(Permissions permissions) {
        Permissions given = permissions == null ? new Permissions(null, null) : permissions;
        Set<Long> viewUsers = new TreeSet<>(given.view().users());
        viewUsers.addAll(given.change().users());
        Set<Long> viewGroups = new TreeSet<>(given.view().groups());
        viewGroups.addAll(given.change().groups());
        return Map.of(
                "view.users",
                viewUsers,
                "view.groups",
                viewGroups,
                "change.users",
                new TreeSet<>(given.change().users()),
                "change.groups",
                new TreeSet<>(given.change().groups()));
    }

    /** Normalizes the value of a custom field: numbers by value, links as a set. */
    static JsonNode value(JsonNode value, String dataType) {
        if (value == null || value.isNull()) {
            // After the last link was removed, paperless-ngx shows an empty list or no value (paperless-api.md §7.3).
            return null;
        }
        return switch (dataType == null ? "" : dataType) {
            case "monetary", "string", "longtext", "url", "date" -> TextNode.valueOf(value.asText());
            case "integer" -> TextNode.valueOf(value.asText());
            case "float" -> TextNode.valueOf(String.valueOf(value.asDouble()));
            case "documentlink" -> links(value);
            default -> value;
        };
    }

    private static JsonNode links(JsonNode value) {
        TreeSet<Long> ids = new TreeSet<>();
        value.forEach(id -> ids.add(id.asLong()));
        return ids.isEmpty() ? null : TextNode.valueOf(ids.toString());
    }
}
