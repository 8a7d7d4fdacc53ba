package io.pngx.controller.web.views;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonInclude;
import io.pngx.controller.rules.RuleCatalogue;
import io.pngx.controller.rules.RuleLoader;
import io.pngx.controller.text.Text;
import java.util.List;

/**
 * A rule as the API and the pages show it.
 *
 * @param state {@code running}, {@code ready} (not broken, but off), {@code stopped} or {@code broken}
 * @param everywhere whether the rule is on for all replicas
 * @param replicas replicas for which the rule is on
 * @param text content of the file; null in lists
 * @param goodText last text that ran; null in lists, or if the file still has this text
 */
public record RuleView(
        String name,
        String state,
        List<String> hooks,
        boolean everywhere,
        List<On> replicas,
        Problem problem,
        String goodAt,
        @JsonInclude(JsonInclude.Include.NON_NULL) String text,
        @JsonInclude(JsonInclude.Include.NON_NULL) String goodText) {

    /** A replica for which the rule is on. */
    public record On(long id, String name) {}

    /** The reason why the text in the file does not run. */
    public record Problem(Text message, Integer line, String at) {
        static Problem of(RuleLoader.Problem problem) {
            return problem == null
                    ? null
                    : new Problem(
                            problem.message(), problem.line(), problem.at().toString());
        }

        public Text sentence() {
            return line == null ? message : Text.of("Line {0}: {1}", String.valueOf(line), message);
        }
    }

    static RuleView of(RuleCatalogue.Entry entry, List<ReplicaView> replicas) {
        return new RuleView(
                entry.name(),
                entry.state().equals("running") && !isOn(entry) ? "ready" : entry.state(),
                entry.hooks(),
                entry.everywhere(),
                replicas.stream()
                        .filter(replica -> entry.replicaIds().contains(replica.id()))
                        .map(replica -> new On(replica.id(), replica.name()))
                        .toList(),
                Problem.of(entry.problem()),
                entry.goodAt() == null ? null : entry.goodAt().toString(),
                null,
                null);
    }

    RuleView with(String fileText, String lastGood) {
        return new RuleView(
                name,
                state,
                hooks,
                everywhere,
                replicas,
                problem,
                goodAt,
                fileText,
                lastGood == null || lastGood.equals(fileText) ? null : lastGood);
    }

    @JsonIgnore
    public boolean isOn() {
        return everywhere || !replicas.isEmpty();
    }

    private static boolean isOn(RuleCatalogue.Entry entry) {
        return entry.everywhere() || !entry.replicaIds().isEmpty();
    }

    public boolean isOn(long replicaId) {
        return replicas.stream().anyMatch(on -> on.id() == replicaId);
    }

    /** Returns true if the rule selects or changes documents, so that a user can try the rule. */
    public boolean guards() {
        return hooks.contains("select") || hooks.contains("transform");
    }

    /** Returns a text that names the replicas for which the rule is on. */
    public Text where() {
        return everywhere
                ? Text.of("on for every replica")
                : replicas.isEmpty()
                        ? Text.of("off")
                        : Text.of(
                                "on for {0}",
                                String.join(
                                        ", ", replicas.stream().map(On::name).toList()));
    }

    /** Returns a text that describes what the rule does. */
    public Text does() {
        return Text.join(", ", hooks.stream().map(Formats::ruleEffect).toList());
    }

    /** Returns whether a text of the rule runs: the text of the file, or the last good text. */
    public boolean active() {
        return state.equals("running") || state.equals("ready");
    }
}
