package io.pngx.controller.sync;

import io.pngx.controller.paperless.Kind;
import io.pngx.controller.paperless.Lookup;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongFunction;
import java.util.stream.Stream;

/**
 * Translates the master's ids to the ids of one replica.
 *
 * @param master the master's lookups
 * @param replica the replica's lookups
 * @param ids master lookup id to replica lookup id, by kind
 * @param uncarried lookups that the replica cannot hold, by kind: documents go without them
 * @param kept mapped lookups of the replica that left the master, by kind: copies keep them while they exist
 * @param syncUser the user of the replica's token: owner where the replica lacks the master's owner
 * @param documents master document id to replica document id; empty: no copy yet
 * @param inventory the documents of the master
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

    /** A document refers to a lookup that is newer than this run's reading: the next cycle tries again. */
    public static final class NotYetKnown extends RuntimeException {
        NotYetKnown(Kind kind, long id) {
            super("It refers to " + kind.word() + " " + id
                    + ", which the replica does not have yet; it is tried again in the next cycle.");
        }
    }

    /**
     * The replica's id of a lookup; empty where the replica cannot hold the lookup.
     *
     * @throws NotYetKnown where the replica lacks a lookup that it should have
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

    /** This translation with another mapping of documents. */
    public Translation with(LongFunction<Optional<Long>> others) {
        return new Translation(master, replica, ids, uncarried, kept, syncUser, others, inventory);
    }

    /** This translation, as if the replica could not hold these lookups. */
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

    /** The master's lookup of a lookup of the replica. */
    public Optional<Lookup> masterLookup(Kind kind, long replicaId) {
        return ids.get(kind).entrySet().stream()
                .filter(entry -> entry.getValue() == replicaId)
                .findFirst()
                .map(entry -> master.get(kind, entry.getKey()));
    }

    /**
     * Digest of the users and groups of both instances. A created or deleted user or group modifies no document on
     * either instance; but a document whose owner was deleted is visible to everyone.
     */
    public String accountsDigest() {
        return new Hash()
                .add(master.accounts())
                .add(replica.accounts())
                .add(syncUser)
                .hex();
    }

    /** Returns the users and groups of the master that the replica lacks, such as {@code user "anna"}. */
    public List<String> missingAccounts() {
        return Stream.concat(
                        master.userNames()
                                .filter(name -> replica.userNamed(name) == null)
                                .map(name -> "user \"" + name + "\""),
                        master.groupNames()
                                .filter(name -> replica.groupNamed(name) == null)
                                .map(name -> "group \"" + name + "\""))
                .toList();
    }

    /**
     * The replica's user for an owner of the master. No owner stays no owner. Where the replica lacks the owner, the
     * sync user becomes the owner: without one, everyone would see the document.
     */
    public Long owner(Long masterOwner) {
        if (masterOwner == null) {
            return null;
        }
        Long user = replica.userNamed(master.user(masterOwner));
        return user != null ? user : syncUser;
    }
}
