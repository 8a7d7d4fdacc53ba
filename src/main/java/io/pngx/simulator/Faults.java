package io.pngx.simulator;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * Trouble on purpose. Rules match method and path and misbehave once, several times or for ever; switches put the
 * whole server into a state that the recordings know.
 */
public final class Faults {
    private final Instance instance;
    private final List<Rule> rules = new CopyOnWriteArrayList<>();

    Faults(Instance instance) {
        this.instance = instance;
    }

    /** A new rule for this method ({@code POST|PATCH}: either, {@code *}: any) and this expression over the whole path; it does nothing yet. */
    public Rule on(String method, String pathRegex) {
        Rule rule = new Rule(method, pathRegex);
        rules.add(rule);
        return rule;
    }

    /** The rules that apply to this request; each is used up by one. */
    List<Rule> take(RawRequest request) {
        return rules.stream().filter(rule -> rule.take(request)).toList();
    }

    /** Another connection holds SQLite's write lock: reads work, each write fails in its own way. */
    public void databaseLocked(boolean locked) {
        instance.databaseLocked = locked;
    }

    /** The message broker is gone: uploads fail, bulk edits change data and answer 400. */
    public void brokerDown(boolean down) {
        instance.brokerDown = down;
    }

    /**
     * Redis is stopped (measured on both versions): uploads are answered with 500, where v2 leaves a task that nothing
     * runs and v3, whose results are
     * in Redis too, leaves none; the status page says so. The worker's job in hand goes on; {@link Worker#pause} for
     * those that wait.
     */
    public void brokerStopped(boolean stopped) {
        instance.brokerStopped = stopped;
    }

    /** The next PATCHes of documents store row and tags, then answer 500 before the custom fields. */
    public void halfWritePatches(int times) {
        instance.lock.lock();
        instance.patchesToHalfWrite = times;
        instance.lock.unlock();
    }

    /** The next uploads are consumed, but their task rows never appear. */
    public void loseTaskRows(int times) {
        instance.lock.lock();
        instance.taskRowsToLose = times;
        instance.lock.unlock();
    }

    /** PATCHes of documents with this key are refused; for a custom field, its name stands for the key. */
    public void refuse(String key, String why) {
        instance.refusals.put(key, why);
    }

    /** The database refuses each value of this custom field, as PostgreSQL a URL of more than 200 characters. */
    public void breakOver(String field) {
        instance.breaking.add(field);
    }

    /** Ends all misbehaviour. */
    public void clear() {
        rules.clear();
        instance.refusals.clear();
        instance.breaking.clear();
        databaseLocked(false);
        brokerDown(false);
        brokerStopped(false);
        halfWritePatches(0);
        loseTaskRows(0);
    }
}
