package io.pngx.simulator;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/** All calls over HTTP, in the order in which they were answered. */
public final class Journal {
    /**
     * One call.
     *
     * @param user user who was logged in; null: nobody
     * @param status status of the answer; 0: the connection was closed instead
     * @param bodySize bytes of the request body
     * @param sent details of the request
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
     * Details of a request, for tests that check whether the request should have been sent.
     *
     * @param token token of the request, valid or not; null: none
     * @param json body of a small call with JSON; otherwise null
     * @param sha256 checksum of the first file of an upload; otherwise null
     * @param heldAlready number of documents, including the trash, that had the uploaded bytes before the request
     */
    public record Sent(String token, String json, String sha256, long heldAlready) {
        @Override
        public String toString() {
            return json == null ? String.valueOf(sha256) : json;
        }
    }

    // Not a CopyOnWriteArrayList, which would take quadratic time in a long run.
    private final List<Entry> entries = Collections.synchronizedList(new ArrayList<>());
    private final List<java.util.function.Consumer<Entry>> listeners = new CopyOnWriteArrayList<>();

    void add(Entry entry) {
        entries.add(entry);
        listeners.forEach(listener -> listener.accept(entry));
    }

    /** Adds a listener, which is notified of each call just before the answer is sent. */
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

    /** Returns the calls with this HTTP method ({@code *}: any method) and a path that matches the expression. */
    public List<Entry> where(String method, String pathRegex) {
        Pattern path = Pattern.compile(pathRegex);
        return where(e -> (method.equals("*") || method.equals(e.method))
                && path.matcher(e.path).matches());
    }

    /** Returns all calls except GET and HEAD. */
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
