package io.pngx.controller.engine.identity;

import io.pngx.controller.engine.instances.ReplicaRun;
import io.pngx.controller.engine.session.Job;
import io.pngx.controller.engine.session.Session;
import io.pngx.controller.store.Run;
import java.util.ArrayList;
import java.util.List;

/**
 * Job that proves that a replica is a separate instance. Holds the probe tag, and the other instances on which the tag
 * was found.
 */
public final class Proof implements Job {
    private final ReplicaRun cycle;
    private final String name;
    private final List<Other> others;
    private final List<String> twins = new ArrayList<>();
    private long tagId;
    private boolean onMaster;

    /** Another replica, which must not have the probe tag. */
    public record Other(Proof proof, String instance) {
        public String getHost() {
            return instance;
        }

        public String getName() {
            return proof.name;
        }
    }

    Proof(ReplicaRun cycle, String name, List<String> otherHosts) {
        this.cycle = cycle;
        this.name = name;
        this.others = otherHosts.stream().map(host -> new Other(this, host)).toList();
    }

    ReplicaRun cycle() {
        return cycle;
    }

    @Override
    public Session session() {
        return null;
    }

    @Override
    public Run run() {
        return cycle.run();
    }

    @Override
    public String getHost() {
        return cycle.getHost();
    }

    public String getName() {
        return name;
    }

    public List<Other> getOthers() {
        return others;
    }

    void made(long id) {
        tagId = id;
    }

    public long getTagId() {
        return tagId;
    }

    void foundOnMaster() {
        onMaster = true;
    }

    boolean isOnMaster() {
        return onMaster;
    }

    void foundOn(String title) {
        twins.add(title);
    }

    /** @return titles of other replicas that have the probe tag, and so are the same instance */
    List<String> twins() {
        return twins;
    }
}
