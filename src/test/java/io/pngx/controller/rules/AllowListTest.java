package io.pngx.controller.rules;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** docs/rules.md lists exactly the elements that a rule may use. */
class AllowListTest {
    private static final Pattern WORD = Pattern.compile("`([^`]+)`");

    private static Collection<String> row(String name) throws IOException {
        String row = Files.readString(Path.of("docs/rules.md"))
                .lines()
                .filter(line -> line.startsWith("| " + name + " |"))
                .findFirst()
                .orElseThrow();
        return WORD.matcher(row.substring(name.length() + 3))
                .results()
                .map(word -> word.group(1))
                .collect(Collectors.toSet());
    }

    @Test
    void everyRowOfTheDocumentationIsTheListOfTheProgram() throws IOException {
        Map<String, Collection<String>> lists = Map.of(
                "languages",
                AllowList.LANGUAGES,
                "methods behind them",
                SimpleCheck.METHODS,
                "options of `http:` and `https:`",
                AllowList.HTTP_OPTIONS,
                "options of `log:`",
                AllowList.LOG_OPTIONS,
                "headers of Camel that it may set",
                AllowList.CAMEL_HEADERS);
        for (Map.Entry<String, Collection<String>> list : lists.entrySet()) {
            Collection<String> printed = row(list.getKey());
            printed.remove(AllowList.BEAN);
            assertThat(printed).as(list.getKey()).containsExactlyInAnyOrderElementsOf(list.getValue());
        }
        assertThat(row("steps"))
                .filteredOn(word -> !word.equals("json") && !word.equals(AllowList.BEAN))
                .containsExactlyInAnyOrderElementsOf(AllowList.STEPS.keySet());
        assertThat(row("functions of `simple`"))
                .containsExactlyInAnyOrderElementsOf(SimpleCheck.FUNCTIONS.stream()
                        .map(function -> "${" + function + "}")
                        .toList());
    }

    @Test
    void everyMethodOfTheBeanIsOnTheList() {
        assertThat(RuleSteps.class.getDeclaredMethods())
                .filteredOn(method -> !method.isSynthetic()) // the coverage report adds one
                .extracting(java.lang.reflect.Method::getName)
                .containsExactlyInAnyOrderElementsOf(AllowList.BEAN_METHODS);
    }
}
