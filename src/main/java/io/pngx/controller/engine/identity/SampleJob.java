package io.pngx.controller.engine.identity;

import io.pngx.controller.engine.instances.ReplicaRun;
import io.pngx.controller.engine.session.IdChunks;
import io.pngx.controller.engine.session.Job;
import io.pngx.controller.engine.session.Session;
import java.util.Collection;
import java.util.Iterator;

/**
 * Job that checks some documents, or some copies, of a run.
 *
 * @param ids value of the filter {@code id__in}
 */
public record SampleJob(ReplicaRun cycle, String ids) implements Job {
    /** Returns a job for each chunk of ids. */
    static Iterator<SampleJob> of(ReplicaRun cycle, Collection<Long> ids) {
        return IdChunks.queue(ids).stream()
                .map(chunk -> new SampleJob(cycle, chunk))
                .iterator();
    }

    @Override
    public Session session() {
        return cycle.session();
    }
}
