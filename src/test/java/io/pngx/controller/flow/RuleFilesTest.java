package io.pngx.controller.flow;

import static org.assertj.core.api.Assertions.assertThat;

import io.pngx.controller.store.Run;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Rules that a user edits as files in the folder while the controller runs. */
class RuleFilesTest extends RuleFolder {
    @Test
    void aFileIsTakenUpWithinSecondsAndActsOnceItIsSwitchedOn() throws IOException {
        running("guard", ALL_BUT_PRIVATE);
        paper("one", privateTag);
        assertThat(world.runOnce().state()).isEqualTo(Run.State.SUCCESS);
        assertThat(titles()).as("it is off").containsExactly("one");

        on("guard");
        paper("two", privateTag);
        paper("three");
        assertThat(world.runOnce().state()).isEqualTo(Run.State.SUCCESS);
        assertThat(titles()).containsExactly("one", "three");
    }

    /** A text, the message about it, and the line that the message names. */
    private record Bad(String text, String sentence, Integer line) {}

    private static final String INSTEAD =
            " is not allowed in a rule: it would change the error handling of all routes; allowed are route, "
                    + "routeTemplate, templatedRoute.";

    private static final String ADDRESS = " is not allowed in a rule: its address would only be known when the rule "
            + "runs; use the step \"to\" with a fixed address, and the headers CamelHttpPath and CamelHttpQuery for "
            + "the parts that change.";

    private static final List<Bad> BAD = List.of(
            new Bad(
                    "- route: [",
                    "This is not valid YAML: expected the node content, but found '<stream end>' (while parsing a "
                            + "flow node).",
                    1),
            new Bad("route: {}", "A rule must be a list; begin with \"- route:\" or \"- templatedRoute:\".", 1),
            new Bad(
                    "- route: {from: {uri: direct:rule-select, steps: [{to: \"nope:x\"}]}}",
                    "The component \"nope\" is not allowed in a rule; allowed are http:, https:, log: and direct: "
                            + "with a route of the rule.",
                    1),
            new Bad(
                    "- route: {from: {uri: direct:rule-select, steps: [{bean: {ref: nope, method: x}}]}}",
                    "\"nope\" is not allowed in a rule as bean; use ruleSteps.",
                    1),
            new Bad(
                    "- route: {from: {uri: direct:rule-select, steps: [{setBodi: {constant: x}}]}}",
                    "A rule has no step \"setBodi\"; check its spelling, or use one of these: bean, choice, "
                            + "convertBodyTo, delay, doTry, filter, log, loop, marshal, "
                            + "pipeline, removeHeader, removeHeaders, removeProperty, removeVariable, setBody, "
                            + "setHeader, setHeaders, setProperty, setVariable, "
                            + "setVariables, stop, throwException, to, transform, unmarshal, validate, wireTap.",
                    1),
            new Bad(
                    "- route: {from: {uri: direct:rule-select, steps: [{to: \"direct:deleteOnReplica\"}]}}",
                    "A rule can only call its own routes, and this rule has no route that begins with from: "
                            + "direct:deleteOnReplica.",
                    1),
            new Bad(
                    "- route: {from: {uri: direct:rule-select, steps: [{toD: \"http://x/?title=${body[title]}\"}]}}",
                    "\"toD\"" + ADDRESS,
                    1),
            new Bad(
                    "- route: {from: {uri: direct:rule-select, "
                            + "steps: [{wireTap: {uri: \"http://x/?title=${body[title]}\"}}]}}",
                    "\"wireTap\"" + ADDRESS,
                    1),
            new Bad(
                    "- route: {from: {uri: direct:rule-select, steps: [{to: \"{{nothing:x}}\"}]}}",
                    "The address {{nothing:x}} does not begin with a component, such as http:.",
                    1),
            new Bad(
                    "- route: {from: {uri: direct:rule-select, steps: [{setHeader: {name: CamelHttpUri, "
                            + "simple: \"http://x/${body[title]}\"}}]}}",
                    "A rule can't set the header CamelHttpUri, because the HTTP call sets it; write the address in "
                            + "the step \"to\", and put the changing parts into the headers CamelHttpPath and "
                            + "CamelHttpQuery.",
                    1),
            new Bad(
                    "- route: {from: {uri: direct:rule-select, "
                            + "steps: [{setHeaders: {headers: [{name: camelresthttpuri, constant: x}]}}]}}",
                    "A rule can't set the header camelresthttpuri, because the HTTP call sets it; write the address "
                            + "in the step \"to\", and put the changing parts into the headers CamelHttpPath and "
                            + "CamelHttpQuery.",
                    1),
            new Bad(
                    "- route: {from: {uri: direct:rule-select, "
                            + "steps: [{enrich: {constant: \"http://master/api/documents/\"}}]}}",
                    "\"enrich\"" + ADDRESS,
                    1),
            new Bad(
                    "- route: {from: {uri: direct:rule-select, steps: [{filter: {simple: \"true\", "
                            + "steps: [{recipientList: {simple: \"http://master/api/tags/\"}}]}}]}}",
                    "\"recipientList\"" + ADDRESS,
                    1),
            new Bad(
                    "- route: {from: {uri: direct:other, steps: [{log: x}]}}",
                    "No route of this rule begins at a hook; begin one with from: direct:rule-select, "
                            + "direct:rule-transform, direct:rule-settled or direct:rule-alert.",
                    null),
            new Bad(
                    "- route: {from: {uri: \"timer:x\", steps: [{log: x}]}}",
                    "The controller calls the rules, so every route of a rule must begin with from: direct:..., not "
                            + "with timer:x.",
                    1),
            new Bad("- routeConfiguration: {id: x}", "\"routeConfiguration\"" + INSTEAD, 1),
            new Bad("- route-configuration: {id: x}", "\"route-configuration\"" + INSTEAD, 1),
            new Bad("- errorHandler: {noErrorHandler: {}}", "\"errorHandler\"" + INSTEAD, 1),
            new Bad(
                    "- rest: {path: /x}",
                    "\"rest\" is not allowed in a rule: a rule cannot add pages or API endpoints; "
                            + "allowed are route, routeTemplate, templatedRoute.",
                    1),
            new Bad(
                    "- route: " + "[".repeat(40_000),
                    "The rule is nested deeper than 60 levels; divide it into several routes that call each other "
                            + "with to: direct:name.",
                    1),
            new Bad(
                    "- templatedRoute: {routeTemplateRef: only-tagged}",
                    "The template \"only-tagged\" needs the parameter \"tag\": Documents with this tag or one of its "
                            + "child tags go to the replica.",
                    1),
            new Bad(
                    "- templatedRoute: {routeTemplateRef: nope}",
                    "There is no template \"nope\"; the templates are only-tagged, not-tagged, only-correspondent, "
                            + "not-correspondent, only-type, not-type, add-tag, remove-tag, prefix-title, set-owner, "
                            + "call-webhook.",
                    1));

