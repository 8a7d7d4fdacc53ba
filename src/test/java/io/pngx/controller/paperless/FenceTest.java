package io.pngx.controller.paperless;

import static com.github.tomakehurst.wiremock.client.WireMock.any;
import static com.github.tomakehurst.wiremock.client.WireMock.anyUrl;
import static com.github.tomakehurst.wiremock.client.WireMock.ok;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.pngx.controller.text.Text;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Calls in progress while a replica becomes the master. */
class FenceTest {
    private static final Map<String, Object> JSON = Map.of("Content-Type", "application/json");
    private Wire wire;
    private final ExecutorService pool = Executors.newSingleThreadExecutor();

    @BeforeEach
    void start() throws Exception {
        wire = new Wire().started();
        wire.paperless.stubFor(any(anyUrl())
                .willReturn(
                        ok("{}").withHeader("Content-Type", "application/json").withHeader("X-Version", "3.0.5")));
    }

    @AfterEach
    void stop() throws Exception {
        pool.shutdownNow();
        wire.close();
    }

    private Throwable write(String host) {
        return wire.call("PATCH", "http://" + host + "/api/documents/1/", "{\"title\":\"x\"}", JSON)
                .getException();
    }

    private static String root(Throwable failure) {
        return failure.getCause() == null ? failure.getMessage() : root(failure.getCause());
    }

    private int arrived() {
        return wire.paperless.getAllServeEvents().size();
    }

    @Test
    void aWriteAfterTheFenceIsRefused() {
        assertThat(write("replica-1")).isNull();
        assertThat(wire.gateway.fence("replica-1")).isTrue();
        assertThat(root(write("replica-1"))).contains("is not a known paperless-ngx instance");
        assertThat(arrived()).isEqualTo(1);
    }

    /** The guard allowed the write before the fence, and the write is sent after the fence. */
    @Test
    void aWriteThatTheGuardHadAllowedDoesNotLeave() throws Exception {
        CountDownLatch allowed = new CountDownLatch(1);
        CountDownLatch swapped = new CountDownLatch(1);
        AtomicInteger waited = new AtomicInteger();
        Instance there = wire.gateway.instance("replica-1").orElseThrow();
        // The options are read after the guard allowed the call, and before the call is registered.
        Instance slow = new Instance(
                "replica-1",
                Text.of("Replica"),
                Instance.Role.REPLICA,
                there.base(),
                Wire.TOKEN,
                new ConnectionOptions(
                        new java.util.AbstractMap<>() {
                            @Override
                            public java.util.Set<Entry<String, String>> entrySet() {
                                return Map.<String, String>of().entrySet();
                            }

                            @Override
                            public void forEach(java.util.function.BiConsumer<? super String, ? super String> action) {
                                waited.incrementAndGet();
                                allowed.countDown();
                                try {
                                    swapped.await(1, TimeUnit.MINUTES);
                                } catch (InterruptedException e) {
                                    Thread.currentThread().interrupt();
                                }
                            }
                        },
                        null));
        wire.gateway.connect(slow);
        Future<Throwable> write = pool.submit(() -> write("replica-1"));
        allowed.await(1, TimeUnit.MINUTES);
        assertThat(wire.gateway.fence("replica-1")).isTrue();
        swapped.countDown();
        assertThat(root(write.get(1, TimeUnit.MINUTES))).contains("is not a known paperless-ngx instance");
        assertThat(waited).hasValue(1);
        assertThat(arrived()).isZero();
    }

    @Test
    void aWriteOnItsWayIsCutOffBeforeTheFenceStands() throws Exception {
        wire.paperless.stubFor(any(anyUrl())
                .willReturn(ok("{}").withHeader("Content-Type", "application/json")
                        .withHeader("X-Version", "3.0.5")
                        .withFixedDelay(30_000)));
        Future<Throwable> write = pool.submit(() -> write("replica-1"));
        await().until(() -> arrived() == 1
                || !wire.paperless
                        .findAll(com.github.tomakehurst.wiremock.client.WireMock.anyRequestedFor(anyUrl()))
                        .isEmpty());
        assertThat(wire.gateway.fence("replica-1")).isTrue();
        assertThat(write.get(10, TimeUnit.SECONDS)).isNotNull();
    }

    @Test
    void aPermitOfTheOldDirectionIsWithdrawn() {
        wire.guard.permitDelete("replica-1", "documents", 7);
        wire.guard.permitRestore("replica-1", 7);
        Instance there = wire.gateway.instance("replica-1").orElseThrow();
        wire.gateway.fence("replica-1");
        assertThat(wire.guard.refusal(there, "DELETE", "/api/documents/7/")).isPresent();
        assertThat(wire.guard.refusal(there, "POST", "/api/trash/")).isPresent();
    }

    @Test
    void theOldMasterIsOnlyRead() {
        Instance old = wire.gateway.instance("replica-1").orElseThrow();
        wire.gateway.connect(new Instance("replica-1", "Old master", Instance.Role.OLD_MASTER, old.base(), Wire.TOKEN));
        assertThat(wire.call("GET", "http://replica-1/api/tags/").getException())
                .isNull();
        assertThat(root(write("replica-1"))).contains("is only read until you accept a dry run");
        assertThat(arrived()).isEqualTo(1);
    }

    @Test
    void aWriteThatCanNotBeRecordedDoesNotLeave() {
        AtomicInteger recorded = new AtomicInteger();
        wire.gateway.beforeWrites(write -> {
            assertThat(arrived()).as("recorded before it leaves").isEqualTo(1);
            if (recorded.incrementAndGet() == 1) {
                throw new IllegalStateException("disk full");
            }
        });
        assertThat(wire.call("GET", "http://replica-1/api/tags/").getException())
                .isNull();
        assertThat(root(write("replica-1"))).contains("disk full");
        assertThat(arrived()).isEqualTo(1);
        assertThat(write("replica-1")).isNull();
        assertThat(arrived()).isEqualTo(2);
    }
}
