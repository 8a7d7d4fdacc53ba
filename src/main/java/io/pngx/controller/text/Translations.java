package io.pngx.controller.text;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/** Reads the files of {@code texts}: YAML in which each English text is the key of its translation. */
final class Translations {
    /** The file with the texts that code and scripts make out of keys, such as states. */
    static final String WORDS = "words";

    /** The file with the texts of scripts. */
    static final String SCRIPTS = "scripts";

    /** The files of each language. */
    static final List<String> FILES = List.of(
            WORDS,
            SCRIPTS,
            "pages",
            "replicas",
            "documents",
            "runs",
            "deletions",
            "rules",
            "rule-errors",
            "settings",
            "switchovers",
            "refusals",
            "log",
            "stored",
            "routes");

    private Translations() {}

    /**
     * Returns the translations of all files.
     *
     * @param code folder of the language
     */
    static Map<String, String> read(String code) {
        Map<String, String> texts = new HashMap<>();
        FILES.forEach(file -> file(code, file).forEach((english, translated) -> {
            String other = texts.put(english, translated);
            if (other != null && !other.equals(translated)) {
                throw new IllegalStateException("\"" + english + "\" has two translations in texts/" + code + ": \""
                        + other + "\" and \"" + translated + "\"");
            }
        }));
        return Map.copyOf(texts);
    }

    /** Returns the translations of the texts that scripts show, ordered by their English text. */
    static Map<String, String> scripts(String code) {
        Map<String, String> texts = new TreeMap<>(file(code, WORDS));
        texts.putAll(file(code, SCRIPTS));
        return Collections.unmodifiableMap(texts);
    }

    /** Returns the translations of one file. */
    @SuppressWarnings("unchecked")
    static Map<String, String> file(String code, String name) {
        String path = "/texts/" + code + "/" + name + ".yaml";
        try (InputStream in = Translations.class.getResourceAsStream(path)) {
            LoadSettings settings = LoadSettings.builder().setLabel(path).build();
            Object read = new Load(settings).loadFromInputStream(in);
            return read == null ? Map.of() : (Map<String, String>) read;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
