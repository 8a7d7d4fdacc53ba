package io.pngx.controller.rules;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.camel.Exchange;
import org.apache.camel.ProducerTemplate;

/** Runs one call of a rule on a thread that can be abandoned. */
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
        if (markBegun()) {
            try {
                producer.send(endpoint, exchange);
            } catch (Throwable e) { // an Error of a rule must not end a thread of the controller
                thrown = e;
            } finally {
                markEnded();
            }
        }
    }

    private synchronized boolean markBegun() {
        thread = Thread.currentThread();
        return !abandoned;
    }

    private synchronized void markEnded() {
        thread = null;
        ended.countDown();
        overdue.remove(this);
    }

    /** Returns an exception that the rule threw and Camel did not catch; null: none. */
    Throwable thrown() {
        return thrown;
    }

    boolean await(long millis) throws InterruptedException {
        return ended.await(millis, TimeUnit.MILLISECONDS);
    }

    /**
     * Abandons the call: stops the route, and interrupts the thread. Until the route has ended, the call counts as
     * overdue.
     */
    synchronized void abandon() {
        abandoned = true;
        exchange.setRouteStop(true); // ends an endless loop, which an interrupt does not end
        if (thread != null && ended.getCount() > 0) {
            overdue.add(this);
            thread.interrupt();
        }
    }
}
