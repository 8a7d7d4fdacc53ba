package io.pngx.controller.paperless;

import java.time.Duration;

/** Hears of every call that left. */
@FunctionalInterface
public interface CallListener {
    CallListener NONE = (instance, operation, status, took) -> {};

    /**
     * @param status of the answer; 0: there was none
     * @param took   until the answer began
     */
    void called(Instance instance, Operation operation, int status, Duration took);
}
