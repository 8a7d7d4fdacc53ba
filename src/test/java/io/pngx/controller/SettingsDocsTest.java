package io.pngx.controller;

import static org.assertj.core.api.Assertions.assertThat;

import io.pngx.controller.store.DeletionMode;
import io.pngx.controller.store.Setting;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Checks the docs against the declarations in {@link Setting}. */
class SettingsDocsTest {
    /** A key followed by its default: {@code `max_delete_count` (50)}. */
    private static final Pattern DEFAULT = Pattern.compile("`([a-z_]+)` \\(([^);,\\s]+)[);,]");

    private static List<Path> pages() throws IOException {
        try (Stream<Path> files = Files.walk(Path.of("docs"))) {
            return files.filter(file -> file.toString().endsWith(".md")).toList();
        }
    }

    @Test
    void aDefaultInTheTextIsThatOfTheSetting() throws IOException {
        Map<String, Setting<?>> byKey =
                Setting.all().stream().collect(Collectors.toMap(Setting::key, Function.identity()));
        List<String> named = new ArrayList<>();
        for (Path page : pages()) {
            Matcher defaults = DEFAULT.matcher(Files.readString(page));
            while (defaults.find()) {
                if (byKey.containsKey(defaults.group(1))) {
                    named.add(defaults.group(1));
                    assertThat(defaults.group(2))
                            .as(page + ": " + defaults.group())
                            .isEqualTo(byKey.get(defaults.group(1)).byDefault());
                }
            }
        }
        assertThat(named).contains("max_delete_count", "full_sync_at", "alert_lag_seconds");
    }

    @Test
    void theDeletionModesAreExplained() throws IOException {
        String page = Files.readString(Path.of("docs/operations.md"));

        for (DeletionMode mode : DeletionMode.values()) {
            String word = mode.name().toLowerCase(java.util.Locale.ROOT);
            assertThat(page)
                    .contains("\n| `" + word + "`"
                            + (word.equals(Setting.DELETION_MODE.byDefault()) ? " (default) |" : " |"));
        }
    }
}
