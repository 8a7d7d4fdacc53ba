package io.pngx.controller.engine.switchover;

import io.pngx.controller.engine.session.ExchangeNames;
import io.pngx.controller.paperless.DocumentPage;
import io.pngx.controller.paperless.Gateway;
import io.pngx.controller.paperless.Instance;
import io.pngx.controller.store.KeyValues;
import io.pngx.controller.store.Replica;
import io.pngx.controller.store.Switchover;
import io.pngx.controller.text.Explanation;
import io.pngx.controller.text.Text;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.camel.Body;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.Variable;

/**
 * Finds out whether users changed a promoted instance between swap and undo: compares the documents that changed last,
 * the ids of all documents, the lookups and the accounts. Does not find texts that paperless-ngx read again by OCR, and
 * changed members of groups (paperless-api.md §3).
 */
public final class PromotedChanges {
    /** A user waits for the undo. */
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final KeyValues settings;
    private final Gateway gateway;
    private final ProducerTemplate routes;

    public PromotedChanges(KeyValues settings, Gateway gateway, ProducerTemplate routes) {
        this.settings = settings;
        this.gateway = gateway;
        this.routes = routes;
    }

    /** Adds the documents that changed last. */
    public void addNewest(@Body PromotedReading job, @Variable(ExchangeNames.ANSWER) DocumentPage page) {
        job.newest(page);
    }

    /** Reads the instance before the swap. Returns the value for {@link #store}. */
    String before(Switchover switchover, Replica promoted) {
        PromotedReading reading = new PromotedReading();
        return read(reading, promoted.host(), promoted.name()) == null ? value(switchover, reading.state()) : "";
    }

    /** Stores the result of {@link #before}. Must be called in the transaction of the swap. */
    void store(String before) {
        settings.put(KeyValues.PROMOTED_AT_SWAP, before);
    }

    private static String value(Switchover switchover, PromotedState state) {
        return switchover.id() + " " + state.documents() + " " + state.lookups();
    }

    /**
     * Reads the promoted instance, which is still the master, before the undo.
     *
     * @return what was changed since the swap, or why this is not known, as one sentence; null: nothing was changed
     */
    Text changed(Switchover switchover) {
        PromotedReading reading = new PromotedReading();
        Text failure = read(reading, Instance.MASTER_HOST, switchover.replicaName());
        if (failure != null) {
            return unknown(switchover, failure);
        }
        String[] before = settings.get(KeyValues.PROMOTED_AT_SWAP).orElse("").split(" ");
        if (before.length != 3 || !before[0].equals(String.valueOf(switchover.id()))) {
            return unknown(switchover, Text.of("It could not be read before the switchover."));
        }
        PromotedState now = reading.state();
        if (!before[1].equals(now.documents())) {
            return Text.of(
                    "Documents of \"{0}\" were changed, added or deleted after the switchover.",
                    switchover.replicaName());
        }
        return before[2].equals(now.lookups())
                ? null
                : Text.of(
                        "Lookups or accounts of \"{0}\" were changed after the switchover.", switchover.replicaName());
    }

    private static Text unknown(Switchover switchover, Text why) {
        return Text.of(
                "Whether users changed \"{0}\" after the switchover is not known. {1}", switchover.replicaName(), why);
    }

    /**
     * Reads the instance under a host name and a title of its own: a call that takes too long must not reach the next
     * master, and a message must not call the instance the master.
     *
     * @return why the instance was not read; null if it was read
     */
    private Text read(PromotedReading reading, String host, String name) {
        Instance instance = gateway.instance(host).orElse(null);
        if (instance == null) {
            return Text.of("Its address or token can't be used.");
        }
        gateway.connect(new Instance(
                reading.getHost(),
                Text.of("Replica \"{0}\"", name),
                Instance.Role.PROBE,
                instance.base(),
                instance.token(),
                instance.options()));
        try {
            return await(reading);
        } finally {
            gateway.fence(reading.getHost());
        }
    }

    private Text await(PromotedReading reading) {
        try {
            CompletableFuture<Object> answer = routes.asyncRequestBody("direct:readPromoted", (Object) reading);
            answer.get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
            return reading.failure();
        } catch (TimeoutException e) {
            return Text.of("It did not answer within {0} s.", String.valueOf(PATIENCE.toSeconds()));
        } catch (ExecutionException e) {
            return Explanation.of(e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Text.of("The controller is being stopped.");
        } catch (RuntimeException e) {
            return Explanation.of(e); // the reading must not end a switchover
        }
    }
}
