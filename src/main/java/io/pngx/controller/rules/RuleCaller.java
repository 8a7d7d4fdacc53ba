package io.pngx.controller.rules;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.component.direct.DirectConsumerNotAvailableException;
import org.apache.camel.http.base.HttpOperationFailedException;
import org.apache.camel.support.DefaultExchange;

/** Calls rules, each on a thread that can be left alone: nobody waits for a rule longer than its budget. */
final class RuleCaller {
    /** So many calls in a row that took too long, and the rule is left alone for a while: its documents fail at once. */
    static final int OVERRUNS = 3;

    private static final Duration REST = Duration.ofSeconds(60);

    private final CamelContext camel;
    private final Duration budget;
    private final ExecutorService threads;
    private final OverdueCalls overdue = new OverdueCalls();
    private ProducerTemplate producer;

    /** @param budget of one call that the sync waits for */
    RuleCaller(CamelContext camel, Duration budget) {
        this.camel = camel;
        this.budget = budget;
        this.threads = camel.getExecutorServiceManager().newCachedThreadPool(this, "rule");
    }

    Duration budget() {
        return budget;
    }

    /** The calls of rules that go on although their time is over. */
    OverdueCalls overdue() {
        return overdue;
    }

    /**
     * @param variables what the rule may ask beside the body; unlike headers they do not leave with a call of the rule's
     * @return the exchange after the rule; it is nobody else's
     * @throws RuleFailure where the rule throws, takes too long, or is stopped
     */
    Exchange call(RunningRule rule, Hook hook, Object body, Map<String, String> variables, Duration limit) {
        String problem = overdue.problem(rule);
        if (problem != null) {
            throw RuleFailure.endless(rule.name(), problem);
        }
        if (rule.isAtRest(System.nanoTime())) {
            throw RuleFailure.of(
                    rule.name(),
                    "took longer than " + words(limit) + " for " + OVERRUNS
                            + " documents one after the other, and is not asked for a minute.");
        }
        Exchange exchange = new DefaultExchange(camel);
        exchange.getMessage().setBody(body);
        variables.forEach(exchange::setVariable);
        RuleCall call = new RuleCall(rule, rule.endpoint(hook), exchange, producer(), overdue);
        threads.execute(call);
        try {
            if (!call.await(limit.toMillis())) {
                call.abandon();
                rule.overran(System.nanoTime() + REST.toNanos());
                throw RuleFailure.of(rule.name(), "took longer than " + words(limit) + ".");
            }
        } catch (InterruptedException e) {
            call.abandon();
            Thread.currentThread().interrupt();
            throw RuleFailure.of(rule.name(), "was interrupted, because the controller stops.");
        }
        if (call.thrown() != null) {
            throw RuleFailure.of(rule.name(), "failed: " + BuildProblem.firstLine(String.valueOf(call.thrown())));
        }
        rule.inTime();
        return sound(rule, exchange);
    }

    private static Exchange sound(RunningRule rule, Exchange exchange) {
        Throwable thrown = exchange.getException();
        if (thrown == null) {
            return exchange;
        }
        Throwable root = thrown;
        for (Throwable e = thrown; e != null; e = e.getCause()) {
            if (e instanceof DirectConsumerNotAvailableException) {
                throw RuleFailure.stopped(rule.name());
            }
            root = e;
        }
        if (root instanceof HttpOperationFailedException answer) { // whose message has the address
            throw RuleFailure.of(rule.name(), "was answered with status " + answer.getStatusCode() + ".");
        }
        String said =
                root.getMessage() == null ? root.getClass().getSimpleName() : BuildProblem.firstLine(root.getMessage());
        // Our own helpers speak of the rule: "asks for the tag ...".
        throw RuleFailure.of(
                rule.name(),
                (said.startsWith("asks for ") ? said : "threw an error: " + said) + (said.endsWith(".") ? "" : "."));
    }

    private synchronized ProducerTemplate producer() {
        if (producer == null) {
            producer = camel.createProducerTemplate();
        }
        return producer;
    }

    private static String words(Duration limit) {
        return limit.toMillis() % 1000 == 0
                ? limit.toSeconds() + (limit.toSeconds() == 1 ? " second" : " seconds")
                : limit.toMillis() + " milliseconds";
    }
}
