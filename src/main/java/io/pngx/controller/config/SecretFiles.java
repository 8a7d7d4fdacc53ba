package io.pngx.controller.config;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;

/** Checks who may read a file that holds a secret. */
final class SecretFiles {
    private SecretFiles() {}

    /** Returns whether every user of the machine may read the file. */
    static boolean isWorldReadable(Path file) throws IOException {
        boolean posix = Files.getFileStore(file).supportsFileAttributeView("posix");
        return posix && Files.getPosixFilePermissions(file).contains(PosixFilePermission.OTHERS_READ);
    }

    /** @throws SettingsException if every user of the machine may read the file */
    static void refuseWorldReadable(String variable, Path file) throws IOException {
        if (isWorldReadable(file)) {
            throw new SettingsException(variable + " names " + Quote.value(file.toString())
                    + ". This file contains a secret, and every user of the machine may read it. Change its owner to "
                    + "the user that the controller runs as (" + ProcessUser.name()
                    + "), and its mode with `chmod 600` (in a "
                    + "swarm: mode 0400; in Kubernetes: defaultMode 0400). If the mode cannot be changed, as "
                    + "on many NAS shares, keep the file on a disk of this machine.");
        }
    }
}
