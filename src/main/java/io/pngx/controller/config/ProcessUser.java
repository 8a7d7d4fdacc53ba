package io.pngx.controller.config;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Names the user of this process, for messages about files that this user may not access. */
public final class ProcessUser {
    private ProcessUser() {}

    /** Returns the user id, as in Compose's {@code PUID}, because most users in containers have no name. */
    public static String name() {
        try {
            return "uid " + Files.getAttribute(Path.of("/proc/self"), "unix:uid");
        } catch (IOException | UnsupportedOperationException | IllegalArgumentException e) {
            return "user " + System.getProperty("user.name");
        }
    }
}
