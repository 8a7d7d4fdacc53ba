package io.pngx.controller.store;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Writes new databases with all migrations. Each one is a copy of the same file, because the migrations would take 0.13
 * s of CPU for each test.
 */
public final class NewDatabase {
    private static byte[] migrated;

    private NewDatabase() {}

    /** Opens the database. Creates a missing database. */
    public static Database open(Path file) {
        if (!Files.exists(file)) {
            write(file);
        }
        return Database.open(file);
    }

    /** Writes a new database as {@link Database#open} does, for the user alone. */
    public static void write(Path file) {
        try {
            DatabaseFile.createFolder(file.toAbsolutePath().getParent());
            DatabaseFile.create(file);
            Files.write(file, migrated());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static synchronized byte[] migrated() throws IOException {
        if (migrated == null) {
            Path folder = Files.createTempDirectory("pngx-migrated");
            Path file = folder.resolve("db.sqlite3");
            Database.open(file).close();
            migrated = Files.readAllBytes(file);
            try (var left = Files.list(folder)) {
                for (Path each : left.toList()) {
                    Files.delete(each);
                }
            }
            Files.delete(folder);
        }
        return migrated;
    }
}
