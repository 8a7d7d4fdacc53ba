package io.pngx.controller.store;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;

/** A copy of the database that is whole in itself: one file, without what SQLite keeps beside it. */
final class Backup {
    private Backup() {
    }

    /** Under its name stands a whole copy, that was checked, or nothing; only this user may read it. */
    static void write(Path file, Path copy) {
        if (Files.exists(copy)) {
            throw new Database.Unusable("There is a file " + copy + " already, and a backup overwrites nothing; name another one.");
        }
        Path folder = copy.toAbsolutePath().getParent();
        Path growing = null;
        try {
            growing = Files.createTempFile(folder, ".backup", ".part",
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
            try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
                    PreparedStatement vacuum = connection.prepareStatement("vacuum into ?")) {
                vacuum.setString(1, growing.toString());
                vacuum.execute();
            }
            Database.check(growing);
            Files.move(growing, copy, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException | SQLException e) {
            throw new Database.Unusable("The backup " + copy + " can't be written (" + reason(e, growing) + "); name a file in a folder that exists, has space, "
                    + "and that this user may write to.");
        } finally {
            remove(growing);
        }
    }

    private static String reason(Exception e, Path growing) {
        return growing == null ? "its folder can't be written to" : e.getMessage();
    }

    private static void remove(Path growing) {
        try {
            if (growing != null) {
                Files.deleteIfExists(growing);
            }
        } catch (IOException leftOver) {
            // What was wrong is said already; the rest of it is hidden and called .part.
        }
    }
}
