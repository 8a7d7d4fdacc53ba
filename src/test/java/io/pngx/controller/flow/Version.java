package io.pngx.controller.flow;

import io.pngx.simulator.Paperless;
import java.time.Duration;

/** The two dialects of paperless-ngx, as simulated. */
public enum Version {
    V2,
    V3;

    public Paperless start() {
        return (this == V2 ? Paperless.v2() : Paperless.v3())
                .port(FreePorts.next())
                .consumeTime(Duration.ZERO)
                .start();
    }
}
