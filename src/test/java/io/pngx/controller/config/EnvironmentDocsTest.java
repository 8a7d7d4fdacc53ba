package io.pngx.controller.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Checks the table of environment variables in {@code docs/install.md} against {@link SettingsReader}. */
class EnvironmentDocsTest {
    private static final Pattern NAME = Pattern.compile("`([A-Z_]+)`");
    private static final Pattern VALUE = Pattern.compile("`([^`]+)`");
    private static final Set<String> PROXIES = Set.of("HTTP_PROXY", "HTTPS_PROXY", "NO_PROXY");
    /** Variables whose default depends on other variables. */
    private static final Set<String> DEPENDENT = Set.of("AUTH", "RULES_READ_ONLY", "ROUTES_DIR", "ALLOWED_HOSTS");

    /** Returns the cells of each row of the table. */
    private static List<String[]> rows() throws IOException {
        return Files.readString(Path.of("docs/install.md"))
                .split("## Settings of the environment", 2)[1]
                .split("\n## ", 2)[0]
                .lines()
                .filter(line -> line.startsWith("| `"))
                .map(line -> line.substring(1).split("\\|"))
                .toList();
    }

    private static List<String> found(Pattern pattern, String cell) {
        return pattern.matcher(cell)
                .results()
                .map((MatchResult match) -> match.group(1))
                .toList();
    }

    @Test
    void eachVariableIsInTheTableAndNoOther() throws IOException {
        Set<String> named = rows().stream()
                .flatMap(row -> found(NAME, row[0]).stream())
                .collect(Collectors.toCollection(TreeSet::new));
        // The sentence above the table says that each secret also has a variable with _FILE.
        Set<String> read = SettingsReader.NAMES.stream()
                .filter(name ->
                        !SettingsReader.NAMES.contains(name.replaceFirst("_FILE$", "")) || !name.endsWith("_FILE"))
                .collect(Collectors.toCollection(TreeSet::new));
        read.addAll(PROXIES);

        assertThat(named).isEqualTo(read);
    }

    @Test
    void aDefaultInTheTableIsThatOfTheProgram() throws IOException {
        Map<String, String> defaults = new LinkedHashMap<>();
        for (String[] row : rows()) {
            List<String> names = found(NAME, row[0]);
            List<String> values = found(VALUE, row[1]);
            for (int i = 0; i < names.size() && names.size() == values.size(); i++) {
                defaults.put(names.get(i), values.get(i));
            }
        }
        defaults.keySet().removeAll(DEPENDENT);
        List<String> compared = new ArrayList<>();
        Map<String, String> environment = Map.of("SECRET_KEY", Vault.generateKey());
        defaults.forEach((name, value) -> {
            Map<String, String> explicit = new HashMap<>(environment);
            explicit.put(name, value);
            compared.add(name);
            assertThat(Settings.from(explicit))
                    .as(name)
                    .usingRecursiveComparison()
                    .ignoringFields("vault", "sources")
                    .isEqualTo(Settings.from(environment));
        });
        assertThat(compared)
                .contains(
                        "DATABASE_URL",
                        "HTTP_HOST",
                        "HTTP_PORT",
                        "MANAGEMENT_HOST",
                        "MANAGEMENT_PORT",
                        "LOG_FORMAT",
                        "PNGX_ENV_FILE");
    }
}
