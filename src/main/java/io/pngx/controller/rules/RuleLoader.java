package io.pngx.controller.rules;

import io.pngx.controller.store.RuleTable;
import io.pngx.controller.sync.Rules;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.core.NestedExceptionUtils;

/**
 * Takes up what stands in the folder of rules: a text is started beside the one before it and takes its place only when it
 * runs. What can't be taken up changes nothing but the error that is shown at the rule.
 */
public final class RuleLoader {
    private static final Logger LOG = LoggerFactory.getLogger(RuleLoader.class);
    /** So long the routes of a text that was replaced stay at least: somebody may just have been handed them. */
    private static final Duration GRACE = Duration.ofSeconds(10);

    private final RuleFiles files;
    private final RuleStarter stage;
    private final RuleTable table;
    private final Supplier<? extends Collection<Rules>> inUse;
    private final Map<String, RunningRule> running = new ConcurrentHashMap<>();
    private final Map<String, Problem> problems = new ConcurrentHashMap<>();
    private final List<Replaced> replaced = new ArrayList<>();
    private final Map<String, String> tried = new HashMap<>();
    /** Rules that are on, and whose text in the file no longer selects. */
    private final Set<String> lost = new HashSet<>();

    private Map<String, RuleFiles.FileText> seen = Map.of();
    private boolean unreadable;
    private volatile boolean ready;
    private volatile long lastScan = System.nanoTime();

    private record Replaced(RunningRule rule, Instant at) {}

    /** Why the text in the file is not the one that runs. @param line from 1; null: it is not about one line */
    public record Problem(String message, Integer line, Instant at) {}

    /** @param inUse the rules of runs that are in hand */
    RuleLoader(RuleFiles files, RuleStarter stage, RuleTable table, Supplier<? extends Collection<Rules>> inUse) {
        this.files = files;
        this.stage = stage;
        this.table = table;
        this.inUse = inUse;
    }

    /** First what ran last; what stands in the files by now is looked at next. */
    synchronized void start() {
        Map<String, RuleFiles.FileText> now = read();
        for (RuleTable.Row row : table.all()) {
            if (now.containsKey(row.name())) {
                try {
                    running.put(row.name(), stage.start(row.name(), row.goodText()));
                } catch (InvalidRuleException e) {
                    problem(row.name(), e.getMessage(), e.line());
                } catch (Throwable e) { // of this rule alone; the others start
                    problem(row.name(), failed(e), null);
                }
            } else {
                problem(row.name(), gone(row.name()), null);
            }
        }
        ready = true;
        scan();
    }

    boolean isReady() {
        return ready;
    }

    private Map<String, RuleFiles.FileText> read() {
        try {
            Map<String, RuleFiles.FileText> read = files.read();
            unreadable = false;
            return read;
        } catch (IOException | UncheckedIOException e) {
            if (!unreadable) {
                LOG.warn(
                        "The folder of rules {} can't be read ({}); the rules stay as they are.",
                        files.folder(),
                        e.getMessage());
            }
            unreadable = true;
            return seen;
        }
    }

    /** A look at the folder. A text counts once two looks found it the same: a file may be saved in two halves. */
    synchronized void scan() {
        Map<String, RuleFiles.FileText> now = read();
        now.forEach((name, file) -> {
            try {
                look(name, file);
            } catch (RuntimeException e) {
                tried.remove(name);
                problem(
                        name,
                        "The database does not take it ("
                                + BuildProblem.firstLine(String.valueOf(NestedExceptionUtils.getMostSpecificCause(e)
                                        .getMessage()))
                                + "); it is tried again.",
                        null);
            } catch (Throwable e) { // of this file alone; the others are taken up
                problem(name, failed(e), null);
            }
        });
        for (String name : List.copyOf(running.keySet())) {
            if (!now.containsKey(name) && !seen.containsKey(name)) {
                replaced.add(new Replaced(running.remove(name), Instant.now()));
                problem(name, gone(name), null);
            }
        }
        problems.keySet()
                .removeIf(name -> !now.containsKey(name) && table.find(name).isEmpty());
        tried.keySet().retainAll(now.keySet());
        seen = now;
        retire(Instant.now());
        lastScan = System.nanoTime();
    }

    private void look(String name, RuleFiles.FileText file) {
        RunningRule runs = running.get(name);
        if (runs != null && runs.text().equals(file.text())) {
            problems.remove(name);
            tried.remove(name);
        } else if (file.equals(seen.get(name)) && isNew(name, file)) {
            take(name, file);
        }
    }

    private static String failed(Throwable e) {
        return "The file can't be taken up (" + BuildProblem.firstLine(String.valueOf(e))
                + "); save it anew to have it tried again.";
    }