    /**
     * The message depends on the size of the machine's stack. In every case there is a message, and the previous text
     * continues.
     */
    @Test
    void anExpressionThatMayNotFitOnTheStackChangesNothingButItsError() throws IOException {
        running("guard", ALL_BUT_PRIVATE);
        save(
                file("guard"),
                "- route: {from: {uri: direct:rule-select, steps: [{filter: {simple: \"'a' == 'a'"
                        + " && 'a' == 'a'".repeat(3_000) + "\", steps: []}}]}}");

        assertThat(problem("guard"))
                .matches("(?s)The rule is too large \\(StackOverflowError\\);.*"
                        + "|Camel can't load the rule: Definition has no children on Filter.*");
        assertThat(entry("guard").orElseThrow().state()).isEqualTo("running");
    }

    @Test
    void whatCannotBeTakenUpChangesNothingButItsError() throws IOException {
        running("guard", ALL_BUT_PRIVATE);
        on("guard");
        List<String> pipeline = pipeline();
        paper("public");
        for (Bad bad : BAD) {
            save(file("guard"), bad.text());

            assertThat(problem("guard")).as(bad.text()).isEqualTo(bad.sentence());
            assertThat(entry("guard").orElseThrow().problem().line())
                    .as(bad.text())
                    .isEqualTo(bad.line());
            assertThat(entry("guard").orElseThrow().state()).isEqualTo("running");
            assertThat(pipeline()).isEqualTo(pipeline);
            paper("secret" + bad.text().hashCode(), privateTag);
            assertThat(world.runOnce().state()).isEqualTo(Run.State.SUCCESS);
            assertThat(titles()).containsExactly("public");
            running("guard", ALL_BUT_PRIVATE);
        }
    }

    /** Once, such a text ended all further scans of the folder, so that no stricter rule was loaded. */
    @Test
    void aTextThatIsTooDeepHoldsNoOtherRuleUp() throws IOException {
        running("guard", Ruled.prefix("Copy:"));
        on("guard");
        save(file("deep"), "- route: " + "[".repeat(40_000));
        assertThat(problem("deep"))
                .isEqualTo("The rule is nested deeper than 60 levels; divide it into several routes that call each "
                        + "other with to: direct:name.");

        running("guard", Ruled.prefix("Copy:") + ALL_BUT_PRIVATE);
        paper("secret", privateTag);
        paper("public");

        assertThat(world.runOnce().state()).isEqualTo(Run.State.SUCCESS);
        assertThat(titles()).containsExactly("Copy: public");
    }

