package io.pngx.simulator;

import java.time.Duration;
import java.util.List;

/**
 * A 2.20 master with documents, an empty 2.20 replica and an empty 3.0 replica, on free ports of the loopback address.
 */
public final class Demo implements AutoCloseable {
    private static final long SEED = 1884;
    private static final Duration CONSUME_TIME = Duration.ofMillis(30);
    private static final Duration EDIT_INTERVAL = Duration.ofSeconds(5);

    private final Paperless master;
    private final Paperless replica2;
    private final Paperless replica3;
    private DemoEditor editor;

    private Demo() {
        this.master = Paperless.v2().consumeTime(CONSUME_TIME).start();
        this.replica2 = Paperless.v2().consumeTime(CONSUME_TIME).start();
        this.replica3 = Paperless.v3().consumeTime(CONSUME_TIME).start();
        DemoLibrary.fill(master, SEED);
        DemoLibrary.addFamily(replica2, true);
        // Ben has no account on this replica, so his documents go to the API user.
        DemoLibrary.addFamily(replica3, false);
        // Each server has other ids, so that a missing translation of ids is noticed.
        replica2.library().documentIdsFrom(4000);
        replica3.library().documentIdsFrom(7000);
        for (Paperless replica : List.of(replica2, replica3)) {
            replica.createSuperuser("sync");
        }
        master.createSuperuser("sync");
    }

    /** Starts the three servers. Editing does not start yet. */
    public static Demo start() {
        return new Demo();
    }

    public Paperless master() {
        return master;
    }

    /** Returns the 2.20 replica and the 3.0 replica, in this order. */
    public List<Paperless> replicas() {
        return List.of(replica2, replica3);
    }

    /** Returns the superuser's token on a server. */
    public String token(Paperless server) {
        return server.token("sync");
    }

    /** Starts edits of the master every few seconds. */
    public synchronized void startEditing() {
        if (editor == null) {
            editor = new DemoEditor(master, SEED).start(EDIT_INTERVAL);
        }
    }

    public synchronized void stopEditing() {
        if (editor != null) {
            editor.close();
            editor = null;
        }
    }

    @Override
    public void close() {
        stopEditing();
        replicas().forEach(Paperless::close);
        master.close();
    }
}
