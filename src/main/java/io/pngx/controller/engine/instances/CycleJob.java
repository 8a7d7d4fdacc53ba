package io.pngx.controller.engine.instances;

import io.pngx.controller.engine.session.Failure;
import io.pngx.controller.engine.session.Outcome;
import io.pngx.controller.engine.session.Session;
import io.pngx.controller.paperless.Instance;
import io.pngx.controller.store.Run;
import java.time.Instant;
import java.util.List;
import java.util.stream.Collectors;

/** Job of one cycle. Holds the runs that are due, and the snapshot of the master that they share. */
public final class CycleJob implements ReadingJob {
    private final List<Run> runs;
    private final Instant since;
    private InstanceSnapshot master;
    private Scan scan;

    /** @param since the time from which the runs need the master's changes; null if no run needs changes */
    public CycleJob(List<Run> runs, Instant since) {
        this.runs = runs;
        this.since = since;
    }

    public boolean isDue() {
        return !runs.isEmpty();
    }

    public List<Run> runs() {
        return runs;
    }

    /** @return the jobs of the runs, after the master was read */
    public List<ReplicaRun> replicaRuns() {
        return runs.stream().map(run -> new ReplicaRun(run, master)).toList();
    }

    @Override
    public String getHost() {
        return Instance.MASTER_HOST;
    }

    @Override
    public void read(InstanceSnapshot empty) {
        master = empty;
    }

    @Override
    public InstanceSnapshot reading() {
        return master;
    }

    void beginScan() {
        scan = new Scan(
                master,
                since,
                runs.stream()
                        .filter(run -> !run.mode().onlyReads())
                        .flatMap(run -> run.hintedIds().stream())
                        .filter(master::lists) // some databases refuse a filter with an id that is out of range
                        .collect(Collectors.toSet()));
    }

    public Scan scan() {
        return scan;
    }

    @Override
    public Session session() {
        return null;
    }

    @Override
    public Run run() {
        return null;
    }

    @Override
    public Outcome failed(Failure failure) {
        return Outcome.of(Outcome.Kind.END_CYCLE, failure, null);
    }
}
