package io.pngx.simulator;

import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/** Every call that came over HTTP, in the order in which they were answered. */
public final class Journal {
    /**
     * One call.
     *
     * @param user who was logged in, null for nobody
     * @param status as answered, 0 when the connection was cut instead
     * @param bodySize bytes of the request body
     * @param sent what came with it
     */
    public record Entry(
            Instant time, String method, String path, String query, String user, int status, long bodySize, Sent sent) {
        public boolean isWrite() {
            return !method.equals("GET") && !method.equals("HEAD");
        }

        @Override
        public String toString() {
            return String.format(
                    Locale.ROOT,
                    "%s %s %s%s -> %d (%s, %d bytes)",
                    time,
                    method,
                    path,
                    query == null ? "" : "?" + query,
                    status,
                    user,
                    bodySize);
        }
    }

    /**
     * What a call brought along, for tests that ask whether it should have been sent at all.
     *
     * @param token       the token it came with, null for none; whether it is valid is another matter
     * @param json        the body of a small call with JSON, else null
     * @param sha256      of the first file of an upload, else null
     * @param heldAlready how many documents with these bytes the library held before, in the trash, too
     */
    public record Sent(String token, String json, String sha256, long heldAlready) {
        @Override
        public String toString() {
            return json == null ? String.valueOf(sha256) : json;
        }
    }

    // Written once a call, read by tests; appends of a copying list would cost the square of a long run.
    private final List<Entry> entries = java.util.Collections.synchronizedList(new java.util.ArrayList<>());
    private final List<java.util.function.Consumer<Entry>> listeners = new CopyOnWriteArrayList<>();

    void add(Entry entry) {
        entries.add(entry);
        listeners.forEach(listener -> listener.accept(entry));
    }

    /** Told of each call just before its answer is sent. */
    public void listen(java.util.function.Consumer<Entry> listener) {
        listeners.add(listener);
    }

    public List<Entry> all() {
        synchronized (entries) {
            return List.copyOf(entries);
        }
    }

    public List<Entry> where(Predicate<Entry> wanted) {
        return all().stream().filter(wanted).toList();
    }

    /** Calls of this method, {@code *} for any, whose path matches the expression. */
    public List<Entry> where(String method, String pathRegex) {
        Pattern path = Pattern.compile(pathRegex);
        return where(e -> (method.equals("*") || method.equals(e.method))
                && path.matcher(e.path).matches());
    }

    /** Everything but GET and HEAD. */
    public List<Entry> writes() {
        return where(Entry::isWrite);
    }

    public int count() {
        return entries.size();
    }

    public int count(String method, String pathRegex) {
        return where(method, pathRegex).size();
    }

    public void clear() {
        entries.clear();
    }

    @Override
    public String toString() {
        return String.join("\n", all().stream().map(Entry::toString).toList());
    }
}
