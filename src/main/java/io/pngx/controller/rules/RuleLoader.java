package io.pngx.controller.rules;

import io.pngx.controller.store.RuleTable;
import io.pngx.controller.sync.Rules;
import io.pngx.controller.text.Text;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
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
 * Loads the rules from their folder. The routes of a new text are started while the routes of the previous text still
 * run. The new text replaces the previous text only if all its routes run. Otherwise the previous text stays in use,
 * and the rule gets a {@link Problem}.
 */
public final class RuleLoader {
    private static final Logger LOG = LoggerFactory.getLogger(RuleLoader.class);

    private final RuleFiles files;
    private final RuleStarter stage;
    private final RuleTable table;
    private final ReplacedRules replaced;
    private final Map<String, RunningRule> running = new ConcurrentHashMap<>();
    private final Map<String, Problem> problems = new ConcurrentHashMap<>();
    private final Map<String, String> attempted = new HashMap<>();
    /** Rules that are on, and whose new text was refused because it lacks a {@code rule-select}. */
    private final Set<String> lostSelect = new HashSet<>();

    private Map<String, RuleFiles.FileText> seen = Map.of();
    private boolean unreadable;
    private volatile boolean ready;
    private volatile long lastScan = System.nanoTime();

    /**
     * The reason why the text in the file does not run.
     *
     * @param line line number from 1; null: the problem does not concern a single line
     */
    public record Problem(Text message, Integer line, Instant at) {}

    /** @param rulesInUse supplies the rules of the open runs */
    RuleLoader(RuleFiles files, RuleStarter stage, RuleTable table, Supplier<? extends Collection<Rules>> rulesInUse) {
        this.files = files;
        this.stage = stage;
        this.table = table;
        this.replaced = new ReplacedRules(stage, rulesInUse);
    }

