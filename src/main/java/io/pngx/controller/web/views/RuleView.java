package io.pngx.controller.web.views;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.pngx.controller.rules.RuleCatalogue;
import io.pngx.controller.rules.RuleLoader;
import java.util.List;

/**
 * A rule as the API shows it.
 *
 * @param everywhere is it on for every replica?
 * @param replicas   for which it is on by itself
 * @param text       as it stands in the file; only where one rule is asked for
 * @param goodText   the text that runs, or ran last; only where one rule is asked for and it is another one
 */
public record RuleView(String name, String state, List<String> hooks, boolean everywhere, List<On> replicas, Problem problem, String goodAt,
        @JsonInclude(JsonInclude.Include.NON_NULL) String text, @JsonInclude(JsonInclude.Include.NON_NULL) String goodText) {

    /** A replica for which it is on. */
    public record On(long id, String name) {
    }

    /** Why the text in the file is not the one that runs. */
    public record Problem(String message, Integer line, String at) {
        static Problem of(RuleLoader.Problem problem) {
            return problem == null ? null : new Problem(problem.message(), problem.line(), problem.at().toString());
        }

        public String sentence() {
            return (line == null ? "" : "Line " + line + ": ") + message;
        }
    }

    static RuleView of(RuleCatalogue.Entry entry, List<ReplicaView> replicas) {
        return new RuleView(entry.name(), entry.state(), entry.hooks(), entry.everywhere(),
                replicas.stream().filter(replica -> entry.replicaIds().contains(replica.id())).map(replica -> new On(replica.id(), replica.name())).toList(),
                Problem.of(entry.problem()), entry.goodAt() == null ? null : entry.goodAt().toString(), null, null);
    }

    RuleView with(String fileText, String lastGood) {
        return new RuleView(name, state, hooks, everywhere, replicas, problem, goodAt, fileText, lastGood == null || lastGood.equals(fileText) ? null : lastGood);
    }

    public boolean isOn() {
        return everywhere || !replicas.isEmpty();
    }

    public boolean isOn(long replicaId) {
        return replicas.stream().anyMatch(on -> on.id() == replicaId);
    }

    /** Does it select or change, so that it can be tried? */
    public boolean guards() {
        return hooks.contains("select") || hooks.contains("transform");
    }

    /** Where it is on, in words. */
    public String where() {
        return everywhere ? "on for every replica" : replicas.isEmpty() ? "off"
                : "on for " + String.join(", ", replicas.stream().map(On::name).toList());
    }

    /** What it does, in words. */
    public String does() {
        return hooks.isEmpty() ? "" : String.join(", ", hooks.stream().map(Formats::ruleEffect).toList());
    }

    /** Its state in a word, for the page: a text that can run does nothing as long as the rule is off. */
    public String word() {
        return state.equals("running") && !isOn() ? "ready" : state;
    }
}
