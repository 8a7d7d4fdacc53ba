package io.pngx.controller.scenario;

import io.pngx.controller.flow.Version;

class HistoryV3V3Test extends Histories {
    HistoryV3V3Test() {
        super(Version.V3, Version.V3);
    }
}
