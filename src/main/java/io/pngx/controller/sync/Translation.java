package io.pngx.controller.sync;

import io.pngx.controller.paperless.Kind;
import io.pngx.controller.paperless.Lookup;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongFunction;

/**
 * The way from the master's ids to one replica's ids.
 *
 * @param master    the master's lookups
 * @param replica   the replica's lookups
 * @param ids       master lookup id to replica lookup id, by kind
 * @param uncarried lookups that the replica cannot hold, by kind: documents go on without them
 * @param kept      our lookups on the replica that left the master, by kind: copies keep them as long as they are there
 * @param syncUser  the replica's user behind our token: owner of what has no owner there
 * @param documents master document id to replica document id; empty where there is none yet
 * @param inventory which documents the master has
 */
public record Translation(
        Lookups master,
        Lookups replica,
        Map<Kind, Map<Long, Long>> ids,
        Map<Kind, Set<Long>> uncarried,
        Map<Kind, Set<Long>> kept,
        long syncUser,
        LongFunction<Optional<Long>> documents,
        Inventory inventory) {

    /** Thrown by a document that refers to something newer than what was read: it is taken up again in the next cycle. */
    public static final class NotYetKnown extends RuntimeException {
        NotYetKnown(Kind kind, long id) {
            super("It refers to " + kind.word() + " " + id
                    + ", which the replica does not have yet; it is tried again in the next cycle.");
        }
    }

    /**
     * The replica's id of a lookup; empty where the replica cannot hold it.
     *
     * @throws NotYetKnown where it should be there and is not
     */
    public Optional<Long> lookup(Kind kind, long masterId) {
        Long id = ids.get(kind).get(masterId);
        if (id != null) {
            return Optional.of(id);
        }
        if (uncarried.get(kind).contains(masterId)) {
            return Optional.empty();
        }
        throw new NotYetKnown(kind, masterId);
    }

    /** The same with another view of which documents the replica has. */
    public Translation with(LongFunction<Optional<Long>> others) {
        return new Translation(master, replica, ids, uncarried, kept, syncUser, others, inventory);
    }

    /** The same, as if the replica could not hold these. */
    public Translation without(Map<Kind, Set<Long>> lookups) {
        Map<Kind, Map<Long, Long>> fewer = new EnumMap<>(Kind.class);
        Map<Kind, Set<Long>> more = new EnumMap<>(Kind.class);
        for (Kind kind : Kind.values()) {
            fewer.put(kind, new HashMap<>(ids.get(kind)));
            fewer.get(kind).keySet().removeAll(lookups.get(kind));
            more.put(kind, new HashSet<>(uncarried.get(kind)));
            more.get(kind).addAll(lookups.get(kind));
        }
        return new Translation(master, replica, fewer, more, kept, syncUser, documents, inventory);
    }

    /** The master's lookup behind a replica's lookup. */
    public Optional<Lookup> masterLookup(Kind kind, long replicaId) {
        return ids.get(kind).entrySet().stream()
                .filter(entry -> entry.getValue() == replicaId)
                .findFirst()
                .map(entry -> master.get(kind, entry.getKey()));
    }

    /**
     * Digest of the users and groups of both sides. Neither a user who was deleted nor one who came marks a document as
     * modified, on the master or on the replica; and one whose owner is gone is everyone's.
     */
    public String accountsDigest() {
        return new Hash()
                .add(master.accounts())
                .add(replica.accounts())
                .add(syncUser)
                .hex();
    }

    /**
     * The replica's user for an owner of the master. No owner stays no owner; an owner whom the replica does not have
     * is the sync user, never nobody: nobody would show it to everyone.
     */
    public Long owner(Long masterOwner) {
        if (masterOwner == null) {
            return null;
        }
        Long user = replica.userNamed(master.user(masterOwner));
        return user != null ? user : syncUser;
    }
}
