package io.pngx.controller.scenario;

import io.pngx.controller.flow.Version;

class HistoryV3V2Test extends Histories {
    HistoryV3V2Test() {
        super(Version.V3, Version.V2);
    }
}
