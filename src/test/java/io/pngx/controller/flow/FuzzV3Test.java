package io.pngx.controller.flow;

class FuzzV3Test extends Fuzz {
    FuzzV3Test() {
        super(Version.V3);
    }
}
