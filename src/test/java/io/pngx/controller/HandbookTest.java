package io.pngx.controller;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

/** Checks statements of the documentation against the program. */
class HandbookTest {
    private static final Pattern LINK = Pattern.compile("\\[[^\\]]*\\]\\(([^)\\s]+)\\)");
    private static final Pattern COMMAND =
            Pattern.compile("(?:pngx-controller\\.jar|exec controller pngx-controller|run --rm controller"
                    + "|pngx-controller:latest|`pngx-controller|`(?=(?:sync|verify|key|backup) ))"
                    + " ?([a-z]+(?: (?:generate|rotate))?)([^`\n]*)");
    private static final Pattern OPTION = Pattern.compile("--[a-z-]+");
    private static final Pattern ROUTE =
            Pattern.compile("uri: platform-http:(\\S+)\\s+parameters: \\{httpMethodRestrict: \"([A-Z,]+)\"");
    private static final Pattern CALL =
            Pattern.compile("(?:((?:GET|POST|PUT|DELETE)(?:/[A-Z]+)*) |curl (?:-X ([A-Z]+) )?'?localhost:8000)"
                    + "(/(?:api/|healthz)[a-z_/{}0-9.-]*)");

    private static List<Path> pages() {
        return files(Path.of("docs"), ".md", Path.of("README.md"));
    }

    private static List<Path> files(Path folder, String ending, Path... more) {
        try (Stream<Path> files = Files.walk(folder)) {
            return Stream.concat(
                            Stream.of(more),
                            files.filter(file -> file.toString().endsWith(ending))
                                    .sorted())
                    .toList();
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

    /** Returns the anchors of a page's headings, as a repository page has them. */
    private static List<String> anchors(Path page) {
        return text(page)
                .lines()
                .filter(line -> line.startsWith("#"))
                .map(line -> line.replaceFirst("^#+ ", "")
                        .toLowerCase(Locale.ROOT)
                        .replaceAll("[^a-z0-9 _-]", "")
                        .replace(' ', '-'))
                .toList();
    }

    @Test
    void everyLinkLeadsSomewhere() {
        List<String> dead = new ArrayList<>();
        for (Path page : pages()) {
            Matcher links = LINK.matcher(text(page));
            while (links.find()) {
                String link = links.group(1);
                if (link.matches("[a-z]+:.*")) {
                    continue;
                }
                String[] parts = link.split("#", 2);
                Path target = parts[0].isEmpty()
                        ? page
                        : page.resolveSibling(parts[0]).normalize();
                if (!Files.exists(target)
                        || parts.length == 2 && !anchors(target).contains(parts[1])) {
                    dead.add(page + ": " + link);
                }
            }
        }
        assertThat(dead).isEmpty();
    }

    @Test
    void everyMessageThatIsExplainedIsOneOfTheProgram() {
        String program = files(Path.of("src/main/java"), ".java").stream()
                .map(HandbookTest::text)
                .collect(Collectors.joining("\n"))
                .replaceAll("\"\\s*\\+\\s*\"", "");
        List<String> messages = text(Path.of("docs/troubleshooting.md"))
                .lines()
                .filter(line -> line.startsWith("- `"))
                .map(line -> line.substring(3, line.indexOf('`', 3)))
                .toList();
        assertThat(messages)
                .hasSizeGreaterThan(25)
                .allSatisfy(message ->
                        assertThat(program.contains(message)).as(message).isTrue());
    }

    @Test
    void everyCommandThatIsNamedIsOne() {
        List<String> named = new ArrayList<>();
        pages().forEach(page -> COMMAND.matcher(text(page)).results().forEach(found -> {
            named.add(found.group(1));
            CommandLine line = PngxController.commandLine();
            for (String word : found.group(1).split(" ")) {
                line = line.getSubcommands().get(word);
                assertThat(line).as(found.group()).isNotNull();
            }
            assertThat(line.getCommandSpec().optionsMap().keySet())
                    .as(page + ": " + found.group())
                    .containsAll(OPTION.matcher(found.group(2))
                            .results()
                            .map(MatchResult::group)
                            .toList());
        }));
        assertThat(named).hasSizeGreaterThan(8).contains("key generate", "doctor", "sync");
    }

    @Test
    void everyCallThatIsNamedIsOneOfTheApi() {
        List<Pattern> known = new ArrayList<>(List.of(Pattern.compile("GET /api/logs/stream")));
        files(Path.of("src/main/resources/routes"), ".yaml")
                .forEach(file -> ROUTE.matcher(text(file))
                        .results()
                        .forEach(route ->
                                known.add(Pattern.compile("(" + route.group(2).replace(',', '|') + ") "
                                        + route.group(1).replaceAll("\\{[a-z]+}", "[^/]+")))));
        List<String> named = new ArrayList<>();
        pages().stream()
                .filter(page -> !page.endsWith("paperless-api.md"))
                .forEach(page -> CALL.matcher(text(page))
                        .results()
                        .filter(call -> !call.group(3).endsWith("/")) // an address of paperless-ngx
                        .forEach(call -> {
                            String methods = call.group(1) != null
                                    ? call.group(1)
                                    : call.group(2) != null ? call.group(2) : "GET";
                            Stream.of(methods.split("/"))
                                    .map(method -> method + " " + call.group(3))
                                    .forEach(named::add);
                        }));
        assertThat(named)
                .hasSizeGreaterThan(20)
                .contains("POST /api/deletions/approve", "GET /api/deletions", "PUT /api/replicas/1")
                .allSatisfy(call -> assertThat(known)
                        .as(call)
                        .anyMatch(each -> each.matcher(call).matches()));
    }
}
