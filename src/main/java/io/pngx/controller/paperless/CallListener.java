package io.pngx.controller.paperless;

import java.time.Duration;

/** Receives a notification of every call that was sent. */
@FunctionalInterface
public interface CallListener {
    CallListener NONE = (instance, operation, status, took) -> {};

    /**
     * Notifies of a call.
     *
     * @param status the status of the answer; 0: there was no answer
     * @param took   the time until the answer began
     */
    void called(Instance instance, Operation operation, int status, Duration took);
}
