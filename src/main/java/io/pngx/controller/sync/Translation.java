package io.pngx.controller.sync;

import io.pngx.controller.paperless.Kind;
import io.pngx.controller.paperless.Lookup;
import io.pngx.controller.text.ExplainedException;
import io.pngx.controller.text.Text;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongFunction;
import java.util.stream.Stream;

/**
 * Translates the master's ids to the ids of one replica.
 *
 * @param master the master's lookups
 * @param replica the replica's lookups
 * @param ids for each kind: id of the replica's lookup by id of the master's lookup
 * @param uncarried lookups that the replica cannot hold, by kind; copies do not get these lookups
 * @param kept mapped lookups of the replica that are missing on the master, by kind; copies keep these lookups while
 *     they exist
 * @param syncUser the API user on the replica, who becomes the owner if the replica lacks the master's owner
 * @param documents id of the copy by id of the master's document; empty: no copy yet
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

    /**
     * Signals that a document refers to a lookup that was created after this run read the lookups. The next cycle tries
     * again.
     */
    public static final class NotYetKnown extends ExplainedException {
        NotYetKnown(Kind kind, long id) {
            this(Text.of(
                    "The document refers to {0} {1}, which the replica does not have yet. The next cycle tries the"
                            + " document again.",
                    Text.of(kind.word()), String.valueOf(id)));
        }

        private NotYetKnown(Text text) {
            super(text);
        }
    }

    /**
     * Returns the replica's id of a lookup; empty if the replica cannot hold the lookup.
     *
     * @throws NotYetKnown if the replica lacks a lookup that it should have
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

    /** Returns a translation without ids of lookups. Threads may add lookups at the same time. */
    public static Translation unmatched(
            Lookups master,
            Lookups replica,
            long syncUser,
            LongFunction<Optional<Long>> documents,
            Inventory inventory) {
        Map<Kind, Map<Long, Long>> ids = new EnumMap<>(Kind.class);
        Map<Kind, Set<Long>> uncarried = new EnumMap<>(Kind.class);
        Map<Kind, Set<Long>> kept = new EnumMap<>(Kind.class);
        for (Kind kind : Kind.values()) {
            ids.put(kind, new ConcurrentHashMap<>());
            uncarried.put(kind, ConcurrentHashMap.newKeySet());
            kept.put(kind, ConcurrentHashMap.newKeySet());
        }
        return new Translation(master, replica, ids, uncarried, kept, syncUser, documents, inventory);
    }

    /** Returns this translation with another mapping of documents. */
    public Translation with(LongFunction<Optional<Long>> others) {
        return new Translation(master, replica, ids, uncarried, kept, syncUser, others, inventory);
    }

    /** Returns this translation as if the replica could not hold these lookups. */
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

    /** Returns the lookup of the master to which a lookup of the replica is mapped. */
    public Optional<Lookup> masterLookup(Kind kind, long replicaId) {
        return ids.get(kind).entrySet().stream()
                .filter(entry -> entry.getValue() == replicaId)
                .findFirst()
                .map(entry -> master.get(kind, entry.getKey()));
    }

    /**
     * Returns a digest of the users and groups of both instances. Only the digest shows that a user was created or
     * deleted, because paperless-ngx then modifies no document. The copies must be compared then: for example, everyone
     * can see the documents of a deleted owner.
     */
    public String accountsDigest() {
        return new Hash()
                .add(master.accounts())
                .add(replica.accounts())
                .add(syncUser)
                .hex();
    }

    /** Returns the users and groups of the master that the replica lacks, such as {@code user "anna"}. */
    public List<Text> missingAccounts() {
        return Stream.concat(
                        master.userNames()
                                .filter(name -> replica.userNamed(name) == null)
                                .map(name -> Text.of("user \"{0}\"", name)),
                        master.groupNames()
                                .filter(name -> replica.groupNamed(name) == null)
                                .map(name -> Text.of("group \"{0}\"", name)))
                .toList();
    }

    /**
     * Returns the replica's user for an owner of the master. A document without an owner keeps no owner. If the replica
     * lacks the owner, the API user becomes the owner, because everyone could see a copy without an owner.
     */
    public Long owner(Long masterOwner) {
        if (masterOwner == null) {
            return null;
        }
        Long user = replica.userNamed(master.user(masterOwner));
        return user != null ? user : syncUser;
    }
}
