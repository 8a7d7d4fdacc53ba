package io.pngx.controller.scenario;

import io.pngx.controller.flow.Version;

class HistoryV2V3Test extends Histories {
    HistoryV2V3Test() {
        super(Version.V2, Version.V3);
    }
}
