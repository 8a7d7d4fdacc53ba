package io.pngx.controller.rules;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.camel.CamelContext;
import org.apache.camel.model.ModelCamelContext;
import org.apache.camel.model.RouteDefinition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Starts the routes of a text beside those that run, and takes routes away again. */
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

    /** @throws InvalidRuleException where it can't run; then nothing of it is left */
    RunningRule start(String name, String text) {
        int revision = revisions.incrementAndGet();
        List<String> ids = List.of();
        try {
            RuleRoutes.Built built = RuleRoutes.build(camel, templates, calls, name, revision, text);
            ids = built.ids();
            model().addRouteDefinitions(built.routes());
            RunningRule rule = new RunningRule(name, revision, text, built.endpoints(), ids);
            if (!rule.isStarted(camel)) {
                throw new InvalidRuleException(null, "A route of it does not start.");
            }
            return rule;
        } catch (Throwable e) { // a text that is too much for the stack or the memory is no reason to stop taking up
            // others
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
                LOG.warn("The route {} of a rule that is no longer used could not be removed: {}", id, e.getMessage());
            }
        }
        try {
            model().removeRouteDefinitions(left);
        } catch (Exception e) {
            LOG.warn("Routes of a rule that is no longer used could not be removed: {}", e.getMessage());
        }
        calls.forget(revision);
    }

    private ModelCamelContext model() {
        return (ModelCamelContext) camel;
    }
}
