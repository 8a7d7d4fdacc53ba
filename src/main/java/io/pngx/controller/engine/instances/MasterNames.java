package io.pngx.controller.engine.instances;

import io.pngx.controller.paperless.Account;
import io.pngx.controller.paperless.Kind;
import io.pngx.controller.paperless.Lookup;
import io.pngx.controller.sync.Lookups;
import java.util.Arrays;
import java.util.Collection;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * The names of the master's lookups and users, as the last reading found them. Forms suggest these names.
 *
 * @param lookups sorted names by kind; empty before the first reading
 * @param users sorted names of users
 */
public record MasterNames(Map<Kind, List<String>> lookups, List<String> users) {
    public static final MasterNames NONE = new MasterNames(Map.of(), List.of());

    static MasterNames of(InstanceSnapshot master) {
        Lookups found = master.lookups();
        Map<Kind, List<String>> lookups = new EnumMap<>(Kind.class);
        Arrays.stream(Kind.values())
                .forEach(kind -> lookups.put(
                        kind, sorted(found.of(kind).stream().map(Lookup::name).toList())));
        return new MasterNames(
                lookups, sorted(master.users().stream().map(Account::key).toList()));
    }

    private static List<String> sorted(Collection<String> names) {
        return names.stream().distinct().sorted(String.CASE_INSENSITIVE_ORDER).toList();
    }

    public List<String> of(Kind kind) {
        return lookups.getOrDefault(kind, List.of());
    }
}
