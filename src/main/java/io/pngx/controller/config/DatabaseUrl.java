package io.pngx.controller.config;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;

/** Checks DATABASE_URL, and returns the file that it names. */
final class DatabaseUrl {
    private static final String FORMS = "; allowed are sqlite:////data/db.sqlite3 (an absolute path, four slashes)"
            + " and sqlite:///data/db.sqlite3 (a relative path, three slashes).";

    private DatabaseUrl() {}

    /** @throws SettingsException without the value, because the URL of a database may contain a password */
    static Path file(String url) {
        if (!url.startsWith("sqlite:")) {
            throw new SettingsException("DATABASE_URL does not begin with sqlite:" + FORMS);
        }
        if (!url.startsWith("sqlite:///")) {
            throw new SettingsException("DATABASE_URL has too few slashes" + FORMS);
        }
        String file = url.substring("sqlite:///".length());
        if (file.isBlank() || file.endsWith("/") || file.startsWith(":memory:")) {
            throw new SettingsException("DATABASE_URL names no file" + FORMS);
        }
        if (file.contains("?")) {
            throw new SettingsException("DATABASE_URL has parameters after a '?', which are not supported" + FORMS);
        }
        try {
            return Path.of(file).normalize();
        } catch (InvalidPathException e) {
            throw new SettingsException("DATABASE_URL has a character that paths can't have here; use another name, or"
                    + " start the controller with LC_ALL=C.UTF-8" + FORMS);
        }
    }
}
