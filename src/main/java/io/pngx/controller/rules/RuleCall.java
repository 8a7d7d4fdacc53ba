package io.pngx.controller.rules;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.camel.Exchange;
import org.apache.camel.ProducerTemplate;

/** One call of a rule, on a thread that can be left alone. */
final class RuleCall implements Runnable {
    private final RunningRule rule;
    private final String endpoint;
    private final Exchange exchange;
    private final ProducerTemplate producer;
    private final OverdueCalls overdue;
    private final CountDownLatch ended = new CountDownLatch(1);
    private Thread thread;
    private boolean abandoned;
    private volatile Throwable thrown;

    RuleCall(RunningRule rule, String endpoint, Exchange exchange, ProducerTemplate producer, OverdueCalls overdue) {
        this.rule = rule;
        this.endpoint = endpoint;
        this.exchange = exchange;
        this.producer = producer;
        this.overdue = overdue;
    }

    RunningRule rule() {
        return rule;
    }

    @Override
    public void run() {
        if (begins()) {
            try {
                producer.send(endpoint, exchange);
            } catch (Throwable e) { // an error of a rule is the rule's, never the end of the controller's thread
                thrown = e;
            } finally {
                ends();
            }
        }
    }

    private synchronized boolean begins() {
        thread = Thread.currentThread();
        return !abandoned;
    }

    private synchronized void ends() {
        thread = null;
        ended.countDown();
        overdue.remove(this);
    }

    /** What it threw past Camel; null: nothing. */
    Throwable thrown() {
        return thrown;
    }

    boolean await(long millis) throws InterruptedException {
        return ended.await(millis, TimeUnit.MILLISECONDS);
    }

    /** Nobody waits for it any more: it ends at its next step, or where it can be interrupted, or is overdue. */
    synchronized void abandon() {
        abandoned = true;
        exchange.setRouteStop(true); // ends a loop that goes round and round, which an interrupt does not
        if (thread != null && ended.getCount() > 0) {
            overdue.add(this);
            thread.interrupt();
        }
    }
}
