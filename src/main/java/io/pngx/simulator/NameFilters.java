package io.pngx.simulator;

import java.util.Locale;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;

/** The filters {@code id, id__in, name__iexact, name__icontains ...} of all small lists. */
final class NameFilters {
    private NameFilters() {}

    static <T> Predicate<T> of(Call call, Function<T, String> name, Function<T, Integer> id) {
        return of(call, "name", name, id);
    }

    static <T> Predicate<T> of(Call call, String key, Function<T, String> name, Function<T, Integer> id) {
        Predicate<T> all = row -> true;
        for (String lookup : new String[] {"iexact", "icontains", "istartswith", "iendswith"}) {
            String value = call.query(key + "__" + lookup);
            if (value != null && !value.isEmpty()) {
                String wanted = value.toLowerCase(Locale.ROOT);
                all = all.and(row -> matches(name.apply(row).toLowerCase(Locale.ROOT), lookup, wanted));
            }
        }
        for (String lookup : new String[] {"id", "id__in"}) {
            String value = call.query(lookup);
            if (value != null && !value.isEmpty()) {
                all = all.and(row -> ids(lookup, value).contains(id.apply(row)));
            }
        }
        return all;
    }

    private static Set<Integer> ids(String key, String value) {
        try {
            return DocumentFilters.ids(value);
        } catch (NumberFormatException e) {
            throw Refusal.field(key, "Enter a number.");
        }
    }

    private static boolean matches(String text, String lookup, String wanted) {
        return switch (lookup) {
            case "iexact" -> text.equals(wanted);
            case "istartswith" -> text.startsWith(wanted);
            case "iendswith" -> text.endsWith(wanted);
            default -> text.contains(wanted);
        };
    }
}
