package io.pngx.controller.engine.uploads;

import java.time.Duration;
import java.time.Instant;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.ToLongFunction;
import org.apache.camel.Exchange;
import org.apache.camel.support.SynchronizationAdapter;

/**
 * Keeps recent answers of the master. Each answer has a key. The first exchange that needs an answer reserves the key
 * of the answer, and calls the master. Other exchanges that need the same answer wait for at most {@code patience}.
 */
final class RecentReads<T> {
    /** Age at which a reservation counts as abandoned, because its exchange never ended. */
    private static final Duration ABANDONED = Duration.ofMinutes(10);

    private final Duration age;
    private final Duration patience;
    private final long limit;
    private final ToLongFunction<T> size;
    private final Consumer<T> dispose;
    private final Map<Object, Entry<T>> entries = new LinkedHashMap<>();
    private long total;

    /** An answer, or the reservation of the exchange that asks for the answer. */
    private static final class Entry<T> {
        private final Exchange reader;
        private final long reservedAt = System.nanoTime();
        private Instant readAt;
        /** The time at which the answer was read, on the monotonic clock. */
        private long readNanos;

        private T answer;

        Entry(Exchange reader) {
            this.reader = reader;
        }
    }

    /** @param readAt the time at which the answer had been read */
    record Recent<T>(T answer, Instant readAt) {}

    /**
     * @param age how long an answer may be used
     * @param patience how long an exchange waits for the call of another exchange, before the waiting exchange makes
     *     its own call
     * @param limit the highest total size of the kept answers
     * @param dispose releases the resources of an answer that is no longer kept
     */
    RecentReads(Duration age, Duration patience, long limit, ToLongFunction<T> size, Consumer<T> dispose) {
        this.age = age;
        this.patience = patience;
        this.limit = limit;
        this.size = size;
        this.dispose = dispose;
    }

    /**
     * Uses a recent answer. If there is no recent answer, this exchange reserves the key, and has to make the call. If
     * another exchange has reserved the key, and has no answer after {@code patience}, this exchange makes the call
     * without a reservation. An exchange does not wait for its own reservation. A reservation ends with {@link #put},
     * at the end of the exchange, or after {@link #ABANDONED}.
     *
     * @param use called with the answer, which is not disposed of during the call
     * @return false if the exchange has to make the call
     */
    synchronized boolean use(Object key, Exchange exchange, Consumer<Recent<T>> use) throws InterruptedException {
        dropOld();
        long end = System.nanoTime() + patience.toNanos();
        for (Entry<T> entry = entries.get(key); entry != null; entry = entries.get(key)) {
            if (entry.reader == exchange && entry.answer == null) {
                return false;
            }
            if (entry.answer != null) {
                use.accept(new Recent<>(entry.answer, entry.readAt));
                return true;
            }
            long left = TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime());
            if (System.nanoTime() - entry.reservedAt > ABANDONED.toNanos()) {
                entries.remove(key); // the exchange that reserved the key never ended
            } else if (left <= 0) {
                return false;
            } else {
                wait(left);
            }
        }
        Entry<T> reserved = new Entry<>(exchange);
        entries.put(key, reserved);
        exchange.getExchangeExtension().addOnCompletion(new SynchronizationAdapter() {
            @Override
            public void onDone(Exchange done) {
                release(key, reserved);
            }
        });
        return false;
    }

    /** Keeps the answer for other exchanges, if this exchange has reserved the key. */
    synchronized void put(Object key, Exchange exchange, Instant readAt, Optional<T> answer) {
        Entry<T> entry = entries.get(key);
        if (entry != null && entry.reader == exchange && entry.answer == null) {
            entries.remove(key);
            answer.ifPresent(kept -> {
                if (size.applyAsLong(kept) > limit) {
                    dispose.accept(kept); // too large: keeping this answer would drop all other answers
                    return;
                }
                add(key, entry, readAt, kept);
            });
            dropOld();
            notifyAll();
        } else {
            answer.ifPresent(dispose);
        }
    }

    /** @return whether there is a recent answer, or an exchange that asks for the answer */
    synchronized boolean has(Object key) {
        dropOld();
        return entries.containsKey(key);
    }

    /** Keeps an answer, also for exchanges that wait for it. Does nothing if there is an answer already. */
    synchronized void keep(Object key, Instant readAt, T answer) {
        Entry<T> entry = entries.get(key);
        if (entry != null && entry.answer != null || size.applyAsLong(answer) > limit) {
            dispose.accept(answer);
        } else {
            entries.remove(key);
            add(key, entry == null ? new Entry<>(null) : entry, readAt, answer);
            dropOld();
            notifyAll();
        }
    }

    /** Returns a recent answer, and no longer keeps it; empty if there is none. */
    synchronized Optional<Recent<T>> take(Object key) {
        dropOld();
        Entry<T> entry = entries.get(key);
        if (entry == null || entry.answer == null) {
            return Optional.empty();
        }
        entries.remove(key);
        total -= size.applyAsLong(entry.answer);
        return Optional.of(new Recent<>(entry.answer, entry.readAt));
    }

    private void add(Object key, Entry<T> entry, Instant readAt, T answer) {
        entry.answer = answer;
        entry.readAt = readAt;
        entry.readNanos = System.nanoTime();
        entries.put(key, entry); // the oldest entry comes first, so the new entry is added at the end
        total += size.applyAsLong(answer);
    }

    /** Drops answers that are too old. Then drops the oldest answers until the total size is within the limit. */
    synchronized void dropOld() {
        dropOlderThan(age.toNanos());
    }

    /** Drops all answers. Exchanges that are making a call continue. */
    synchronized void dropAll() {
        dropOlderThan(-1);
    }

    private void dropOlderThan(long nanos) {
        long now = System.nanoTime();
        for (Iterator<Entry<T>> each = entries.values().iterator(); each.hasNext(); ) {
            Entry<T> entry = each.next();
            if (entry.answer != null && (total > limit || now - entry.readNanos > nanos)) {
                each.remove();
                total -= size.applyAsLong(entry.answer);
                dispose.accept(entry.answer);
            }
        }
    }

    private synchronized void release(Object key, Entry<T> reserved) {
        if (reserved.answer == null && entries.remove(key, reserved)) {
            notifyAll();
        }
    }
}
