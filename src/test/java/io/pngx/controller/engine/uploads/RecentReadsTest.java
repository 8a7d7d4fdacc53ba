package io.pngx.controller.engine.uploads;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.DefaultExchange;
import org.apache.camel.support.UnitOfWorkHelper;
import org.junit.jupiter.api.Test;

class RecentReadsTest {
    private static final Duration LONG = Duration.ofMinutes(5);

    private final CamelContext camel = new DefaultCamelContext();
    private final List<String> disposed = new ArrayList<>();
    private final List<String> used = new ArrayList<>();

    private RecentReads<String> reads(Duration age, Duration patience, long limit) {
        return new RecentReads<>(age, patience, limit, String::length, disposed::add);
    }

    private Exchange exchange() {
        return new DefaultExchange(camel);
    }

    private static void end(Exchange exchange) {
        UnitOfWorkHelper.doneSynchronizations(
                exchange, exchange.getExchangeExtension().handoverCompletions());
    }

    private boolean use(RecentReads<String> reads, String key, Exchange exchange) throws InterruptedException {
        return reads.use(key, exchange, recent -> used.add(recent.answer()));
    }

    @Test
    void theSecondExchangeUsesTheAnswerOfTheFirst() throws InterruptedException {
        RecentReads<String> reads = reads(LONG, LONG, 100);
        Exchange first = exchange();
        assertThat(use(reads, "1", first)).isFalse();
        reads.put("1", first, Instant.now(), Optional.of("answer"));
        end(first);
        assertThat(use(reads, "1", exchange())).isTrue();
        assertThat(use(reads, "2", exchange())).as("another document").isFalse();
        assertThat(used).containsExactly("answer");
        assertThat(disposed).isEmpty();
    }

    @Test
    void anExchangeWaitsForTheCallOfAnother() throws InterruptedException {
        RecentReads<String> reads = reads(LONG, LONG, 100);
        Exchange first = exchange();
        assertThat(use(reads, "1", first)).isFalse();
        CompletableFuture<Boolean> second = waiting(reads);
        reads.put("1", first, Instant.now(), Optional.of("answer"));
        assertThat(second.join()).isTrue();
        assertThat(used).containsExactly("answer");
    }

    @Test
    void afterAFailedCallTheWaitingExchangeMakesItsOwn() throws InterruptedException {
        RecentReads<String> reads = reads(LONG, LONG, 100);
        Exchange first = exchange();
        assertThat(use(reads, "1", first)).isFalse();
        CompletableFuture<Boolean> second = waiting(reads);
        end(first);
        assertThat(second.join()).isFalse();
        assertThat(used).isEmpty();
    }

    @Test
    void nobodyWaitsLongerThanAllowed() throws InterruptedException {
        RecentReads<String> reads = reads(LONG, Duration.ofMillis(1), 100);
        Exchange first = exchange();
        assertThat(use(reads, "1", first)).isFalse();
        Exchange second = exchange();
        assertThat(use(reads, "1", second)).isFalse();
        reads.put("1", second, Instant.now(), Optional.of("not reserved"));
        assertThat(disposed).containsExactly("not reserved");
        reads.put("1", first, Instant.now(), Optional.of("reserved"));
        assertThat(use(reads, "1", exchange())).isTrue();
        assertThat(used).containsExactly("reserved");
    }

    @Test
    void anAnswerThatIsTooOldIsDropped() throws InterruptedException {
        RecentReads<String> reads = reads(Duration.ofNanos(-1), LONG, 100);
        put(reads, "old");
        assertThat(disposed).containsExactly("old");
        assertThat(use(reads, "old", exchange())).isFalse();
    }

    @Test
    void whatIsTooMuchIsDroppedOldestFirst() throws InterruptedException {
        RecentReads<String> reads = reads(LONG, LONG, 10);
        put(reads, "first");
        put(reads, "second");
        assertThat(disposed).containsExactly("first");
        put(reads, "larger than the limit");
        assertThat(disposed).as("and nothing for its sake").containsExactly("first", "larger than the limit");
        assertThat(use(reads, "second", exchange())).isTrue();
        put(reads, "last");
        reads.dropAll();
        assertThat(disposed).containsExactly("first", "larger than the limit", "second", "last");
    }

    private void put(RecentReads<String> reads, String answer) throws InterruptedException {
        Exchange exchange = exchange();
        assertThat(use(reads, answer, exchange)).isFalse();
        reads.put(answer, exchange, Instant.now(), Optional.of(answer));
    }

    /** Starts an exchange that wants the answer for key 1, and returns once the exchange waits. */
    private CompletableFuture<Boolean> waiting(RecentReads<String> reads) {
        CompletableFuture<Boolean> result = new CompletableFuture<>();
        Thread thread = new Thread(() -> {
            try {
                result.complete(use(reads, "1", exchange()));
            } catch (InterruptedException e) {
                result.completeExceptionally(e);
            }
        });
        thread.setDaemon(true);
        thread.start();
        await().until(() -> thread.getState() == Thread.State.TIMED_WAITING);
        return result;
    }

    @Test
    void aKeptAnswerIsTakenOnce() {
        RecentReads<String> reads = reads(LONG, LONG, 100);
        assertThat(reads.has("a")).isFalse();
        reads.keep("a", Instant.EPOCH, "answer");

        assertThat(reads.has("a")).isTrue();
        assertThat(reads.take("a")).contains(new RecentReads.Recent<>("answer", Instant.EPOCH));
        assertThat(reads.take("a")).isEmpty();
        assertThat(disposed).as("the taker has the answer").isEmpty();
    }

    @Test
    void aKeptAnswerIsDroppedWhenItIsTooOld() {
        RecentReads<String> reads = reads(Duration.ZERO, LONG, 100);
        reads.keep("a", Instant.EPOCH, "answer");

        assertThat(reads.take("a")).isEmpty();
        assertThat(disposed).containsExactly("answer");
    }

    @Test
    void keptAnswersStayWithinTheLimit() {
        RecentReads<String> reads = reads(LONG, LONG, 10);
        reads.keep("a", Instant.EPOCH, "123456");
        reads.keep("b", Instant.EPOCH, "abcdef");
        reads.keep("c", Instant.EPOCH, "larger than the limit");

        assertThat(disposed).containsExactlyInAnyOrder("123456", "larger than the limit");
        assertThat(reads.take("b")).isPresent();
    }

    @Test
    void aKeptAnswerIsForTheExchangeThatReservedTheKey() throws InterruptedException {
        RecentReads<String> reads = reads(LONG, LONG, 100);
        Exchange reader = exchange();
        assertThat(use(reads, "a", reader)).isFalse();
        assertThat(use(reads, "a", reader)).as("it does not wait for itself").isFalse();

        reads.keep("a", Instant.EPOCH, "kept");
        assertThat(use(reads, "a", reader)).isTrue();
        assertThat(used).containsExactly("kept");

        reads.put("a", reader, Instant.now(), Optional.of("read again"));
        assertThat(disposed).containsExactly("read again");
        end(reader);
        assertThat(reads.take("a")).map(RecentReads.Recent::answer).contains("kept");
    }
}
