package io.pngx.controller.rules;

import io.pngx.controller.text.Text;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.camel.CamelContext;
import org.apache.camel.model.ModelCamelContext;
import org.apache.camel.model.RouteDefinition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Starts the routes of a new text of a rule while the old routes still run, and removes routes that are no longer used.
 */
final class RuleStarter {
    private static final Logger LOG = LoggerFactory.getLogger(RuleStarter.class);

    private final CamelContext camel;
    private final RuleTemplates templates;
    private final RuleCalls calls;
    private final AtomicInteger revisions = new AtomicInteger();

    RuleStarter(CamelContext camel, RuleTemplates templates, RuleCalls calls) {
        this.camel = camel;
        this.templates = templates;
        this.calls = calls;
    }

    /**
     * Starts the routes of a text.
     *
     * @throws InvalidRuleException if the text can't run; in that case all its routes are removed
     */
    RunningRule start(String name, String text) {
        int revision = revisions.incrementAndGet();
        List<String> ids = List.of();
        try {
            RuleRoutes.Built built = RuleRoutes.build(camel, templates, calls, name, revision, text);
            ids = built.ids();
            model().addRouteDefinitions(built.routes());
            RunningRule rule = new RunningRule(name, revision, text, built.endpoints(), ids);
            if (!rule.isStarted(camel)) {
                throw new InvalidRuleException(null, Text.of("A route of the rule does not start."));
            }
            return rule;
        } catch (Throwable e) {
            // Catches an Error, too, because a text that exhausts stack or memory must not stop the other rules.
            remove(ids, revision);
            throw BuildProblem.of(text, e);
        }
    }

    void stop(RunningRule rule) {
        remove(rule.routeIds(), rule.revision());
    }

    private void remove(List<String> ids, int revision) {
        List<RouteDefinition> left = new ArrayList<>();
        for (String id : ids) {
            try {
                if (camel.getRoute(id) != null) {
                    camel.getRouteController().stopRoute(id, 2, TimeUnit.SECONDS);
                    camel.removeRoute(id);
                }
                RouteDefinition definition = model().getRouteDefinition(id);
                if (definition != null) {
                    left.add(definition);
                }
                camel.removeEndpoints("direct:" + id + "*");
            } catch (Exception e) {
                LOG.warn("The unused route {} of a rule could not be removed: {}", id, e.getMessage());
            }
        }
        try {
            model().removeRouteDefinitions(left);
        } catch (Exception e) {
            LOG.warn("Unused routes of a rule could not be removed: {}", e.getMessage());
        }
        calls.forget(revision);
    }

    private ModelCamelContext model() {
        return (ModelCamelContext) camel;
    }
}
