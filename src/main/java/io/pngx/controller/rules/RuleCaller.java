package io.pngx.controller.rules;

import io.pngx.controller.text.RefusedValueException;
import io.pngx.controller.text.Text;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.component.direct.DirectConsumerNotAvailableException;
import org.apache.camel.http.base.HttpOperationFailedException;
import org.apache.camel.support.DefaultExchange;

/**
 * Calls rules. Each call has its own thread, which can be abandoned, so that no run waits for a rule longer than the
 * time limit.
 */
final class RuleCaller {
    /** If this many consecutive calls took too long, the rule is not called for a minute, and its documents fail. */
    static final int MAX_OVERRUNS = 3;

    private static final Duration COOL_DOWN = Duration.ofSeconds(60);

    private final CamelContext camel;
    private final Duration budget;
    private final ExecutorService threads;
    private final OverdueCalls overdue = new OverdueCalls();
    private ProducerTemplate producer;

    /** @param budget time limit of a call that a run waits for */
    RuleCaller(CamelContext camel, Duration budget) {
        this.camel = camel;
        this.budget = budget;
        this.threads = camel.getExecutorServiceManager().newCachedThreadPool(this, "rule");
    }

    Duration budget() {
        return budget;
    }

    /** Returns the counter of calls that still run after their time limit. */
    OverdueCalls overdue() {
        return overdue;
    }

    /**
     * Calls a rule and waits for the end of the call.
     *
     * @param variables values in addition to the body; unlike headers, variables are not sent with an HTTP call of the
     *     rule
     * @param limit the time limit
     * @return the exchange after the call; no other thread uses this exchange
     * @throws RuleFailure if the rule throws, takes too long, or is stopped
     */
    Exchange call(RunningRule rule, Hook hook, Object body, Map<String, String> variables, Duration limit) {
        Text problem = overdue.problem(rule);
        if (problem != null) {
            throw RuleFailure.endless(rule.name(), problem);
        }
        if (rule.isCoolingDown(System.nanoTime())) {
            throw RuleFailure.of(
                    rule.name(),
                    Text.of(
                            "took longer than {0} for {1} documents in a row, so the rule is not called for a minute.",
                            format(limit), MAX_OVERRUNS));
        }
        Exchange exchange = new DefaultExchange(camel);
        exchange.getMessage().setBody(body);
        variables.forEach(exchange::setVariable);
        RuleCall call = new RuleCall(rule, rule.endpoint(hook), exchange, producer(), overdue);
        threads.execute(call);
        try {
            if (!call.await(limit.toMillis())) {
                call.abandon();
                rule.exceededTime(System.nanoTime() + COOL_DOWN.toNanos());
                throw RuleFailure.of(rule.name(), Text.of("took longer than {0}.", format(limit)));
            }
        } catch (InterruptedException e) {
            call.abandon();
            Thread.currentThread().interrupt();
            throw RuleFailure.of(rule.name(), Text.of("was interrupted, because the controller is stopping."));
        }
        if (call.thrown() != null) {
            throw RuleFailure.of(
                    rule.name(), Text.of("failed: {0}", BuildProblem.firstLine(String.valueOf(call.thrown()))));
        }
        rule.endedInTime();
        return requireSuccess(rule, exchange);
    }

    private static Exchange requireSuccess(RunningRule rule, Exchange exchange) {
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
        if (root instanceof HttpOperationFailedException answer) {
            // The exception's message contains the address, which may be secret.
            throw RuleFailure.of(
                    rule.name(), Text.of("got an answer with status {0}.", String.valueOf(answer.getStatusCode())));
        }
        if (root instanceof RefusedValueException asked) { // the subject of the text is the rule
            throw RuleFailure.of(rule.name(), Text.of("{0}.", asked.text()));
        }
        String message =
                root.getMessage() == null ? root.getClass().getSimpleName() : BuildProblem.firstLine(root.getMessage());
        throw RuleFailure.of(
                rule.name(),
                message.endsWith(".")
                        ? Text.of("threw an error: {0}", message)
                        : Text.of("threw an error: {0}.", message));
    }

    private synchronized ProducerTemplate producer() {
        if (producer == null) {
            producer = camel.createProducerTemplate();
        }
        return producer;
    }

    private static Text format(Duration limit) {
        return limit.toMillis() % 1000 == 0
                ? Text.counted(limit.toSeconds(), "second", "seconds")
                : Text.of("{0} milliseconds", String.valueOf(limit.toMillis()));
    }
}
