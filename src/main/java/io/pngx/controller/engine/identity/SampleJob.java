package io.pngx.controller.engine.identity;

import io.pngx.controller.engine.instances.ReplicaRun;
import io.pngx.controller.engine.session.Job;
import io.pngx.controller.engine.session.Session;

/**
 * Job that checks some documents, or some copies, of a run.
 *
 * @param ids value of the filter {@code id__in}
 */
public record SampleJob(ReplicaRun cycle, String ids) implements Job {
    @Override
    public Session session() {
        return cycle.session();
    }
}
