package io.pngx.controller.app;

import io.pngx.controller.store.Tables;

/** Work of a command that starts the application without pages and ports, and ends it afterwards. */
interface OneShot {
    /** Called while the application is configured, before any route starts. */
    void prepare(Tables tables);

    /** Returns whether the command may continue a switchover. */
    default boolean switchesOver() {
        return false;
    }
}
