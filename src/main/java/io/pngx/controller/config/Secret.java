package io.pngx.controller.config;

/** A text that {@code toString} hides. */
public record Secret(String text) {
    @Override
    public String toString() {
        return "(set)";
    }
}
