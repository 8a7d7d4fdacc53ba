package io.pngx.controller.engine.switchover;

import io.pngx.controller.engine.session.ExchangeNames;
import io.pngx.controller.paperless.Document;
import io.pngx.controller.paperless.DocumentPage;
import io.pngx.controller.paperless.Gateway;
import io.pngx.controller.paperless.Instance;
import io.pngx.controller.store.KeyValues;
import io.pngx.controller.store.Replica;
import io.pngx.controller.store.Switchover;
import io.pngx.controller.text.Explanation;
import io.pngx.controller.text.Text;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.camel.Body;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.Variable;

/**
 * Finds out whether users changed a promoted instance between swap and undo. Does not find texts that paperless-ngx
 * read again by OCR, and changed members of groups.
 */
public final class PromotedChanges {
    /** A user waits for the undo. */
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final KeyValues settings;
    private final Gateway gateway;
    private final ProducerTemplate routes;
    private final Clock clock;

    public PromotedChanges(KeyValues settings, Gateway gateway, ProducerTemplate routes, Clock clock) {
        this.settings = settings;
        this.gateway = gateway;
        this.routes = routes;
        this.clock = clock;
    }

    /** Adds the documents that changed since the swap. */
    public void addChanges(@Body PromotedReading job, @Variable(ExchangeNames.ANSWER) DocumentPage page) {
        job.changes(page);
    }

    /** Reads the promoted instance before the swap. Returns a digest of its lookups; empty if it was not read. */
    String lookups(Replica promoted) {
        PromotedReading reading = new PromotedReading(null, clock.instant());
        return read(reading, promoted.host(), promoted.name()) == null ? reading.lookups() : "";
    }

    /** Stores the result of {@link #lookups}. Must be called in the transaction of the swap. */
    void store(Switchover switchover, String lookups) {
        settings.put(KeyValues.LOOKUPS_AT_SWAP, value(switchover, lookups));
    }

    private static String value(Switchover switchover, String lookups) {
        return switchover.id() + " " + lookups;
    }

    /** Reads the promoted instance, which is still the master, before the undo. */
    Found read(Switchover switchover) {
        PromotedReading reading = new PromotedReading(switchover.swappedAt(), clock.instant());
        return new Found(switchover, reading, read(reading, Instance.MASTER_HOST, switchover.replicaName()));
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
                PromotedReading.HOST,
                Text.of("Replica \"{0}\"", name),
                Instance.Role.PROBE,
                instance.base(),
                instance.token(),
                instance.options()));
        try {
            return await(reading);
        } finally {
            gateway.fence(PromotedReading.HOST);
        }
    }

    private Text await(PromotedReading reading) {
        CompletableFuture<Object> answer = routes.asyncRequestBody("direct:readPromoted", (Object) reading);
        try {
            answer.get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
            return reading.failure();
        } catch (TimeoutException e) {
            return Text.of("It did not answer within {0} s.", String.valueOf(PATIENCE.toSeconds()));
        } catch (ExecutionException e) {
            return Explanation.of(e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Text.of("The controller is being stopped.");
        }
    }

    /** What was read of the promoted instance before the undo. */
    final class Found {
        private final Switchover switchover;
        private final PromotedReading reading;
        private final Text failure;

        private Found(Switchover switchover, PromotedReading reading, Text failure) {
            this.switchover = switchover;
            this.reading = reading;
            this.failure = failure;
        }

        /**
         * @param copies ids of the instance's copies at the swap, and when each copy was last changed, as far as known
         * @return what was changed since the swap, or why this is not known, as one sentence; null: nothing was changed
         */
        Text change(Map<Long, Optional<Instant>> copies) {
            if (failure != null) {
                return unknown(failure);
            }
            Optional<Long> document = changed(copies);
            if (document.isPresent()) {
                return Text.of(
                        "Documents of \"{0}\" were changed, added or deleted during or after the switchover,"
                                + " for example document {1}.",
                        switchover.replicaName(), String.valueOf(document.get()));
            }
            if (reading.changes().count() > reading.changes().results().size()) {
                return unknown(Text.of("Too many documents changed shortly before the switchover."));
            }
            String before = settings.get(KeyValues.LOOKUPS_AT_SWAP).orElse("");
            if (before.equals(value(switchover, ""))) {
                return unknown(Text.of("Its lookups could not be read before the switchover."));
            }
            return before.equals(value(switchover, reading.lookups()))
                    ? null
                    : Text.of(
                            "Lookups or accounts of \"{0}\" were changed after the switchover.",
                            switchover.replicaName());
        }

        private Text unknown(Text why) {
            return Text.of(
                    "Whether users changed \"{0}\" after the switchover is not known. {1}",
                    switchover.replicaName(), why);
        }

        private Optional<Long> changed(Map<Long, Optional<Instant>> copies) {
            return reading.changes().results().stream()
                    .filter(document -> !isKnown(document, copies))
                    .map(Document::id)
                    .findFirst()
                    .or(() -> copies.keySet().stream()
                            .filter(id -> !reading.reading().lists(id))
                            .sorted()
                            .findFirst());
        }

        private static boolean isKnown(Document document, Map<Long, Optional<Instant>> copies) {
            return copies.getOrDefault(document.id(), Optional.empty())
                    .filter(document.modifiedAt()::equals)
                    .isPresent();
        }
    }
}
