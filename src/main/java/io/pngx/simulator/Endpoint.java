package io.pngx.simulator;

/** Handles one method of one address. */
@FunctionalInterface
interface Endpoint {
    Answer handle(Call call);
}
