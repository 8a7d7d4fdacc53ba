package io.pngx.controller.engine.session;

/** Job that belongs to no run. Records failures for its own report. */
public interface ReportingJob extends Job {
    /** Records a failure of a step of this job. */
    void recordFailure(Failure failure);

    @Override
    default Session session() {
        return null;
    }

    @Override
    default Outcome failed(Failure failure) {
        return Outcome.of(Outcome.Kind.REPORT, failure, null);
    }
}
