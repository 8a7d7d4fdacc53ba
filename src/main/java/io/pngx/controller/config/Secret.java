package io.pngx.controller.config;

/** A text that {@code toString} does not show. */
public record Secret(String text) {
    @Override
    public String toString() {
        return "(set)";
    }
}
