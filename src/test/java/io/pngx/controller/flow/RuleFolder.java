package io.pngx.controller.flow;

import io.pngx.controller.rules.RuleCatalogue;
import io.pngx.simulator.DocumentView;
import io.pngx.simulator.NewDocument;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Optional;
import org.apache.camel.Route;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** A controller, and a user who edits the files in its folder of rules. */
abstract class RuleFolder {
    static final String ALL_BUT_PRIVATE = """
            - route:
                description: Nothing private.
                from:
                  uri: direct:rule-select
                  steps:
                    - setBody: {simple: {expression: "${body[tags]} not contains 'private'", resultType: boolean}}
            """;

    World world;
    int privateTag;

    @BeforeEach
    void begin() throws IOException {
        world = World.ofItsOwn(Version.V2, Version.V3);
        privateTag = Papers.lookup(world.master.api(), "tags", "name", "private");
        Files.createDirectories(world.boot.rulesFolder());
    }

    @AfterEach
    void end() {
        world.close();
    }

    Path file(String name) {
        return world.boot.rulesFolder().resolve(name + ".yaml");
    }

    /**
     * Writes a file atomically. In tests, two scans can follow so quickly that both find the same half-written file.
     */
    static void save(Path file, String text) throws IOException {
        Files.move(
                Files.writeString(file.resolveSibling("being-written.tmp"), text),
                file,
                StandardCopyOption.ATOMIC_MOVE);
    }

    Optional<RuleCatalogue.Entry> entry(String name) {
        return world.boot.rules().catalogue().find(name);
    }

    void on(String name) {
        world.boot.rules().table().switchTo(name, true, List.of());
    }

    void running(String name, String text) throws IOException {
        save(file(name), text);
        world.eventually(
                "the rule runs",
                () -> entry(name)
                                .filter(rule -> rule.state().equals("running") && rule.problem() == null)
                                .isPresent()
                        && world.boot
                                .rules()
                                .catalogue()
                                .goodText(name)
                                .filter(text::equals)
                                .isPresent());
    }

    String problem(String name) {
        return world.eventually(
                        "the error stands at the rule",
                        () -> entry(name).map(RuleCatalogue.Entry::problem).orElse(null),
                        problem -> problem != null)
                .message()
                .toString();
    }

    List<String> titles() {
        return world.replica().server().library().documents().stream()
                .map(DocumentView::title)
                .sorted()
                .toList();
    }

    void paper(String title, Integer... tags) {
        world.master
                .library()
                .add(NewDocument.text(title + ".txt", "The text of " + title)
                        .title(title)
                        .tags(tags));
    }

    /** Returns all routes except those of the rule. */
    List<String> pipeline() {
        return ids().stream().filter(id -> !id.startsWith("rule-guard-")).toList();
    }

    List<String> ids() {
        return world.boot.camel().getRoutes().stream()
                .map(Route::getId)
                .sorted()
                .toList();
    }
}
