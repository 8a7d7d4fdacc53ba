package io.pngx.controller.config;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** Provides the environment variables, trimmed. An empty variable counts as unset. */
final class Environment {
    private final Map<String, String> given;

    Environment(Map<String, String> variables) {
        given = variables.entrySet().stream()
                .filter(variable -> !variable.getValue().isBlank())
                .collect(Collectors.toUnmodifiableMap(
                        Map.Entry::getKey, variable -> variable.getValue().strip()));
    }

    /** Returns the variables that have a value. */
    Map<String, String> given() {
        return given;
    }

    Optional<String> text(String name) {
        return Optional.ofNullable(given.get(name));
    }

    /** Returns a port from 1 to 65535. */
    int port(String name, int fallback) {
        return text(name)
                .map(text -> Quote.port(text)
                        .orElseThrow(() -> new SettingsException(
                                name + " is " + Quote.value(text) + "; allowed are whole numbers from 1 to 65535.")))
                .orElse(fallback);
    }

    /**
     * Returns a secret: the value of NAME, or the content of the file that NAME_FILE names. No message shows the
     * secret.
     */
    Optional<String> secret(String name) {
        Optional<String> direct = text(name);
        Optional<String> file = text(name + "_FILE");
        if (direct.isPresent() && file.isPresent()) {
            throw new SettingsException(name + " and " + name + "_FILE are both set; remove one of them.");
        }
        return direct.or(() -> file.map(path -> content(name + "_FILE", path)));
    }

    private static String content(String variable, String path) {
        String content;
        try {
            Path file = Path.of(path);
            // Docker mounts an empty directory if the file is missing on the host.
            if (Files.isDirectory(file)) {
                throw unreadable(variable, path, "is a directory");
            }
            if (!Files.exists(file)) {
                throw unreadable(variable, path, "does not exist");
            }
            SecretFiles.refuseWorldReadable(variable, file);
            content = Files.readString(file).strip();
        } catch (CharacterCodingException e) {
            throw unreadable(variable, path, "is not a text file");
        } catch (IOException | InvalidPathException e) {
            throw unreadable(
                    variable, path, "the user that the controller runs as (" + ProcessUser.name() + ") cannot read");
        }
        if (content.isEmpty()) {
            throw unreadable(variable, path, "is empty");
        }
        return content;
    }

    private static SettingsException unreadable(String variable, String path, String why) {
        return new SettingsException(variable + " names " + Quote.value(path) + ", which " + why + "; set " + variable
                + " to a file that contains only the secret and that the controller may read.");
    }
}
