package io.pngx.simulator;

/** What the application does for one method of one address. */
@FunctionalInterface
interface Endpoint {
    Answer handle(Call call);
}
