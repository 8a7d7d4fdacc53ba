package io.pngx.controller.text;

import static org.assertj.core.api.Assertions.assertThat;

import io.pngx.controller.metrics.SyncState;
import io.pngx.controller.store.ApiTokens;
import io.pngx.controller.store.Drill;
import io.pngx.controller.store.PlanRow;
import io.pngx.controller.store.Run;
import io.pngx.controller.store.Verification;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Compares the translations with the English texts in templates, scripts and code. */
class TranslationsTest {
    private static final Map<String, String> GERMAN = Translations.read("de");
    private static final Pattern PLACE = Pattern.compile("\\{\\d}");
    private static final Pattern WORD = Pattern.compile("(?s).*\\p{L}{2}.*");
    private static final String QUOTED = "(?:\"[^\"]*\"[^>\"]*)";
    private static final String TAG = "<[^>\"]*+" + QUOTED + "*+>";
    private static final String ATTRIBUTE = "(?:title|aria-label|placeholder|alt|hx-confirm|label|data-label)";

    @Test
    void everyTextHasATranslation() {
        Map<String, Set<String>> missing = new TreeMap<>();
        texts().forEach((text, files) -> {
            if (WORD.matcher(PLACE.matcher(text).replaceAll("")).matches() && !GERMAN.containsKey(text)) {
                files.forEach(file ->
                        missing.computeIfAbsent(file, key -> new TreeSet<>()).add(text));
            }
        });

        assertThat(missing).isEmpty();
    }

    /** The words of states, results and actions, which the pages make out of keys. */
    @Test
    void everyWordThatIsMadeOutOfAKeyHasATranslation() {
        Stream<String> keys = Stream.<Enum<?>[]>of(
                        SyncState.values(),
                        Run.Mode.values(),
                        Run.State.values(),
                        Drill.State.values(),
                        Drill.Result.values(),
                        Verification.Result.values(),
                        Verification.Finding.values(),
                        PlanRow.Action.values(),
                        ApiTokens.Role.values())
                .flatMap(Stream::of)
                .map(key -> key.name().toLowerCase(Locale.ROOT));

        Stream<String> others = Stream.of(
                "broken", "ready", "stopped", "waiting", "reading", "lookups", "documents", "verifying", "finished");
        assertThat(Stream.concat(keys, others))
                .allSatisfy(key -> assertThat(GERMAN).containsKey(key.replace('_', ' ')));
    }

    @Test
    void scriptsGetTheirTexts() {
        Set<String> missing = new TreeSet<>();
        read("src/main/resources/static", ".js")
                .forEach((file, source) -> missing.addAll(literals(source, "pngxText\\(", '\'')));
        missing.removeAll(Language.GERMAN.scripts().keySet());

        assertThat(missing)
                .allMatch(text ->
                        !WORD.matcher(PLACE.matcher(text).replaceAll("")).matches());
    }

    @Test
    void noTranslationIsLeftOver() {
        Set<String> left = new TreeSet<>(GERMAN.keySet());
        left.removeAll(texts().keySet());
        left.removeAll(Translations.file("de", "words").keySet());

        assertThat(left).isEmpty();
    }

    @Test
    void aTranslationHasThePlacesOfItsText() {
        assertThat(GERMAN)
                .allSatisfy((english, german) ->
                        assertThat(places(german)).as(english).isEqualTo(places(english)));
    }

    private static Set<String> places(String text) {
        return PLACE.matcher(text).results().map(place -> place.group()).collect(Collectors.toSet());
    }

    /** Returns each English text with the files that contain it. */
    private static Map<String, Set<String>> texts() {
        Map<String, Set<String>> texts = new TreeMap<>();
        read("src/main/resources/templates", ".html")
                .forEach((file, source) -> template(source)
                        .forEach(text -> texts.computeIfAbsent(text, key -> new TreeSet<>())
                                .add(file)));
        read("src/main/resources/static", ".js")
                .forEach((file, source) -> literals(source, "pngxText\\(", '\'')
                        .forEach(text -> texts.computeIfAbsent(text, key -> new TreeSet<>())
                                .add(file)));
        read("src/main/java", ".java")
                .forEach((file, source) -> java(source)
                        .forEach(text -> texts.computeIfAbsent(text, key -> new TreeSet<>())
                                .add(file)));
        readyMadeRules()
                .forEach(text ->
                        texts.computeIfAbsent(text, key -> new TreeSet<>()).add("templates.yaml"));
        for (String stage : Set.of("engine", "operations")) {
            read("src/main/resources/routes/" + stage, ".yaml")
                    .forEach((file, source) -> descriptions(source)
                            .forEach(text -> texts.computeIfAbsent(text, key -> new TreeSet<>())
                                    .add(file)));
        }
        return texts;
    }

