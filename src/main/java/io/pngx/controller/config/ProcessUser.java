package io.pngx.controller.config;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Names the user that this process runs as, for messages about files without access. */
public final class ProcessUser {
    private ProcessUser() {}

    /** Returns the number of the user, as in Compose's {@code PUID}: in a container most users have no name. */
    public static String name() {
        try {
            return "uid " + Files.getAttribute(Path.of("/proc/self"), "unix:uid");
        } catch (IOException | UnsupportedOperationException | IllegalArgumentException e) {
            return "user " + System.getProperty("user.name");
        }
    }
}