    /** Starts the texts that ran last, then loads the current texts of the files. */
    synchronized void start() {
        Map<String, RuleFiles.FileText> now = read();
        for (RuleTable.Row row : table.all()) {
            if (now.containsKey(row.name())) {
                try {
                    running.put(row.name(), stage.start(row.name(), row.goodText()));
                } catch (InvalidRuleException e) {
                    problem(row.name(), e.sentence(), e.line());
                } catch (Throwable e) { // an error of one rule must not stop the start of the others
                    problem(row.name(), loadFailure(e), null);
                }
            } else {
                problem(row.name(), missingFile(row.name()), null);
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
                        "The folder of rules {} can't be read ({}); the rules stay unchanged.",
                        files.folder(),
                        e.getMessage());
            }
            unreadable = true;
            return seen;
        }
    }

    /**
     * Scans the folder. A text is loaded when two scans in a row found the same text, because an editor may save a file
     * in two steps.
     */
    synchronized void scan() {
        Map<String, RuleFiles.FileText> now = read();
        now.forEach((name, file) -> {
            try {
                check(name, file);
            } catch (RuntimeException e) {
                attempted.remove(name);
                problem(
                        name,
                        Text.of(
                                "The rule can't be stored in the database ({0}); the controller tries again.",
                                BuildProblem.firstLine(String.valueOf(NestedExceptionUtils.getMostSpecificCause(e)
                                        .getMessage()))),
                        null);
            } catch (Throwable e) { // an error of one file must not stop the load of the others
                problem(name, loadFailure(e), null);
            }
        });
        for (String name : List.copyOf(running.keySet())) {
            if (!now.containsKey(name) && !seen.containsKey(name)) {
                replaced.add(running.remove(name));
                problem(name, missingFile(name), null);
            }
        }
        problems.keySet()
                .removeIf(name -> !now.containsKey(name) && table.find(name).isEmpty());
        attempted.keySet().retainAll(now.keySet());
        seen = now;
        replaced.stopUnused();
        lastScan = System.nanoTime();
    }

    private void check(String name, RuleFiles.FileText file) {
        RunningRule runs = running.get(name);
        if (runs != null && runs.text().equals(file.text())) {
            problems.remove(name);
            attempted.remove(name);
        } else if (file.equals(seen.get(name)) && isNew(name, file)) {
            load(name, file);
        }
    }

    private static Text loadFailure(Throwable e) {
        return Text.of(
                "The file can't be loaded ({0}); save it again to retry.", BuildProblem.firstLine(String.valueOf(e)));
    }

    /** Returns the time since the last complete scan of the folder. */
    public Duration sinceLastScan() {
        return Duration.ofNanos(System.nanoTime() - lastScan);
    }

    /**
     * Returns true for a new text. If a text was refused because the rule was on, the text counts as new when the rule
     * is off.
     */
    private boolean isNew(String name, RuleFiles.FileText file) {
        return !String.valueOf(file).equals(attempted.put(name, String.valueOf(file)))
                || lostSelect.contains(name) && !isOn(name);
    }

    private boolean isOn(String name) {
        return table.onSomewhere().stream().anyMatch(row -> row.name().equals(name));
    }

    private static Text missingFile(String name) {
        return Text.of("The file {0}.yaml is missing; restore the file, or switch the rule off and remove it.", name);
    }

    private void load(String name, RuleFiles.FileText file) {
        if (file.problem() != null) {
            problem(name, file.problem(), null);
            return;
        }
        try {
            activate(name, startChecked(name, file.text()));
        } catch (InvalidRuleException e) {
            problem(name, e.sentence(), e.line());
        }
    }

    /**
     * Starts a text, and checks that it may replace the text that ran last. While a rule is on, its text must not lose
     * the hook {@code rule-select}, because documents that the rule excluded would be sent.
     *
     * @throws InvalidRuleException if the text can't run, or must not replace the text that ran last
     */
    private RunningRule startChecked(String name, String text) {
        lostSelect.remove(name);
        boolean selects = isOn(RuleNames.checked(name))
                && table.find(name)
                        .filter(row -> row.hookList().contains(Hook.SELECT.word()))
                        .isPresent();
        RunningRule fresh = stage.start(name, text);
        if (selects && fresh.endpoint(Hook.SELECT) == null) {
            stage.stop(fresh);
            lostSelect.add(name);
            throw new InvalidRuleException(
                    null,
                    Text.of("This text no longer selects documents, but the rule is on; switch the rule off before you "
                            + "save this text."));
        }
        return fresh;
    }

    private void activate(String name, RunningRule fresh) {
        try {
            table.good(name, fresh.hooks().stream().map(Hook::word).toList(), fresh.text());
        } catch (RuntimeException e) {
            stage.stop(fresh);
            throw e;
        }
        RunningRule old = running.put(name, fresh);
        problems.remove(name);
        if (old != null) {
            replaced.add(old);
        }
        LOG.info("The rule {} runs (revision {}).", name, fresh.revision());
    }

    private void problem(String name, Text message, Integer line) {
        Problem old = problems.get(name);
        if (old == null || !old.message().equals(message)) {
            LOG.warn("The rule {} can't be loaded: {}{}", name, line == null ? "" : "line " + line + ": ", message);
        }
        problems.put(name, new Problem(message, line, Instant.now()));
    }

    /**
     * Starts a text, then saves and activates it.
     *
     * @throws InvalidRuleException if the text can't run; in that case nothing changes
     */
    public synchronized void save(String name, String text) throws IOException {
        RunningRule fresh = startChecked(name, text);
        try {
            files.write(name, text);
        } catch (IOException | RuntimeException e) {
            stage.stop(fresh);
            throw e;
        }
        activate(name, fresh);
    }

    /**
     * Checks whether a text can run, without changing anything.
     *
     * @return the hooks of the text
     * @throws InvalidRuleException if the text can't run
     */
    public synchronized List<Hook> validate(String name, String text) {
        RunningRule fresh = startChecked(name, text);
        stage.stop(fresh);
        return fresh.hooks();
    }

    /** Deletes the file, the routes and the records of a rule. */
    public synchronized void delete(String name) throws IOException {
        files.delete(name);
        RunningRule old = running.remove(RuleNames.checked(name));
        if (old != null) {
            replaced.add(old);
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

    /** Returns the text in the file; empty if the file does not exist or can't be read. */
    synchronized Optional<String> fileText(String name) {
        return Optional.ofNullable(read().get(name)).map(RuleFiles.FileText::text);
    }

    /** Returns the names of all rules that have a file or that ran once. */
    synchronized List<String> names() {
        Map<String, Object> names = new TreeMap<>(read());
        table.all().forEach(row -> names.put(row.name(), row));
        return List.copyOf(names.keySet());
    }
}
