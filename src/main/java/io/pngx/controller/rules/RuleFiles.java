package io.pngx.controller.rules;

import io.pngx.controller.text.Text;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Reads and writes the folder of rules. Each rule is a file {@code NAME.yaml}; subfolders are ignored. A file with
 * another suffix of YAML, such as {@code NAME.yml}, has a problem instead of a text.
 */
final class RuleFiles {
    private static final String SUFFIX = ".yaml";
    private static final Pattern OTHER_SUFFIX = Pattern.compile("\\.ya?ml$", Pattern.CASE_INSENSITIVE);

    private final Path folder;

    RuleFiles(Path folder) {
        this.folder = folder;
    }

    Path folder() {
        return folder;
    }

    /**
     * The content of a file.
     *
     * @param problem why the text can't be read; null: the text was read
     */
    record FileText(String text, Text problem) {}

    /**
     * Reads all files. Returns the content of each file by the name of the rule. A file that can't be read has a
     * problem instead of a text. If the folder does not exist, the result is empty.
     */
    Map<String, FileText> read() throws IOException {
        Map<String, FileText> texts = new TreeMap<>();
        if (!Files.exists(folder)) {
            return texts;
        }
        if (!Files.isDirectory(folder)) {
            throw new IOException("it is not a folder");
        }
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.filter(file -> !file.getFileName().toString().startsWith("."))
                    .toList()) {
                String fileName = file.getFileName().toString();
                if (!fileName.endsWith(SUFFIX)) {
                    if (OTHER_SUFFIX.matcher(fileName).find() && Files.isRegularFile(file)) {
                        texts.put(fileName, otherSuffix(fileName));
                    }
                    continue;
                }
                String name = fileName.substring(0, fileName.length() - SUFFIX.length());
                FileText text = text(name, file);
                if (text != null) {
                    texts.put(name, text);
                }
            }
        }
        return texts;
    }

    private static FileText otherSuffix(String fileName) {
        return new FileText(
                null,
                Text.of(
                        "The file is ignored, because its name does not end in .yaml; rename the file to {0},"
                                + " or remove it.",
                        OTHER_SUFFIX.matcher(fileName).replaceFirst(SUFFIX)));
    }

    private static FileText text(String name, Path file) {
        try {
            if (!RuleNames.isName(name)) {
                return new FileText(
                        null,
                        Text.of(
                                "\"{0}\" is not a valid name for a rule. Rename the file: 1 to 60 lower-case letters, "
                                        + "digits and hyphens.",
                                name));
            }
            if (!Files.isRegularFile(file)) {
                return new FileText(null, Text.of("This is not a regular file; replace it with a text file."));
            }
            if (Files.size(file) > 4L * RuleText.MAX_LENGTH) {
                return new FileText(
                        null,
                        Text.of(
                                "The rule is longer than {0} characters; divide it into several rules.",
                                String.valueOf(RuleText.MAX_LENGTH)));
            }
            return new FileText(Files.readString(file), null);
        } catch (NoSuchFileException e) {
            return null; // the file was deleted since the folder was listed
        } catch (CharacterCodingException e) {
            return new FileText(null, Text.of("The file is not valid UTF-8; save the file as UTF-8."));
        } catch (IOException e) {
            return new FileText(null, Text.of("The file can't be read ({0}).", e.getMessage()));
        }
    }

    /** Replaces a file atomically. A concurrent reader sees either the old text or the new text. */
    void write(String name, String text) throws IOException {
        Files.createDirectories(folder);
        Path file = folder.resolve(RuleNames.checked(name) + SUFFIX);
        Path temporary = Files.createTempFile(folder, "." + name, ".tmp");
        try {
            Files.writeString(temporary, text);
            try (FileChannel channel = FileChannel.open(temporary, StandardOpenOption.WRITE)) {
                channel.force(true);
            }
            Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } finally {
            Files.deleteIfExists(temporary);
        }
    }

    void delete(String name) throws IOException {
        Files.deleteIfExists(folder.resolve(RuleNames.checked(name) + SUFFIX));
    }
}
