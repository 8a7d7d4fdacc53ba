package io.pngx.simulator;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** The tag hierarchy and its effect on the tags of a document (paperless-api.md §7.2). */
final class TagTree {
    static final int MAX_DEPTH = 5;
    private final Instance instance;

    TagTree(Instance instance) {
        this.instance = instance;
    }

    List<Integer> ancestors(int id) {
        List<Integer> ancestors = new ArrayList<>();
        LookupRow tag = instance.tag(id);
        while (tag != null && tag.parent != null) {
            ancestors.add(tag.parent);
            tag = instance.tag(tag.parent);
        }
        return ancestors;
    }

    List<LookupRow> children(int id) {
        return instance.lookups(LookupKind.TAG).values().stream()
                .filter(tag -> tag.parent != null && tag.parent == id)
                .sorted(Comparator.comparing(tag -> tag.name))
                .toList();
    }

    Set<Integer> descendants(int id) {
        Set<Integer> found = new LinkedHashSet<>();
        for (LookupRow child : children(id)) {
            found.add(child.id);
            found.addAll(descendants(child.id));
        }
        return found;
    }

    /** Returns the number of levels from this tag downwards, including the tag. */
    int height(int id) {
        return 1
                + children(id).stream()
                        .mapToInt(child -> height(child.id))
                        .max()
                        .orElse(0);
    }

    Set<Integer> withAncestors(Collection<Integer> ids) {
        Set<Integer> closure = new TreeSet<>(ids);
        ids.forEach(id -> closure.addAll(ancestors(id)));
        return closure;
    }

    /**
     * Returns the tags after a PATCH. A child tag adds its ancestors. If a parent is removed, all descendants of the
     * parent are removed, even if the same request names some of them.
     */
    Set<Integer> afterPatch(Set<Integer> before, Collection<Integer> requested) {
        Set<Integer> blocked = new HashSet<>();
        for (Integer id : before) {
            if (!requested.contains(id)) {
                blocked.add(id);
                blocked.addAll(descendants(id));
            }
        }
        Set<Integer> after = withAncestors(requested);
        after.removeAll(blocked);
        return after;
    }

    /** Sorts tags by name, as a document lists them. */
    List<Integer> byName(Collection<Integer> ids) {
        return ids.stream()
                .sorted(Comparator.comparing((Integer id) -> instance.tag(id).name)
                        .thenComparing(id -> id))
                .toList();
    }
}
