package io.pngx.controller.paperless;

import java.time.Duration;

/** Receives a notification about every call that was sent. */
@FunctionalInterface
public interface CallListener {
    CallListener NONE = (instance, operation, status, took) -> {};

    /**
     * Notifies the listener of a call.
     *
     * @param status status of the answer; 0: there was no answer
     * @param took time until the answer began
     */
    void called(Instance instance, Operation operation, int status, Duration took);
}
