package io.pngx.controller.sync;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.pngx.controller.paperless.Account;
import io.pngx.controller.paperless.Document;
import io.pngx.controller.paperless.Json;
import io.pngx.controller.paperless.Kind;
import io.pngx.controller.paperless.Lookup;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Creates documents, lookups and instances for tests, in the form of the API. */
final class Paper {
    /** Accepts repeated keys; the last value is used. Tests append special values to usual ones. */
    private static final ObjectMapper LENIENT = new ObjectMapper();

    static final long SYNC_USER = 900;

    private Paper() {}

    /** Parses JSON with single quotes. */
    static JsonNode json(String text) {
        try {
            return LENIENT.readTree(text.replace('\'', '"'));
        } catch (java.io.IOException e) {
            throw new IllegalArgumentException(text, e);
        }
    }

    static Document document(String text) {
        ObjectNode document = (ObjectNode) json("{'id':1,'title':'Invoice','content':'text','created':'2024-05-01',"
                + "'modified':'2026-01-02T03:04:05Z','tags':[],'custom_fields':[],"
                + "'permissions':{'view':{'users':[],'groups':[]},'change':{'users':[],'groups':[]}}}");
        document.setAll((ObjectNode) json("{" + text + "}"));
        return Json.MAPPER.convertValue(document, Document.class);
    }

    static Lookup lookup(String text) {
        ObjectNode lookup = (ObjectNode) json("{'match':'','matching_algorithm':0,'is_insensitive':true}");
        lookup.setAll((ObjectNode) json("{" + text + "}"));
        return Json.MAPPER.convertValue(lookup, Lookup.class);
    }

    static Account user(long id, String name) {
        return new Account(id, name, null);
    }

    static Account group(long id, String name) {
        return new Account(id, null, name);
    }

    /** A master and a replica, filled step by step. */
    static final class World {
        private Inventory inventory = Inventory.UNKNOWN;
        private final Map<Kind, List<Lookup>> master = new EnumMap<>(Kind.class);
        private final Map<Kind, List<Lookup>> replica = new EnumMap<>(Kind.class);
        private final List<Account> masterUsers = new ArrayList<>();
        private final List<Account> replicaUsers = new ArrayList<>();
        private final List<Account> masterGroups = new ArrayList<>();
        private final List<Account> replicaGroups = new ArrayList<>();
        private final Map<Kind, Map<Long, Long>> ids = new EnumMap<>(Kind.class);
        private final Map<Kind, Set<Long>> uncarried = new EnumMap<>(Kind.class);
        private final Map<Kind, Set<Long>> kept = new EnumMap<>(Kind.class);
        private final Map<Long, Long> documents = new ConcurrentHashMap<>();

        World() {
            for (Kind kind : Kind.values()) {
                master.put(kind, new ArrayList<>());
                replica.put(kind, new ArrayList<>());
                ids.put(kind, new ConcurrentHashMap<>());
                uncarried.put(kind, ConcurrentHashMap.newKeySet());
                kept.put(kind, ConcurrentHashMap.newKeySet());
            }
            replicaUsers.add(Paper.user(SYNC_USER, "sync"));
        }

        World onMaster(Kind kind, String lookup) {
            master.get(kind).add(lookup(lookup));
            return this;
        }

        World onReplica(Kind kind, String lookup) {
            replica.get(kind).add(lookup(lookup));
            return this;
        }

        World mapped(Kind kind, long masterId, long replicaId) {
            ids.get(kind).put(masterId, replicaId);
            return this;
        }

        World uncarried(Kind kind, long masterId) {
            uncarried.get(kind).add(masterId);
            return this;
        }

        /** Marks a lookup as missing on the master, with a deletion that waits. */
        World kept(Kind kind, String lookup) {
            onReplica(kind, lookup);
            kept.get(kind).add(lookup(lookup).id());
            return this;
        }

        /** @param replicaId null: the replica does not have the user */
        World user(long masterId, String name, Long replicaId) {
            masterUsers.add(Paper.user(masterId, name));
            if (replicaId != null) {
                replicaUsers.add(Paper.user(replicaId, name));
            }
            return this;
        }

        World group(long masterId, String name, Long replicaId) {
            masterGroups.add(Paper.group(masterId, name));
            if (replicaId != null) {
                replicaGroups.add(Paper.group(replicaId, name));
            }
            return this;
        }

        World document(long masterId, long replicaId) {
            documents.put(masterId, replicaId);
            return this;
        }

        /** Sets the inventory: the live documents of the master at this time. */
        World inventory(String at, Long... live) {
            inventory = new Inventory(java.util.Set.of(live)::contains, java.time.Instant.parse(at));
            return this;
        }

        Translation translation() {
            return new Translation(
                    new Lookups(master, masterUsers, masterGroups),
                    new Lookups(replica, replicaUsers, replicaGroups),
                    ids,
                    uncarried,
                    kept,
                    SYNC_USER,
                    id -> Optional.ofNullable(documents.get(id)),
                    inventory);
        }
    }
}
