package io.pngx.controller.engine.instances;

import io.pngx.controller.engine.session.Job;

/** Job that reads an instance as a whole. The route {@code readInstance} fills its snapshot. */
public interface ReadingJob extends Job {
    /** Begins to read the instance of {@link #getHost} into an empty snapshot. */
    void read(InstanceSnapshot empty);

    /** @return the snapshot of the instance that is read now, or was read last */
    InstanceSnapshot reading();
}