    /** Since the folder was last read, and all that stands in it looked at. */
    public Duration sinceLastScan() {
        return Duration.ofNanos(System.nanoTime() - lastScan);
    }

    /** Also once more where the rule was switched off: what was refused because it is on may be taken up now. */
    private boolean isNew(String name, RuleFiles.FileText file) {
        return !String.valueOf(file).equals(tried.put(name, String.valueOf(file)))
                || lost.contains(name) && !isOn(name);
    }

    private boolean isOn(String name) {
        return table.onSomewhere().stream().anyMatch(row -> row.name().equals(name));
    }

    private static String gone(String name) {
        return "The file " + name + ".yaml is gone; put it back, or switch the rule off and remove it.";
    }

    private void take(String name, RuleFiles.FileText file) {
        if (file.problem() != null) {
            problem(name, file.problem(), null);
            return;
        }
        try {
            swap(name, started(name, file.text()));
        } catch (InvalidRuleException e) {
            problem(name, e.getMessage(), e.line());
        }
    }

    /**
     * A text of this rule may take the place of the one that ran last.
     *
     * @throws InvalidRuleException also where documents that were held back would go out, because a hook is missing: nobody means that
     */
    private RunningRule started(String name, String text) {
        lost.remove(name);
        boolean selects = isOn(RuleNames.checked(name))
                && table.find(name)
                        .filter(row -> row.hookList().contains(Hook.SELECT.word()))
                        .isPresent();
        RunningRule fresh = stage.start(name, text);
        if (selects && fresh.endpoint(Hook.SELECT) == null) {
            stage.stop(fresh);
            lost.add(name);
            throw new InvalidRuleException(null, "It no longer selects documents, but it is on; switch it off first.");
        }
        return fresh;
    }

    private void swap(String name, RunningRule fresh) {
        try {
            table.good(name, fresh.hooks().stream().map(Hook::word).toList(), fresh.text());
        } catch (RuntimeException e) {
            stage.stop(fresh);
            throw e;
        }
        RunningRule old = running.put(name, fresh);
        problems.remove(name);
        if (old != null) {
            replaced.add(new Replaced(old, Instant.now()));
        }
        LOG.info("The rule {} runs (revision {}).", name, fresh.revision());
    }

    private void problem(String name, String message, Integer line) {
        Problem old = problems.get(name);
        if (old == null || !old.message().equals(message)) {
            LOG.warn("The rule {} can't be taken up: {}{}", name, line == null ? "" : "line " + line + ": ", message);
        }
        problems.put(name, new Problem(message, line, Instant.now()));
    }

    private void retire(Instant now) {
        Collection<Rules> used = inUse.get();
        replaced.removeIf(each -> {
            boolean free = each.at().plus(GRACE).isBefore(now)
                    && used.stream().noneMatch(rules -> rules instanceof RuleSet set && set.uses(each.rule()));
            if (free) {
                stage.stop(each.rule());
            }
            return free;
        });
    }

    /**
     * Takes the text up, then keeps it.
     *
     * @throws InvalidRuleException where it can't run; then everything stays as it was
     */
    public synchronized void save(String name, String text) throws IOException {
        RunningRule fresh = started(name, text);
        try {
            files.write(name, text);
        } catch (IOException | RuntimeException e) {
            stage.stop(fresh);
            throw e;
        }
        swap(name, fresh);
    }

    /** @return its hooks @throws InvalidRuleException where it can't run; either way everything stays as it was */
    public synchronized List<Hook> validate(String name, String text) {
        RunningRule fresh = started(name, text);
        stage.stop(fresh);
        return fresh.hooks();
    }

    /** Its file, its routes and what is known of it go. */
    public synchronized void delete(String name) throws IOException {
        files.delete(name);
        RunningRule old = running.remove(RuleNames.checked(name));
        if (old != null) {
            replaced.add(new Replaced(old, Instant.now()));
        }
        table.delete(name);
        problems.remove(name);
        Map<String, RuleFiles.FileText> left = new TreeMap<>(seen);
        left.remove(name);
        seen = left;
    }

    Optional<RunningRule> running(String name) {
        return Optional.ofNullable(running.get(name));
    }

    Optional<Problem> problem(String name) {
        return Optional.ofNullable(problems.get(name));
    }

    /** The text in the file; empty where there is none that can be read. */
    synchronized Optional<String> fileText(String name) {
        return Optional.ofNullable(read().get(name)).map(RuleFiles.FileText::text);
    }

    /** The names of all rules: those with a file, and those that ran once. */
    synchronized List<String> names() {
        Map<String, Object> names = new TreeMap<>(read());
        table.all().forEach(row -> names.put(row.name(), row));
        return List.copyOf(names.keySet());
    }
}
