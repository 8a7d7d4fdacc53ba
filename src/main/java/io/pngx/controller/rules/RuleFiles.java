package io.pngx.controller.rules;

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
import java.util.stream.Stream;

/** The folder with the rules' texts: {@code NAME.yaml}, nothing below it. */
final class RuleFiles {
    private static final String END = ".yaml";

    private final Path folder;

    RuleFiles(Path folder) {
        this.folder = folder;
    }

    Path folder() {
        return folder;
    }

    /** @param problem why there is no text; null: there is */
    record FileText(String text, String problem) {}

    /** All rules by name, also those that can't be read. Empty where there is no folder (yet). */
    Map<String, FileText> read() throws IOException {
        Map<String, FileText> texts = new TreeMap<>();
        if (!Files.isDirectory(folder)) {
            return texts;
        }
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.filter(file -> file.getFileName().toString().endsWith(END)
                            && !file.getFileName().toString().startsWith("."))
                    .toList()) {
                String name = file.getFileName()
                        .toString()
                        .substring(0, file.getFileName().toString().length() - END.length());
                FileText text = text(name, file);
                if (text != null) {
                    texts.put(name, text);
                }
            }
        }
        return texts;
    }

    private static FileText text(String name, Path file) {
        try {
            if (!RuleNames.isName(name)) {
                return new FileText(
                        null,
                        "\"" + name
                                + "\" is no name for a rule; rename the file: 1 to 60 lower-case letters, digits and hyphens.");
            }
            if (!Files.isRegularFile(file)) {
                return new FileText(null, "It is no file.");
            }
            if (Files.size(file) > 4L * RuleText.LONGEST) {
                return new FileText(
                        null, "The rule is longer than " + RuleText.LONGEST + " characters; divide it into several.");
            }
            return new FileText(Files.readString(file), null);
        } catch (NoSuchFileException e) {
            return null; // it went away since it was listed
        } catch (CharacterCodingException e) {
            return new FileText(null, "The file is not UTF-8.");
        } catch (IOException e) {
            return new FileText(null, "The file can't be read (" + e.getMessage() + ").");
        }
    }

    /** All or nothing: whoever reads meanwhile sees the old text or the new one. */
    void write(String name, String text) throws IOException {
        Files.createDirectories(folder);
        Path file = folder.resolve(RuleNames.checked(name) + END);
        Path half = Files.createTempFile(folder, "." + name, ".tmp");
        try {
            Files.writeString(half, text);
            try (FileChannel channel = FileChannel.open(half, StandardOpenOption.WRITE)) {
                channel.force(true);
            }
            Files.move(half, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } finally {
            Files.deleteIfExists(half);
        }
    }

    void delete(String name) throws IOException {
        Files.deleteIfExists(folder.resolve(RuleNames.checked(name) + END));
    }
}
