package io.pngx.simulator;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/** One rule of {@link Faults}: the requests to which it applies, and the fault. Its methods can be combined. */
public final class Rule {
    private final String method;
    private final Pattern path;
    private Pattern query;
    private int skip;
    private int left = Integer.MAX_VALUE;
    private int hits;

    Integer status;
    private byte[] body = new byte[0];
    private String type = Answer.HTML;
    private final Map<String, String> headers = new LinkedHashMap<>();
    volatile Duration delay = Duration.ZERO;
    volatile boolean cutBefore;
    volatile boolean cutAfter;
    volatile long cutAt = -1;
    volatile long truncateAt = -1;
    volatile int dripPerSecond;
    volatile Runnable before = () -> {};
    volatile Runnable after = () -> {};

    Rule(String method, String pathRegex) {
        this.method = method;
        this.path = Pattern.compile(pathRegex);
    }

    synchronized boolean take(RawRequest request) {
        boolean matches = (method.equals("*") || List.of(method.split("\\|")).contains(request.method()))
                && path.matcher(request.path()).matches()
                && (query == null
                        || query.matcher(String.valueOf(request.query())).find());
        if (!matches || left <= 0) {
            return false;
        }
        if (skip > 0) {
            skip--;
            return false;
        }
        left--;
        hits++;
        return true;
    }

    /** Applies only to requests whose raw query matches this expression. */
    public Rule query(String regex) {
        query = Pattern.compile(regex);
        return this;
    }

    /** Does not apply to the first matching requests. */
    public synchronized Rule skip(int requests) {
        skip = requests;
        return this;
    }

    public synchronized Rule times(int times) {
        left = times;
        return this;
    }

    public Rule once() {
        return times(1);
    }

    /** Sends this status instead of handling the request. By default, the body is empty, and of type HTML. */
    public Rule status(int status) {
        this.status = status;
        return this;
    }

    public Rule header(String name, String value) {
        headers.put(name, value);
        return this;
    }

    public Rule html(String text) {
        body = text.getBytes(StandardCharsets.UTF_8);
        type = Answer.HTML;
        return this;
    }

    public Rule json(String text) {
        body = text.getBytes(StandardCharsets.UTF_8);
        type = Answer.JSON;
        return this;
    }

    /** Waits before the request is handled. */
    public Rule delay(Duration delay) {
        this.delay = delay;
        return this;
    }

    /** Closes the connection without handling the request. */
    public Rule cutBefore() {
        cutBefore = true;
        return this;
    }

    /** Handles the request, then closes the connection: the request takes effect, but the answer is lost. */
    public Rule cutAfter() {
        cutAfter = true;
        return this;
    }

    /** Sends correct headers and this number of bytes of the body, then closes the connection. */
    public Rule cutInBody(long bytes) {
        cutAt = bytes;
        return this;
    }

    /** Sends only this number of bytes, with a matching Content-Length. */
    public Rule truncate(long bytes) {
        truncateAt = bytes;
        return this;
    }

    /** Sends the body at this speed. */
    public Rule drip(int bytesPerSecond) {
        dripPerSecond = bytesPerSecond;
        return this;
    }

    /** Runs a hook before the request is handled. The hook may block. */
    public Rule before(Runnable hook) {
        before = hook;
        return this;
    }

    /** Runs a hook after the request was handled and before the answer is sent. The hook may block. */
    public Rule after(Runnable hook) {
        after = hook;
        return this;
    }

    /** Returns how often the rule applied. */
    public synchronized int hits() {
        return hits;
    }

    /** Ends the simulated trouble: later requests are answered as usual. */
    public synchronized void end() {
        left = 0;
    }

    Answer answer() {
        Answer answer = Answer.of(status, type, body);
        headers.forEach(answer::header);
        return answer;
    }
}
