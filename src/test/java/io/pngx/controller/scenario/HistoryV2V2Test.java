package io.pngx.controller.scenario;

import io.pngx.controller.flow.Version;

class HistoryV2V2Test extends Histories {
    HistoryV2V2Test() {
        super(Version.V2, Version.V2);
    }
}
