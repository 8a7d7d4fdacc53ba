package io.pngx.controller.web.security;

import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.SocketAddress;
import java.time.Duration;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Limits and logs failed logins. Each client address has its own limit, so that an attacker can't lock out other
 * clients.
 */
public final class FailedLoginLimit {
    /**
     * Number of failed logins that an address may have in a burst. After each {@link #ONE_MORE}, one more failed login
     * is allowed.
     */
    static final int AT_ONCE = 30;

    static final Duration ONE_MORE = Duration.ofSeconds(10);
    /** Maximum number of addresses in memory. The address whose last failure is oldest is forgotten first. */
    static final int ADDRESSES = 2000;

    private static final Duration BETWEEN_LINES = Duration.ofMinutes(1);
    private static final int LINES_AT_ONCE = 10;
    private static final Logger LOG = LoggerFactory.getLogger(FailedLoginLimit.class);

    private final LongSupplier nanos;
    private final Map<String, Client> clients = new LinkedHashMap<>();
    private long linesSince;
    private int lines;
    private int withoutLine;

    public FailedLoginLimit() {
        this(System::nanoTime);
    }

    FailedLoginLimit(LongSupplier nanos) {
        this.nanos = nanos;
        linesSince = nanos.getAsLong();
    }

    private static final class Client {
        /**
         * Time at which {@link #AT_ONCE} failed logins are allowed again. Each failure moves this time by
         * {@link #ONE_MORE}.
         */
        private long clearAt;

        private long lineAt;
        private int sinceLine;

        Client(long now) {
            clearAt = now;
            lineAt = now - BETWEEN_LINES.toNanos();
        }
    }

    /** Returns the seconds until the client may try again; 0: now. */
    public synchronized int wait(String client) {
        Client known = clients.get(client);
        if (known == null) {
            return 0;
        }
        long tooLong = known.clearAt - nanos.getAsLong() - ONE_MORE.toNanos() * (AT_ONCE - 1);
        return tooLong <= 0
                ? 0
                : (int) Duration.ofNanos(tooLong).plusNanos(999_999_999).toSeconds();
    }

    /** @param what description of the refused request, which the log shows after the word "Refused" */
    public synchronized void refused(String client, String what) {
        long now = nanos.getAsLong();
        Client known = clients.remove(client);
        if (known == null) {
            known = new Client(now);
        }
        clients.put(client, known);
        if (clients.size() > ADDRESSES) {
            Iterator<Client> oldest = clients.values().iterator();
            oldest.next();
            oldest.remove();
        }
        long open = Math.max(0, known.clearAt - now) + ONE_MORE.toNanos();
        known.clearAt = now + Math.min(open, ONE_MORE.toNanos() * AT_ONCE);
        known.sinceLine++;
        if (now - known.lineAt >= BETWEEN_LINES.toNanos()) {
            log(client, what, known, now);
        }
    }

    private void log(String client, String what, Client known, long now) {
        if (now - linesSince >= BETWEEN_LINES.toNanos()) {
            linesSince = now;
            lines = 0;
        }
        if (++lines > LINES_AT_ONCE) {
            withoutLine++;
            return;
        }
        LOG.warn(
                "Refused {} from {}{}{}.",
                what,
                client,
                known.sinceLine == 1 ? "" : ", " + known.sinceLine + " times since the last line about this address",
                withoutLine == 0 ? "" : "; " + withoutLine + " refused requests from other addresses were not logged");
        withoutLine = 0;
        known.lineAt = now;
        known.sinceLine = 0;
    }

    /** Clears all failures. */
    synchronized void forget() {
        clients.clear();
    }

    synchronized int remembered() {
        return clients.size();
    }

    /**
     * Returns the address of the client. For IPv6, returns the /64 network, because such a network belongs to one site.
     */
    public static String client(HttpServerRequest request) {
        SocketAddress remote = request.connection().remoteAddress();
        return remote == null || remote.hostAddress() == null ? "an unknown address" : client(remote.hostAddress());
    }

    static String client(String address) {
        String[] groups = address.replaceFirst("%.*", "").split(":");
        return groups.length < 8 ? address : groups[0] + ":" + groups[1] + ":" + groups[2] + ":" + groups[3] + "::/64";
    }
}
