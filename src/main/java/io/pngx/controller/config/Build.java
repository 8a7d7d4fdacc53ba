package io.pngx.controller.config;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Properties;

/** The versions that the build wrote into {@code build.properties}. */
public record Build(String version, String htmx, String pico) {
    public static Build read() {
        try (InputStream in = Build.class.getResourceAsStream("/build.properties")) {
            Properties properties = new Properties();
            properties.load(in);
            return new Build(
                    properties.getProperty("version"), properties.getProperty("htmx"), properties.getProperty("pico"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
