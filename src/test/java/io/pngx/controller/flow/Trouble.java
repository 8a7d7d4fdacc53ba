package io.pngx.controller.flow;

import static org.assertj.core.api.Assertions.assertThat;

import io.pngx.controller.store.Replica;
import io.pngx.simulator.NewDocument;
import io.pngx.simulator.Paperless;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;

/** Base class for tests that disturb a run. */
abstract class Trouble {
    static final String DOCUMENT = "/api/documents/\\d+/";

    World world;

    @AfterEach
    void end() {
        if (world != null) {
            world.close();
        }
    }

    void world(Version... replicas) {
        world = World.of(Version.V2, replicas);
    }

    int add(String text) {
        return world.master.library().add(NewDocument.text(text + ".txt", "The document " + text + "."));
    }

    void addSome(int count) {
        for (int i = 0; i < count; i++) {
            add("number " + i);
        }
    }

    Paperless server() {
        return world.replica().server();
    }

    Replica row() {
        return world.boot.replicas().find(world.replica().id()).orElseThrow();
    }

    long copies() {
        return server().library().documents().size();
    }

    /** Holds a request until the test says so. */
    static final class Gate implements Runnable {
        private final CountDownLatch reached = new CountDownLatch(1);
        private final CountDownLatch open = new CountDownLatch(1);

        @Override
        public void run() {
            reached.countDown();
            await(open);
        }

        void awaitReached() {
            await(reached);
        }

        void open() {
            open.countDown();
        }

        private static void await(CountDownLatch latch) {
            try {
                assertThat(latch.await(World.PATIENCE.toSeconds(), TimeUnit.SECONDS))
                        .isTrue();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }
    }
}