    private static Set<String> readyMadeRules() {
        return Pattern.compile("description: (?:\"([^\"]*)\"|(.*))")
                .matcher(text(Path.of("src/main/resources/rules/templates.yaml")))
                .results()
                .map(found -> found.group(1) == null ? found.group(2) : found.group(1))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** Returns the descriptions of the routes of a file, which the page Pipeline shows. */
    private static Set<String> descriptions(String routes) {
        return Pattern.compile("(?m)^    description: ('?)(.*)\\1$")
                .matcher(routes)
                .results()
                .map(found -> found.group(2))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static Map<String, String> read(String folder, String ending) {
        try (Stream<Path> files = Files.walk(Path.of(folder))) {
            return files.filter(file ->
                            file.toString().endsWith(ending) && !file.toString().endsWith(".min.js"))
                    .collect(Collectors.toMap(
                            file -> file.getFileName().toString(), TranslationsTest::text, (a, b) -> a + b));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Returns what stands in a template for users: texts of elements, attributes, and literals of expressions. */
    private static Set<String> template(String html) {
        Set<String> texts = new TreeSet<>();
        String source = html.replaceAll("(?s)<!--.*?-->", "");
        // The text of an element with th:text or th:utext is replaced.
        String shown = source.replaceAll("(?s)(?=<[^>\"]*" + QUOTED + "*?\\sth:u?text=)" + TAG + "[^<]*", "<>")
                .replaceAll("(?s)" + TAG, "<>");
        Matcher nodes = Pattern.compile("(?s)>([^<>]+)<").matcher(shown);
        while (nodes.find()) {
            texts.add(plain(nodes.group(1)));
        }
        Matcher attributes =
                Pattern.compile("(?s)\\s" + ATTRIBUTE + "=\"([^\"]*)\"").matcher(source);
        while (attributes.find()) {
            texts.add(plain(attributes.group(1)));
        }
        Matcher questions =
                Pattern.compile("(?s)<[^>]*\\sname=\"question\"[^>]*>").matcher(source);
        while (questions.find()) {
            Matcher value = Pattern.compile("\\svalue=\"([^\"]*)\"").matcher(questions.group());
            if (value.find()) {
                texts.add(plain(value.group(1)));
            }
        }
        texts.addAll(literals(source, "formats\\.text\\(", '\''));
        Matcher counted = Pattern.compile("formats\\.counted\\([^']*'([^']*)', *'([^']*)'")
                .matcher(source);
        while (counted.find()) {
            texts.add("{0} " + counted.group(1));
            texts.add("{0} " + counted.group(2));
        }
        texts.remove("");
        return texts;
    }

    private static String plain(String source) {
        return source.strip()
                .replaceAll("\\s+", " ")
                .replace("&quot;", "\"")
                .replace("&lt;", "<")
                .replace("&gt;", ">")
                .replace("&amp;", "&");
    }

    /** Returns the texts of {@code Text.of("...")}, {@code Text.plural(n, ...)} and {@code Text.counted(n, ...)}. */
    private static Set<String> java(String source) {
        Set<String> texts = literals(source, "\\bText\\.of\\(", '"');
        Matcher plurals = Pattern.compile("\\bText\\.plural\\(").matcher(source);
        while (plurals.find()) {
            int from = plurals.end();
            for (int argument = 0; argument < 3; argument++) {
                String text = argument(source, from, '"');
                texts.addAll(joined(text, '"'));
                from += text.length() + 1;
            }
        }
        String string = "\"((?:[^\"\\\\]|\\\\.)*)\"";
        Matcher counted = Pattern.compile(
                        "(?:\\bText\\.|[fF]ormats\\.|FORMATS\\.)counted\\([^\"]*?" + string + ",\\s*" + string)
                .matcher(source);
        while (counted.find()) {
            texts.add("{0} " + unescaped(counted.group(1)));
            texts.add("{0} " + unescaped(counted.group(2)));
        }
        return texts;
    }

    /**
     * Returns the string literals in the first argument of each call: the only one, those of {@code a ? "x" : "y"}, and
     * those that are concatenated.
     */
    private static Set<String> literals(String source, String call, char quote) {
        Set<String> texts = new TreeSet<>();
        Matcher calls = Pattern.compile(call).matcher(source);
        while (calls.find()) {
            texts.addAll(joined(argument(source, calls.end(), quote), quote));
        }
        return texts;
    }

    private static List<String> joined(String argument, char quote) {
        String body = "((?:[^" + quote + "\\\\]|\\\\.)*)";
        String joined = argument.replaceAll(quote + "\\s*\\+\\s*" + quote, "");
        return Pattern.compile(quote + body + quote)
                .matcher(joined)
                .results()
                .map(found -> unescaped(found.group(1)))
                .toList();
    }

    /** Returns the argument that begins at {@code from}. */
    private static String argument(String source, int from, char quote) {
        int depth = 0;
        boolean inside = false;
        for (int i = from; i < source.length(); i++) {
            char c = source.charAt(i);
            if (inside && c == '\\') {
                i++;
            } else if (c == quote) {
                inside = !inside;
            } else if (!inside && (c == '(' || c == '{')) {
                depth++;
            } else if (!inside && (c == ')' || c == '}' || c == ',') && depth == 0) {
                return source.substring(from, i);
            } else if (!inside && (c == ')' || c == '}')) {
                depth--;
            }
        }
        return source.substring(from);
    }

    private static String unescaped(String literal) {
        return literal.replace("\\\"", "\"")
                .replace("\\'", "'")
                .replace("\\\\", "\\")
                .replace("&quot;", "\"");
    }
}
