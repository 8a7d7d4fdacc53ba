package io.pngx.controller.web.views;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/**
 * The contract of the API: one file for each area, with the sections {@code paths}, {@code responses} and
 * {@code schemas}. Reads the text on first use, because most processes never show the contract.
 */
public final class Contract {
    private static final String FOLDER = "api/";
    /**
     * The file with everything that the areas have in common. The schemas must be last, because the schemas of the
     * areas follow this file.
     */
    private static final String COMMON = "contract.yaml";

    /** The files of the areas, in the order of the page. */
    private static final List<String> AREAS =
            List.of("runs.yaml", "replicas.yaml", "documents.yaml", "switchovers.yaml", "rules.yaml", "settings.yaml");

    private String text;

    /** Returns the whole contract as YAML. */
    public synchronized String text() {
        if (text == null) {
            text = joined();
        }
        return text;
    }

    /** Returns the contract as maps, lists and texts. */
    @SuppressWarnings("unchecked")
    public Map<String, Object> parsed() {
        return (Map<String, Object>) new Load(LoadSettings.builder()
                        .setAllowDuplicateKeys(false)
                        .setLabel("the contract of the API")
                        .build())
                .loadFromString(text());
    }

    private static String joined() {
        String common = read(COMMON);
        List<String> areas = AREAS.stream().map(Contract::read).toList();
        int schemas = common.indexOf("  schemas:\n");
        return common.substring(0, schemas)
                + section(areas, "responses", "  ")
                + common.substring(schemas)
                + section(areas, "schemas", "  ")
                + "paths:\n"
                + section(areas, "paths", "");
    }

    /** Returns the lines that the files of all areas have below a key. */
    private static String section(List<String> areas, String key, String indent) {
        StringBuilder lines = new StringBuilder();
        for (String area : areas) {
            boolean inside = false;
            for (String line : area.lines().toList()) {
                if (!line.isEmpty() && line.charAt(0) != ' ') {
                    inside = line.equals(key + ":");
                } else if (inside) {
                    lines.append(line.isEmpty() ? "" : indent).append(line).append('\n');
                }
            }
        }
        return lines.toString();
    }

    private static String read(String file) {
        try (InputStream in = Contract.class.getClassLoader().getResourceAsStream(FOLDER + file)) {
            if (in == null) {
                throw new IllegalStateException("The program is incomplete: " + FOLDER + file + " is missing");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
