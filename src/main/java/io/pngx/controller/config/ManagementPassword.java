package io.pngx.controller.config;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The password of the management port: MANAGEMENT_PASSWORD, or a generated password in a file beside the database. */
public final class ManagementPassword {
    private static final Logger LOG = LoggerFactory.getLogger("pngx");
    private static final String FILE = "management-password";
    private static final int RANDOM_BYTES = 24;

    private final String password;
    private final Optional<Path> file;

    private ManagementPassword(String password, Optional<Path> file) {
        this.password = password;
        this.file = file;
    }

    /**
     * Returns the password from the settings. If the settings have none, returns the generated password.
     *
     * @throws SettingsException if the file of the generated password can't be read or written
     */
    public static ManagementPassword of(Settings settings) {
        if (settings.managementPassword().isPresent()) {
            return new ManagementPassword(settings.managementPassword().get().text(), Optional.empty());
        }
        Path file = settings.database().toAbsolutePath().resolveSibling(FILE);
        try {
            String stored = Files.exists(file) ? Files.readString(file).strip() : "";
            if (!stored.isEmpty() && SecretFiles.isWorldReadable(file)) {
                restrictAccess(file);
            }
            return new ManagementPassword(stored.isEmpty() ? generate(file) : stored, Optional.of(file));
        } catch (IOException e) {
            throw new SettingsException("The password of the management port can't be read from or written to "
                    + Quote.value(file.toString())
                    + "; make the folder of this file writable for this user, or set MANAGEMENT_PASSWORD.");
        }
    }

    /**
     * Restricts access to the file. If this fails, logs only a warning, because the controller must also start on a
     * file system without permissions.
     */
    private static void restrictAccess(Path file) throws IOException {
        try {
            Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
        } catch (IOException notOurs) {
            // ignored: the file is checked below
        }
        LOG.warn(
                SecretFiles.isWorldReadable(file)
                        ? "Every user of the machine may read the file {}, which holds the password of the management"
                                + " port; set MANAGEMENT_PASSWORD_FILE to a file on a disk with file permissions."
                        : "Every user of the machine could read the file {}, which holds the password of the management"
                                + " port. The controller has corrected the mode of the file. To get a new password,"
                                + " delete the file before the next start.",
                file);
    }

    private static String generate(Path file) throws IOException {
        byte[] random = new byte[RANDOM_BYTES];
        new SecureRandom().nextBytes(random);
        String password = Base64.getUrlEncoder().withoutPadding().encodeToString(random);
        // At this point, an existing file is empty. The file is created again, because other users may have permission
        // to read the old file.
        Files.deleteIfExists(file);
        try (var channel = Files.newByteChannel(
                file,
                Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")))) {
            channel.write(StandardCharsets.UTF_8.encode(password + "\n"));
        }
        return password;
    }

    /** Returns whether the text is the password. The comparison takes the same time for every wrong text. */
    public boolean matches(String text) {
        return MessageDigest.isEqual(password.getBytes(StandardCharsets.UTF_8), text.getBytes(StandardCharsets.UTF_8));
    }

    /** Returns a text that tells an operator where the password is. */
    public String location() {
        return file.map(Path::toString).orElse("MANAGEMENT_PASSWORD");
    }
}
