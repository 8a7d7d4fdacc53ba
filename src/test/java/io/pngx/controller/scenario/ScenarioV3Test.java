package io.pngx.controller.scenario;

import io.pngx.controller.flow.Version;

class ScenarioV3Test extends Scenarios {
    ScenarioV3Test() {
        super(Version.V3);
    }
}
