package io.pngx.controller.scenario;

import io.pngx.controller.flow.Version;

class ScenarioV2Test extends Scenarios {
    ScenarioV2Test() {
        super(Version.V2);
    }
}
