package io.pngx.controller.engine.review;

import io.pngx.controller.engine.instances.InstanceSnapshot;
import io.pngx.controller.engine.instances.ReadingJob;
import io.pngx.controller.engine.session.Failure;
import io.pngx.controller.engine.session.ReportingJob;
import io.pngx.controller.paperless.Instance;
import io.pngx.controller.store.Replica;
import io.pngx.controller.text.Text;

/** Job that reads the master and then one replica, for a report that a user requested. Belongs to no run. */
public abstract class ReviewJob implements ReadingJob, ReportingJob {
    private final Replica replica;
    private InstanceSnapshot master;
    private InstanceSnapshot there;
    private boolean masterRead;
    private Text problem;

    ReviewJob(Replica replica) {
        this.replica = replica;
    }

    Replica replica() {
        return replica;
    }

    InstanceSnapshot master() {
        return master;
    }

    InstanceSnapshot there() {
        return there;
    }

    void masterRead() {
        masterRead = true;
    }

    /** @return the host name of the instance that is read now: first the master, then the replica */
    @Override
    public String getHost() {
        return masterRead ? replica.host() : Instance.MASTER_HOST;
    }

    @Override
    public void read(InstanceSnapshot empty) {
        if (masterRead) {
            there = empty;
        } else {
            master = empty;
        }
    }

    @Override
    public InstanceSnapshot reading() {
        return masterRead ? there : master;
    }

    @Override
    public void recordFailure(Failure failure) {
        problem = failure.text();
    }

    /** @return why there is no report; null if there is a report */
    public Text problem() {
        return problem;
    }
}
