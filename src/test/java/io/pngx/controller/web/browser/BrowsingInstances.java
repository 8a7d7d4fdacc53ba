package io.pngx.controller.web.browser;

import io.pngx.controller.flow.Boot;
import io.pngx.controller.flow.Version;
import io.pngx.simulator.Paperless;
import org.junit.jupiter.api.AfterAll;

/** A page in a real browser, of a controller beside a simulated master and a simulated replica. */
abstract class BrowsingInstances extends Browsing {
    static Boot boot;
    static Paperless master;
    static Paperless replica;

    /** Starts the browser, the instances and a controller that does not know the instances yet. */
    static void start(Version ofMaster, Version ofReplica) {
        chromium = Chromium.start();
        master = ofMaster.start();
        replica = ofReplica.start();
        boot = Boot.fresh();
    }

    @AfterAll
    static void stop() {
        if (boot != null) { // without a Chromium, nothing was started
            boot.close();
            master.close();
            replica.close();
            boot = null;
        }
    }

    @Override
    String url() {
        return boot.url();
    }
}