    @Test
    void aFileThatIsSavedInTwoHalvesActsOnlyAsAWhole() throws IOException {
        String whole = ALL_BUT_PRIVATE
                + ALL_BUT_PRIVATE
                        .replace("rule-select", "rule-transform")
                        .replaceAll("- setBody.*", "- setProperty: {name: title, constant: x}");
        for (int half = 0; half < whole.length(); half += 7) {
            Files.writeString(file("halves"), whole.substring(0, half)); // the next scan finds more
        }
        Files.writeString(file("halves"), whole);

        world.eventually(
                "it runs",
                () -> entry("halves")
                        .filter(rule -> rule.state().equals("running") && rule.problem() == null)
                        .isPresent());
        assertThat(entry("halves").orElseThrow().hooks()).containsExactly("select", "transform");
    }

    @Test
    void aFileThatGoesAwayBlocksTheReplicasForWhichItIsOn() throws IOException {
        running("guard", ALL_BUT_PRIVATE);
        on("guard");
        Files.delete(file("guard"));
        assertThat(problem("guard"))
                .isEqualTo("The file guard.yaml is missing; restore the file, or switch the rule off and remove it.");
        paper("secret", privateTag);

        Run run = world.runOnce();

        assertThat(run.state()).isEqualTo(Run.State.FAILED);
        assertThat(run.error())
                .hasToString(
                        "The rule \"guard\" is switched on for this replica but does not run: The file guard.yaml is "
                                + "missing; restore the file, or switch the rule off and remove it. Until you fix "
                                + "the rule or switch it off, nothing is sent to the replica.");
        assertThat(titles()).isEmpty();

        running("guard", ALL_BUT_PRIVATE);
        assertThat(world.runOnce().state()).isEqualTo(Run.State.SUCCESS);
        assertThat(titles()).isEmpty();
    }

    @Test
    void aStartWithABrokenFileGoesOnWithWhatRanLastAndWithTheRest() throws IOException {
        running("guard", ALL_BUT_PRIVATE);
        running("other", Ruled.prefix("Copy:"));
        on("guard");
        on("other");
        world.boot.stop();
        save(file("guard"), "- route: [");
        Files.writeString(file("new"), "nonsense");
        Files.writeString(file("Bad Name"), ALL_BUT_PRIVATE);
        Files.writeString(file("short").resolveSibling("short.yml"), ALL_BUT_PRIVATE);
        world.boot.start();

        assertThat(problem("guard")).startsWith("This is not valid YAML");
        assertThat(problem("new")).startsWith("A rule must be a list");
        assertThat(problem("Bad Name"))
                .isEqualTo("\"Bad Name\" is not a valid name for a rule. Rename the file: 1 to 60 lower-case letters, "
                        + "digits and hyphens.");
        assertThat(problem("short.yml"))
                .isEqualTo("The file is ignored, because its name does not end in .yaml; rename the file to "
                        + "short.yaml, or remove it.");
        paper("secret", privateTag);
        paper("public");
        assertThat(world.runOnce().state()).isEqualTo(Run.State.SUCCESS);
        assertThat(titles()).containsExactly("Copy: public");
    }

    /** A run keeps the rules that it began with, and the rule is active at every moment. */
    @Test
    void aRuleThatIsReplacedAgainAndAgainDuringARunLetsNothingThrough() throws IOException {
        running("guard", ALL_BUT_PRIVATE);
        on("guard");
        List<String> open = new ArrayList<>();
        for (int i = 10; i < 50; i++) {
            paper("secret " + i, privateTag);
            paper("public " + i);
            open.add("public " + i);
        }
        Run run = world.ask(world.replica(), Run.Mode.INCREMENTAL);
        int replaced = 0;
        while (world.now(run).finishedAt() == null) {
            running("guard", ALL_BUT_PRIVATE.replace("Nothing private.", "Nothing private, said anew " + ++replaced));
        }

        assertThat(replaced)
                .as("it was replaced while documents were on their way")
                .isGreaterThan(1);
        assertThat(world.now(run).state()).isEqualTo(Run.State.SUCCESS);
        assertThat(titles()).isEqualTo(open);
        world.run();
        assertThat(titles()).isEqualTo(open);
    }
}
