package io.pngx.controller;

/** Starts the controller. */
public final class PngxController {
    private PngxController() {
    }

    public static void main(String[] args) {
    }
}
