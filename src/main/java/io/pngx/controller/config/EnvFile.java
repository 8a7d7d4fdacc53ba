package io.pngx.controller.config;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads and writes the env file, which holds addresses and unencrypted tokens. If the database is lost, a new database
 * can be set up from this file. The file is used only if PNGX_ENV_FILE names it. Only the user of the process may read
 * the file.
 */
public final class EnvFile {
    private static final Pattern LINE = Pattern.compile("\\s*([A-Z0-9_]+)\\s*=(.*)");
    private static final Pattern REPLICA = Pattern.compile("REPLICA_([0-9]{1,6})_(NAME|URL|TOKEN)");

    private final Path path;
    private final Optional<Entry> master;
    private final List<Entry> replicas;

    private EnvFile(Path path, Optional<Entry> master, List<Entry> replicas) {
        this.path = path;
        this.master = master;
        this.replicas = replicas;
    }

    /**
     * An instance in the env file.
     *
     * @param name name of a replica; null: the instance is the master
     */
    public record Entry(String name, PaperlessUrl url, String token) {
        @Override
        public String toString() {
            return "Entry[name=" + name + ", url=" + url + ", token=(set)]";
        }
    }

    /** Returns an object for an installation without an env file. The object has no entries, and writes nothing. */
    static EnvFile off() {
        return new EnvFile(null, Optional.empty(), List.of());
    }

    /**
     * Reads the file. A missing file counts as empty.
     *
     * @throws SettingsException if the file or a line can't be read; the message repeats no value of the file
     */
    static EnvFile read(Path path) {
        Path folder = path.toAbsolutePath().getParent();
        if (!Files.isDirectory(folder)) {
            throw new SettingsException("PNGX_ENV_FILE names a file in " + Quote.value(folder.toString())
                    + ", which is not a folder; create the folder, or mount it.");
        }
        Map<String, String> values = Files.exists(path) ? values(path) : Map.of();
        Map<Integer, Map<String, String>> replicas = new TreeMap<>();
        values.forEach((key, value) -> {
            Matcher replica = REPLICA.matcher(key);
            if (replica.matches()) {
                replicas.computeIfAbsent(Integer.valueOf(replica.group(1)), number -> new LinkedHashMap<>())
                        .put(replica.group(2), value);
            } else if (!key.equals("MASTER_URL") && !key.equals("MASTER_TOKEN")) {
                throw new SettingsException("PNGX_ENV_FILE names a file with the variable " + Quote.value(key)
                        + "; allowed are MASTER_URL, MASTER_TOKEN, and REPLICA_1_NAME, REPLICA_1_URL,"
                        + " REPLICA_1_TOKEN and so on.");
            }
        });
        List<Entry> entries = new ArrayList<>();
        replicas.forEach((number, parts) -> entries.add(new Entry(
                required(parts, "NAME", number),
                url(required(parts, "URL", number), "REPLICA_" + number + "_URL"),
                token(required(parts, "TOKEN", number), "REPLICA_" + number + "_TOKEN"))));
        if (values.containsKey("MASTER_URL") != values.containsKey("MASTER_TOKEN")) {
            throw new SettingsException("PNGX_ENV_FILE names a file with only one of MASTER_URL and MASTER_TOKEN; "
                    + "set both or neither.");
        }
        Optional<Entry> master = Optional.ofNullable(values.get("MASTER_URL"))
                .map(text ->
                        new Entry(null, url(text, "MASTER_URL"), token(values.get("MASTER_TOKEN"), "MASTER_TOKEN")));
        return new EnvFile(path, master, List.copyOf(entries));
    }

    private static Map<String, String> values(Path path) {
        Map<String, String> values = new LinkedHashMap<>();
        try {
            SecretFiles.refuseWorldReadable("PNGX_ENV_FILE", path);
            int number = 0;
            for (String line : Files.readAllLines(path)) {
                number++;
                Matcher matcher = LINE.matcher(line);
                if (line.isBlank() || line.strip().startsWith("#")) {
                    continue;
                }
                if (!matcher.matches()) {
                    throw new SettingsException("PNGX_ENV_FILE: line " + number
                            + " is not valid; each line must have the form " + "NAME=value.");
                }
                if (values.containsKey(matcher.group(1))) {
                    throw new SettingsException("PNGX_ENV_FILE: line " + number + " sets " + matcher.group(1)
                            + " a second time; keep one of the two lines.");
                }
                values.put(matcher.group(1), matcher.group(2).strip().replaceAll("^(['\"])(.*)\\1$", "$2"));
            }
            values.values().removeIf(String::isEmpty);
            return values;
        } catch (CharacterCodingException e) {
            throw new SettingsException("PNGX_ENV_FILE names " + Quote.value(path.toString())
                    + ", which is not valid UTF-8; save the file as UTF-8.");
        } catch (IOException e) {
            throw new SettingsException("PNGX_ENV_FILE names " + Quote.value(path.toString())
                    + ", which can't be read; make the file readable for this user, or remove the file.");
        }
    }

    private static String required(Map<String, String> parts, String required, int number) {
        return Optional.ofNullable(parts.get(required))
                .orElseThrow(() -> new SettingsException("PNGX_ENV_FILE names a file without REPLICA_" + number + "_"
                        + required + "; a replica needs NAME, URL and TOKEN."));
    }

    private static String token(String text, String key) {
        if (!text.matches("[!-~]+")) {
            throw new SettingsException("PNGX_ENV_FILE: " + key + " contains a blank or another character that no API"
                    + " token has. Set only the token, without the word Token.");
        }
        return text;
    }

    private static PaperlessUrl url(String text, String key) {
        try {
            return PaperlessUrl.parse(text);
        } catch (IllegalArgumentException e) {
            throw new SettingsException("PNGX_ENV_FILE: " + key + ": " + e.getMessage() + ".");
        }
    }

    /** @return the value in quotes if the reader would otherwise take its own quotes for those of the file */
    private static String quoted(String value) {
        return value.matches("(['\"]).*\\1") ? "\"" + value + "\"" : value;
    }

    /** Returns the master as it was read at start-up. */
    public Optional<Entry> master() {
        return master;
    }

    /** Returns the replicas as they were read at start-up. */
    public List<Entry> replicas() {
        return replicas;
    }

    public boolean isOff() {
        return path == null;
    }

    /** Replaces the content of the file atomically. */
    public void write(Optional<Entry> newMaster, List<Entry> newReplicas) throws IOException {
        if (path == null) {
            return;
        }
        StringBuilder text =
                new StringBuilder("# Written by pngx-controller. The tokens are not encrypted: protect this file.\n");
        newMaster.ifPresent(entry -> text.append("MASTER_URL=")
                .append(entry.url().text())
                .append("\nMASTER_TOKEN=")
                .append(quoted(entry.token()))
                .append('\n'));
        for (int i = 0; i < newReplicas.size(); i++) {
            String key = "REPLICA_" + (i + 1) + "_";
            Entry entry = newReplicas.get(i);
            text.append(key)
                    .append("NAME=")
                    .append(quoted(entry.name()))
                    .append('\n')
                    .append(key)
                    .append("URL=")
                    .append(entry.url().text())
                    .append('\n')
                    .append(key)
                    .append("TOKEN=")
                    .append(quoted(entry.token()))
                    .append('\n');
        }
        Path folder = path.toAbsolutePath().getParent();
        Path temporary = Files.createTempFile(
                folder,
                ".pngx",
                ".env",
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        try {
            Files.writeString(temporary, text);
            Files.move(temporary, path, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } finally {
            Files.deleteIfExists(temporary);
        }
    }
}
