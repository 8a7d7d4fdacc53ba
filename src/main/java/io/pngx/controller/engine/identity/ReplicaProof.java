package io.pngx.controller.engine.identity;

import io.pngx.controller.engine.instances.ReplicaRun;
import io.pngx.controller.engine.session.ExchangeNames;
import io.pngx.controller.paperless.Gateway;
import io.pngx.controller.paperless.Guard;
import io.pngx.controller.paperless.Instance;
import io.pngx.controller.paperless.Lookup;
import io.pngx.controller.paperless.LookupPage;
import io.pngx.controller.paperless.PaperlessException;
import io.pngx.controller.store.IdentitySamples;
import io.pngx.controller.store.InstanceChanges;
import io.pngx.controller.store.LookupMap;
import io.pngx.controller.store.NoteMap;
import io.pngx.controller.store.Probes;
import io.pngx.controller.store.Replica;
import io.pngx.controller.store.Replicas;
import io.pngx.controller.store.Tables;
import io.pngx.controller.text.Text;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.List;
import org.apache.camel.Body;
import org.apache.camel.Variable;

/**
 * Proves that a replica is neither the master nor another replica. The controller creates a tag on the replica, and no
 * other instance may show this tag.
 */
public final class ReplicaProof {
    private final Gateway gateway;
    private final Guard guard;
    private final Replicas replicas;
    private final IdentitySamples identitySamples;
    private final LookupMap lookups;
    private final NoteMap notes;
    private final InstanceChanges instanceChanges;
    private final Probes probes;

    public ReplicaProof(Tables tables, Gateway gateway, Guard guard) {
        this.gateway = gateway;
        this.guard = guard;
        this.replicas = tables.replicas();
        this.identitySamples = tables.identitySamples();
        this.lookups = tables.lookups();
        this.notes = tables.notes();
        this.instanceChanges = tables.instanceChanges();
        this.probes = tables.probes();
    }

    /** @return whether the replica must be proven, or a proof left a tag on the replica */
    public boolean isNeeded(@Body ReplicaRun job) {
        return !isProven(job) || !leftovers(job).isEmpty();
    }

    /**
     * @return whether a proof exists for the replica's address and the current master
     * @throws PaperlessException if master and replica have the same address
     */
    public boolean isProven(ReplicaRun job) {
        Replica replica = replicas.find(job.replicaId()).orElseThrow();
        Instance master = gateway.instance(Instance.MASTER_HOST).orElseThrow();
        Instance there = gateway.instance(replica.host()).orElseThrow();
        if (master.base().equals(there.base())) {
            throw sameAsMaster();
        }
        return proof(master, there).equals(replica.provenUrl());
    }

    /** @return probe tags that interrupted proofs may have left at the address of the replica */
    public List<Leftover> leftovers(@Body ReplicaRun job) {
        return probes.left(job.replicaId(), addressOf(job.getHost())).stream()
                .map(probe -> new Leftover(job.getHost(), probe.name()))
                .toList();
    }

    /**
     * Keeps the id of a leftover probe tag, if the replica has the tag. The stored id does not count, because the
     * answer to the creation of the tag can have been lost or damaged.
     */
    public void foundLeftover(@Body Leftover leftover, @Variable(ExchangeNames.ANSWER) LookupPage found) {
        found.results().stream()
                .filter(each -> each.name().equals(leftover.getName()))
                .map(Lookup::id)
                .findFirst()
                .ifPresent(leftover::found);
    }

    /**
     * Permits the gateway to delete a leftover probe tag.
     *
     * @param tag the tag with the id that was found, read once more
     * @throws PaperlessException if the tag with this id is not the probe tag
     */
    public void permitRemovalOfLeftover(@Body Leftover leftover, @Variable(ExchangeNames.ANSWER) Lookup tag) {
        permitRemoval(leftover.getHost(), leftover.getTagId(), leftover.getName(), tag);
        probes.made(leftover.getName(), tag.id()); // this delete is no first write after a switchover
    }

    public void leftoverGone(@Body Leftover leftover) {
        probes.gone(leftover.getName());
    }

