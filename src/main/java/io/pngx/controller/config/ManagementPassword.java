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

/** The password of the management port: MANAGEMENT_PASSWORD, or one that was made and lies in a file beside the database. */
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

    /** @throws SettingsException where none is given, and none can be read or written */
    public static ManagementPassword of(Settings settings) {
        if (settings.managementPassword().isPresent()) {
            return new ManagementPassword(settings.managementPassword().get().text(), Optional.empty());
        }
        Path file = settings.database().toAbsolutePath().resolveSibling(FILE);
        try {
            String known = Files.exists(file) ? Files.readString(file).strip() : "";
            if (!known.isEmpty() && SecretFiles.world(file)) {
                narrow(file);
            }
            return new ManagementPassword(known.isEmpty() ? make(file) : known, Optional.of(file));
        } catch (IOException e) {
            throw new SettingsException(
                    "The password of the management port can't be kept in " + Quote.value(file.toString())
                            + "; make its folder writable for this user, or set MANAGEMENT_PASSWORD.");
        }
    }

    /** It is not refused: on a file system without rights it could never be kept. */
    private static void narrow(Path file) throws IOException {
        try {
            Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
        } catch (IOException notOurs) {
            // Said below.
        }
        LOG.warn(
                SecretFiles.world(file)
                        ? "Every user of the machine may read {}, the password of the management port; set MANAGEMENT_PASSWORD_FILE, a file on a disk that has rights."
                        : "Every user of the machine could read {}, the password of the management port; now this user alone may. Remove it before the next start for a new one.",
                file);
    }

    private static String make(Path file) throws IOException {
        byte[] random = new byte[RANDOM_BYTES];
        new SecureRandom().nextBytes(random);
        String password = Base64.getUrlEncoder().withoutPadding().encodeToString(random);
        Files.deleteIfExists(file); // an empty one, with who knows whose rights
        try (var channel = Files.newByteChannel(
                file,
                Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")))) {
            channel.write(StandardCharsets.UTF_8.encode(password + "\n"));
        }
        return password;
    }

    /** In the same time for every wrong one. */
    public boolean is(String text) {
        return MessageDigest.isEqual(password.getBytes(StandardCharsets.UTF_8), text.getBytes(StandardCharsets.UTF_8));
    }

    /** Where it can be looked up. */
    public String location() {
        return file.map(Path::toString).orElse("MANAGEMENT_PASSWORD");
    }
}
