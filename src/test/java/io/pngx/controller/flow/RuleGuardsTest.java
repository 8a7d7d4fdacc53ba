package io.pngx.controller.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pngx.controller.rules.InvalidRuleException;
import io.pngx.controller.store.Run;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A rule keeps excluding documents, whatever happens to its text. */
class RuleGuardsTest extends RuleFolder {
    private static final String PREFIX = Ruled.prefix("Copy:");
    private static final String LOST =
            "This text no longer selects documents, but the rule is on; switch the rule off before you save this text.";

    private void on(String name, String text) throws IOException {
        running(name, text);
        on(name);
        paper("public");
        succeeds();
    }

    private void succeeds() {
        assertThat(world.runOnce().state()).isEqualTo(Run.State.SUCCESS);
    }

    private void holdsPrivateOnesBack(String what) {
        paper("secret " + what.hashCode(), privateTag);
        succeeds();
        assertThat(titles()).as(what).containsExactly("Copy: public");
    }

    @ParameterizedTest
    @ValueSource(strings = {"direct:rule-selekt", "direct:rule-", "direct:selected"})
    void aMisspeltHookBesideAnotherIsNoRouteOfItsOwn(String misspelt) throws IOException {
        String text = PREFIX + ALL_BUT_PRIVATE;
        on("guard", text);

        save(file("guard"), text.replace("direct:rule-select", misspelt));

        assertThat(problem("guard"))
                .isEqualTo(
                        misspelt.startsWith("direct:rule-")
                                ? "There is no hook " + misspelt
                                        + "; there are direct:rule-select, direct:rule-transform, "
                                        + "direct:rule-settled, direct:rule-alert."
                                : "No step of this rule calls the route that begins with from: " + misspelt
                                        + "; call the route, let it begin at a hook, or remove it.");
        assertThat(world.boot.rules().catalogue().goodText("guard")).hasValue(text);
        holdsPrivateOnesBack(misspelt);
    }

    @Test
    void aRouteOfItsOwnThatAStepCallsIsTakenUp() throws IOException {
        running(
                "own",
                ALL_BUT_PRIVATE + "        - to: direct:say\n"
                        + "- route: {from: {uri: direct:say, steps: [{log: said}]}}\n");

        assertThat(entry("own").orElseThrow().hooks()).containsExactly("select");
    }

    /** Camel would join the two lines to a call through the gateway, which adds the token. */
    @Test
    void anAddressOfTwoLinesIsRefused() throws IOException {
        save(
                file("two-lines"),
                "- route: {from: {uri: direct:rule-settled, "
                        + "steps: [{to: \"http://mas\\nter/api/documents/1/?httpMethod=DELETE\"}]}}\n");

        assertThat(problem("two-lines"))
                .isEqualTo("An address must be on one line, but this address contains a line break or another control "
                        + "character.");
    }

    /** This also holds for the first half of a file that is written slowly. */
    @Test
    void aRuleThatIsOnDoesNotLoseItsSelectBeforeItIsSwitchedOff() throws IOException {
        on("guard", PREFIX + ALL_BUT_PRIVATE);

        save(file("guard"), PREFIX);

        assertThat(problem("guard")).isEqualTo(LOST);
        assertThat(entry("guard").orElseThrow().state()).isEqualTo("running");
        holdsPrivateOnesBack("half a file");
        assertThatThrownBy(() -> world.boot.rules().loader().save("guard", PREFIX))
                .isInstanceOf(InvalidRuleException.class)
                .hasMessage(LOST);
        assertThat(ids())
                .as("nothing is left of what was refused")
                .filteredOn(id -> id.startsWith("rule-guard-"))
                .allMatch(id -> id.contains("-r1-"))
                .hasSize(2);
        holdsPrivateOnesBack("the page");

        world.boot.rules().table().switchTo("guard", false, List.of());
        world.eventually(
                "it is taken up once it is off",
                () -> world.boot
                        .rules()
                        .catalogue()
                        .goodText("guard")
                        .filter(PREFIX::equals)
                        .isPresent());
        assertThat(entry("guard").orElseThrow().problem()).isNull();
    }

    @Test
    void aFileThatWentAwayAndComesBackWithoutItsSelectBlocksOn() throws IOException {
        on("guard", PREFIX + ALL_BUT_PRIVATE);
        java.nio.file.Files.delete(file("guard"));
        assertThat(problem("guard")).startsWith("The file guard.yaml is missing");

        save(file("guard"), PREFIX);

        world.eventually(
                "the error",
                () -> entry("guard")
                        .filter(rule -> rule.problem() != null
                                && rule.problem().message().toString().equals(LOST))
                        .isPresent());
        paper("secret", privateTag);
        assertThat(world.runOnce().state()).isEqualTo(Run.State.FAILED);
        assertThat(titles()).containsExactly("Copy: public");
    }

    @Test
    void aTextThatTheDatabaseDoesNotTakeIsTriedAgain() throws IOException {
        running("guard", ALL_BUT_PRIVATE);
        world.boot
                .sql()
                .sql("create trigger disk_full before update on rules begin select raise(abort, 'disk full'); end")
                .update();
        String next = ALL_BUT_PRIVATE.replace("Nothing private.", "Nothing private at all.");
        save(file("guard"), next);
        assertThat(problem("guard"))
                .startsWith("The rule can't be stored in the database (")
                .contains("disk full")
                .endsWith("); the controller tries again.");
        assertThatThrownBy(() -> world.boot.rules().loader().save("guard", next))
                .hasStackTraceContaining("disk full");
        world.boot.sql().sql("drop trigger disk_full").update();

        world.eventually(
                "it runs",
                () -> entry("guard").filter(rule -> rule.problem() == null).isPresent()
                        && world.boot
                                .rules()
                                .catalogue()
                                .goodText("guard")
                                .filter(next::equals)
                                .isPresent());
        assertThat(ids().stream().filter(id -> id.startsWith("rule-guard-")))
                .as("the old one for a while, the new one, and none of those that failed")
                .hasSize(2);
    }
}
