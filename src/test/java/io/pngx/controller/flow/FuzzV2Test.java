package io.pngx.controller.flow;

class FuzzV2Test extends Fuzz {
    FuzzV2Test() {
        super(Version.V2);
    }
}