    /** Chooses a random name for the probe tag, and stores the name before the tag is created. */
    public Proof begin(@Body ReplicaRun job) {
        byte[] random = new byte[8];
        new SecureRandom().nextBytes(random);
        String name = "pngx-controller-probe-" + HexFormat.of().formatHex(random);
        probes.plan(name, job.replicaId(), addressOf(job.getHost()));
        List<String> others = replicas.all().stream()
                .filter(other -> other.id() != job.replicaId() && other.enabled())
                .map(Replica::host)
                .filter(host -> gateway.instance(host).isPresent())
                .toList();
        return new Proof(job, name, others);
    }

    private String addressOf(String host) {
        return gateway.instance(host).orElseThrow().base().toString();
    }

    public void made(@Body Proof proof, @Variable(ExchangeNames.ANSWER) Lookup tag) {
        proof.made(tag.id());
        probes.made(proof.getName(), tag.id());
    }

    /** @param found the master's tags that have the name of the probe tag */
    public void lookedOnMaster(@Body Proof proof, @Variable(ExchangeNames.ANSWER) LookupPage found) {
        if (found.count() > 0) {
            proof.foundOnMaster();
        }
    }

    /** @param found the other replica's tags that have the name of the probe tag */
    public void lookedOnOther(@Body Proof.Other other, @Variable(ExchangeNames.ANSWER) LookupPage found) {
        if (found.count() > 0) {
            other.proof().foundOn(gateway.title(other.instance()).toString());
        }
    }

    /**
     * Permits the gateway to delete the probe tag.
     *
     * @param tag the tag with the id that the replica returned when it created the tag, read once more
     * @throws PaperlessException if the tag with this id is not the probe tag
     */
    public void permitRemoval(@Body Proof proof, @Variable(ExchangeNames.ANSWER) Lookup tag) {
        permitRemoval(proof.getHost(), proof.getTagId(), proof.getName(), tag);
    }

    /** Compares the tag with the probe tag, because a damaged answer with another id must not delete another tag. */
    private void permitRemoval(String host, long id, String name, Lookup tag) {
        if (tag.id() != id || !tag.name().equals(name)) {
            throw new PaperlessException(
                    PaperlessException.Kind.NOT_PAPERLESS,
                    Text.of(
                            "answered with another tag than the tag {0}; check that the address leads to a"
                                    + " paperless-ngx instance.",
                            name));
        }
        guard.permitDelete(host, "tags", id);
    }

    /**
     * Completes the proof.
     *
     * @return the job of the run, which continues
     */
    public ReplicaRun proven(@Body Proof proof) {
        ReplicaRun job = proof.cycle();
        probes.gone(proof.getName());
        if (proof.isOnMaster()) {
            throw sameAsMaster();
        }
        if (!proof.twins().isEmpty()) {
            throw new PaperlessException(
                    PaperlessException.Kind.BLOCKED,
                    Text.of(
                            "is the same instance as {0}, under another address; the controller writes nothing to this"
                                    + " instance. Enter the address of another instance, or remove one of these"
                                    + " replicas.",
                            String.join(" and ", proof.twins())));
        }
        if (hasMoved(job) && identitySamples.copies(job.replicaId()).stream().noneMatch(job.replica()::lists)) {
            lookups.forgetAll(job.replicaId()); // ids differ between instances, so lookups are matched by name again
            notes.forgetFormerCopies(job.replicaId());
            instanceChanges.failConsumed(job.replicaId());
        }
        replicas.proven(
                job.replicaId(),
                proof(
                        gateway.instance(Instance.MASTER_HOST).orElseThrow(),
                        gateway.instance(job.getHost()).orElseThrow()));
        return job;
    }

    private boolean hasMoved(ReplicaRun job) {
        String before = replicas.find(job.replicaId()).orElseThrow().provenUrl();
        return before != null && !before.startsWith(addressOf(job.getHost()) + " ");
    }

    private static String proof(Instance master, Instance replica) {
        return replica.base() + " is not " + master.base();
    }

    private static PaperlessException sameAsMaster() {
        return new PaperlessException(
                PaperlessException.Kind.BLOCKED,
                Text.of("is the master itself, under another address; the controller writes nothing to this instance."
                        + " Enter the address of another instance."));
    }
}
