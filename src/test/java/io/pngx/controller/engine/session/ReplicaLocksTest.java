package io.pngx.controller.engine.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.pngx.controller.store.Replica;
import io.pngx.controller.store.Run;
import io.pngx.controller.sync.Rules;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import org.apache.camel.CamelContext;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.DefaultExchange;
import org.junit.jupiter.api.Test;

class ReplicaLocksTest {
    private static final long REPLICA = 3;
    private static final Run RUN = new Run(
            1,
            REPLICA,
            Run.Mode.INCREMENTAL,
            Run.State.RUNNING,
            null,
            0,
            0,
            0,
            0,
            0,
            0,
            0,
            0,
            0,
            0,
            null,
            null,
            false,
            null,
            null,
            0,
            0,
            0,
            0,
            0,
            null);
    private final CamelContext camel = new DefaultCamelContext();
    private final Sessions sessions = new Sessions();
    private final ReplicaLocks locks = new ReplicaLocks(sessions);

    private Session open() {
        Session session = new Session(
                null,
                new Replica(
                        REPLICA,
                        "attic",
                        "http://attic",
                        "",
                        true,
                        false,
                        null,
                        2,
                        Replica.State.OK,
                        null,
                        null,
                        null,
                        null,
                        null,
                        null,
                        null,
                        null,
                        null,
                        null,
                        null,
                        null,
                        Replica.UnselectedCopies.KEEP,
                        false),
                null,
                null,
                new DocumentTargets(null, Rules.NONE, true),
                Map.of(),
                new ChunkSize());
        sessions.open(session);
        return session;
    }

    private boolean tryLock(Session with) {
        return locks.lock(new DefaultExchange(camel), REPLICA, with);
    }

    @Test
    void aReplicaIsInOneHand() {
        assertThat(tryLock(null)).isTrue();
        assertThat(tryLock(null)).isFalse();
    }

    @Test
    void whoComesWithASessionThatAnotherOneHasFollowedIsRefused() {
        Session old = open();
        Session now = open();

        assertThat(tryLock(old)).isFalse();
        assertThat(locks.isLocked(REPLICA)).isFalse();
        assertThat(tryLock(now)).isTrue();
    }

    @Test
    void aLockWhoseThreadHasEndedIsLostAndOneInHandIsNot() throws Exception {
        Thread thread = new Thread(() -> tryLock(null));
        thread.start();
        thread.join();
        assertThat(locks.orphanedLocks()).containsExactly(REPLICA);
        locks.release(REPLICA);
        assertThat(locks.isLocked(REPLICA)).isFalse();

        List<Long> lostMeanwhile = new ArrayList<>(List.of(-1L));
        camel.addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                from("direct:work").process(exchange -> {
                    locks.lock(exchange, REPLICA, null);
                    lostMeanwhile.clear();
                    lostMeanwhile.addAll(locks.orphanedLocks());
                    locks.release(REPLICA);
                    assertThat(locks.isLocked(REPLICA)).isTrue();
                });
            }
        });
        camel.start();
        camel.createProducerTemplate().sendBody("direct:work", "");
        assertThat(lostMeanwhile).isEmpty();
        assertThat(locks.isLocked(REPLICA)).isFalse();
        camel.stop();
    }

    @Test
    void whoComesWithASessionThatHasEndedIsRefused() {
        Session ended = open();
        sessions.close(ended);

        assertThat(tryLock(ended)).isFalse();
    }

    private static Job cycle() {
        return new Job() {
            @Override
            public Session session() {
                return null;
            }

            @Override
            public Run run() {
                return RUN;
            }
        };
    }

    @Test
    void aCycleGetsTheLockThatUploadsReleaseForTheCycle() throws Exception {
        open();
        CompletableFuture<Boolean> uploads = new CompletableFuture<>();
        camel.addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                from("direct:uploads").process(exchange -> {
                    uploads.complete(locks.lock(exchange, REPLICA, null));
                    await().until(() -> locks.isLockWanted(REPLICA));
                    assertThat(locks.idleSessions())
                            .as("no tick takes the lock before the cycle")
                            .isEmpty();
                });
            }
        });
        camel.start();
        Future<?> round = camel.createProducerTemplate().asyncSendBody("direct:uploads", "");
        assertThat(uploads.get()).isTrue();

        assertThat(locks.awaitLock(new DefaultExchange(camel), cycle())).isTrue();
        round.get();
        assertThat(locks.isLocked(REPLICA)).as("by the cycle").isTrue();
        assertThat(locks.isLockWanted(REPLICA)).isFalse();
        camel.stop();
    }

    @Test
    void noCycleWaitsWhileAllLocksAreRefused() throws Exception {
        assertThat(locks.suspendIfIdle()).isTrue();
        assertThat(locks.awaitLock(new DefaultExchange(camel), cycle())).isFalse();
    }
}
