package io.pngx.simulator;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * Simulates faults. Rules match requests by method and path, and fail them once, several times or always. Switches put
 * the whole server into a faulty state that was observed on the real application.
 */
public final class Faults {
    private final Instance instance;
    private final List<Rule> rules = new CopyOnWriteArrayList<>();

    Faults(Instance instance) {
        this.instance = instance;
    }

    /**
     * Adds a rule without an effect.
     *
     * @param method for example {@code POST}, {@code POST|PATCH} for two methods, {@code *} for all
     * @param pathRegex matches the whole path
     */
    public Rule on(String method, String pathRegex) {
        Rule rule = new Rule(method, pathRegex);
        rules.add(rule);
        return rule;
    }

    /** Returns the rules that apply to this request. Counts one use of each of these rules. */
    List<Rule> take(RawRequest request) {
        return rules.stream().filter(rule -> rule.take(request)).toList();
    }

    /**
     * Simulates another connection that holds SQLite's write lock: reads work, and each kind of write fails in its own
     * way.
     */
    public void databaseLocked(boolean locked) {
        instance.databaseLocked = locked;
    }

    /** Simulates a missing message broker: uploads fail, and bulk edits change data but return 400. */
    public void brokerDown(boolean down) {
        instance.brokerDown = down;
    }

    /**
     * Simulates a stopped Redis (measured on both versions). Uploads return 500. A v2 server then has a task that no
     * worker runs; a v3 server has no task, because its results are in Redis, too. The status page reports the fault.
     * The worker finishes its current job, and then takes the waiting jobs, unless {@link Worker#pause} was called.
     */
    public void brokerStopped(boolean stopped) {
        instance.brokerStopped = stopped;
    }

    /** The next PATCHes of documents store the row and the tags, but no custom fields, and return 500. */
    public void halfWritePatches(int times) {
        instance.lock.lock();
        instance.patchesToHalfWrite = times;
        instance.lock.unlock();
    }

    /** The next uploads are consumed, but their task rows are never written. */
    public void loseTaskRows(int times) {
        instance.lock.lock();
        instance.taskRowsToLose = times;
        instance.lock.unlock();
    }

    /**
     * Refuses a PATCH of a document if the PATCH contains this key. For a custom field, the key is the field's name.
     */
    public void refuse(String key, String why) {
        instance.refusals.put(key, why);
    }

    /**
     * The database refuses every value of this custom field, as PostgreSQL refuses a URL of more than 200 characters.
     */
    public void breakOver(String field) {
        instance.breaking.add(field);
    }

    /** Ends all faults. */
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
