package io.pngx.controller.engine.session;

import io.pngx.controller.paperless.Kind;
import io.pngx.controller.paperless.Lookup;
import io.pngx.controller.text.Text;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** Holds the state of one session's lookups in memory. Nothing of this state is in the database. */
public final class SessionLookups {
    private volatile boolean distrusted;
    private volatile boolean reusedIds;
    private final Set<Lookup> postponedMoves = new LinkedHashSet<>();
    private boolean movesRetried;
    private final Map<Kind, Set<Long>> created = new EnumMap<>(Kind.class);
    private final Map<Kind, Set<Long>> detached = new EnumMap<>(Kind.class);
    private final Map<Kind, Map<Long, Text>> differing = new EnumMap<>(Kind.class);
    private int keepingCopies;
    private int lackingCopies;

    /** Ignores the stored mapping of lookups: on this replica, the stored ids belong to other lookups now. */
    public void distrust() {
        distrusted = true;
    }

    public boolean areDistrusted() {
        return distrusted;
    }

    /** Expects that the master, which is in an older state than before, assigned ids of lookups a second time. */
    public void expectReusedIds() {
        reusedIds = true;
    }

    public boolean mayHaveReusedIds() {
        return reusedIds;
    }

    /**
     * @return the master's ids of lookups that a writing run would detach, in a run that only reads; the caller may add
     *     more
     */
    public Set<Long> detached(Kind kind) {
        return detached.computeIfAbsent(kind, any -> new TreeSet<>());
    }

    /**
     * Postpones the move of a tag to another parent after the replica refused the move. Possibly, the replica accepts
     * the move after the other tags are moved, because the tree is then less deep.
     *
     * @return false if the move was already postponed once
     */
    public boolean postponeMove(Lookup tag) {
        return !movesRetried && postponedMoves.add(tag);
    }

    /** @return tags to move after all other tags */
    public List<Lookup> postponedMoves() {
        movesRetried = true;
        return List.copyOf(postponedMoves);
    }

    /** @return the master's lookups that this session created on the replica; the caller may add more */
    public Set<Long> created(Kind kind) {
        return created.computeIfAbsent(kind, any -> new TreeSet<>());
    }

    /**
     * @return the lookups that this session could not make equal to the master's, for users, by the id of the master's
     *     lookup; the caller may change them
     */
    public Map<Long, Text> differing(Kind kind) {
        return differing.computeIfAbsent(kind, any -> new LinkedHashMap<>());
    }

    /** Counts a copy that keeps a lookup that is missing on the master. */
    public void countKeepingCopy() {
        keepingCopies++;
    }

    public int keepingCopies() {
        return keepingCopies;
    }

    /** Counts a copy that was written without lookups that the replica does not take. */
    public void countLackingCopy() {
        lackingCopies++;
    }

    public int lackingCopies() {
        return lackingCopies;
    }
}
