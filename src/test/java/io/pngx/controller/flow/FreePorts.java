package io.pngx.controller.flow;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Ports for servers that stop and start again on the same port. A port that the system chooses (from 32768 on Linux)
 * may belong to another connection between stop and start.
 */
public final class FreePorts {
    /** Number of ranges. Each test process takes its ports from its own range, by the number that Surefire gives it. */
    private static final int PROCESSES = 8;

    private static final int FIRST = 12_000;
    private static final int RANGE = 2_500;
    private static final Set<Integer> GIVEN = ConcurrentHashMap.newKeySet();

    private FreePorts() {}

    /** Returns a port on which no program listens, and that this method has not returned before. */
    public static int next() {
        int first = FIRST + Integer.getInteger("test.fork", 1) % PROCESSES * RANGE;
        while (true) {
            int port = ThreadLocalRandom.current().nextInt(first, first + RANGE);
            if (GIVEN.add(port) && isFree(port)) {
                return port;
            }
        }
    }

    private static boolean isFree(int port) {
        try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
            return socket.isBound();
        } catch (IOException taken) {
            return false;
        }
    }
}
