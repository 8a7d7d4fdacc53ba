package io.pngx.controller.config;

/** A text that is not shown when what holds it is printed. */
public record Secret(String text) {
    @Override
    public String toString() {
        return "(set)";
    }
}
