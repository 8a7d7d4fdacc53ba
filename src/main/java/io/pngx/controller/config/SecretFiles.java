package io.pngx.controller.config;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;

/** Who may read a file that holds a secret. */
final class SecretFiles {
    private SecretFiles() {}

    /** Every user of the machine? */
    static boolean world(Path file) throws IOException {
        boolean posix = Files.getFileStore(file).supportsFileAttributeView("posix");
        return posix && Files.getPosixFilePermissions(file).contains(PosixFilePermission.OTHERS_READ);
    }

    /** @throws SettingsException where every user of the machine may */
    static void refuseWorld(String variable, Path file) throws IOException {
        if (world(file)) {
            throw new SettingsException(variable + " names " + Quote.value(file.toString())
                    + ", which every user of the machine may read, and it holds a secret; give it to the user that"
                    + " the controller runs as (" + ProcessUser.name() + ") and `chmod 600` it"
                    + " (in a swarm: mode 0400; in Kubernetes: defaultMode 0400)."
                    + " Where that changes nothing, as on many a share of a NAS, keep it on a disk of this machine.");
        }
    }
}
