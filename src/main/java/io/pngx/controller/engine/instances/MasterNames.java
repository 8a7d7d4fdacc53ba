package io.pngx.controller.engine.instances;

import io.pngx.controller.paperless.Account;
import io.pngx.controller.paperless.Kind;
import io.pngx.controller.paperless.Lookup;
import io.pngx.controller.sync.Lookups;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The names of the master's lookups and users, as the last reading found them. Forms suggest these names.
 *
 * @param lookups sorted names by kind; empty before the first reading. A name has several ids if lookups of different
 *     owners have the same name.
 * @param users sorted names of users
 */
public record MasterNames(Map<Kind, Map<String, List<Long>>> lookups, List<String> users) {
    public static final MasterNames NONE = new MasterNames(Map.of(), List.of());

    private static final Comparator<String> ORDER =
            String.CASE_INSENSITIVE_ORDER.thenComparing(Comparator.naturalOrder());

    static MasterNames of(InstanceSnapshot master) {
        Lookups found = master.lookups();
        Map<Kind, Map<String, List<Long>>> lookups = new EnumMap<>(Kind.class);
        Arrays.stream(Kind.values()).forEach(kind -> lookups.put(kind, named(found.of(kind))));
        return new MasterNames(
                lookups,
                master.users().stream()
                        .map(Account::key)
                        .distinct()
                        .sorted(ORDER)
                        .toList());
    }

    private static Map<String, List<Long>> named(Collection<Lookup> lookups) {
        Map<String, List<Long>> ids = new TreeMap<>(ORDER);
        lookups.forEach(lookup ->
                ids.computeIfAbsent(lookup.name(), name -> new ArrayList<>(1)).add(lookup.id()));
        return ids;
    }

    public List<String> of(Kind kind) {
        return List.copyOf(lookups.getOrDefault(kind, Map.of()).keySet());
    }

    /** Returns the ids of all lookups of this name. Upper and lower case are equal, as in paperless-ngx. */
    public List<Long> ids(Kind kind, String name) {
        return lookups.getOrDefault(kind, Map.of()).entrySet().stream()
                .filter(lookup -> lookup.getKey().equalsIgnoreCase(name))
                .flatMap(lookup -> lookup.getValue().stream())
                .toList();
    }

    /** Returns whether the master was read since the start. */
    public boolean isKnown() {
        return !lookups.isEmpty();
    }
}
