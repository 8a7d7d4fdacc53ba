package io.pngx.controller.rules;

import io.pngx.controller.paperless.Document;
import io.pngx.controller.paperless.Kind;
import io.pngx.controller.sync.Ruled;
import io.pngx.controller.sync.Rules;
import io.pngx.controller.sync.Translation;
import io.pngx.controller.text.Text;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.apache.camel.Exchange;

/** The rules of one replica at one time. Later changes of rules do not affect this set. */
public final class RuleSet implements Rules {
    private final RuleCaller caller;
    private final String replica;
    private final List<RunningRule> selects;
    private final List<RunningRule> transforms;
    private final List<RunningRule> settled;
    private final String revision;

    /** @param rules the rules that are on and run, in the order in which they are called */
    RuleSet(RuleCaller caller, String replica, List<RunningRule> rules) {
        this.caller = caller;
        this.replica = replica;
        this.selects = with(rules, Hook.SELECT);
        this.transforms = with(rules, Hook.TRANSFORM);
        this.settled = with(rules, Hook.SETTLED);
        this.revision = revision(rules);
    }

    private static List<RunningRule> with(List<RunningRule> rules, Hook hook) {
        return rules.stream().filter(rule -> rule.endpoint(hook) != null).toList();
    }

    private static String revision(List<RunningRule> rules) {
        Map<String, String> deciding = new LinkedHashMap<>();
        rules.stream()
                .filter(rule -> rule.hooks().stream().anyMatch(Hook::decides))
                .forEach(rule -> deciding.put(rule.name(), rule.text()));
        return Rules.revision(deciding);
    }

    @Override
    public String revision() {
        return revision;
    }

    @Override
    public boolean isNone() {
        return selects.isEmpty() && transforms.isEmpty();
    }

    @Override
    public boolean isTold() {
        return !settled.isEmpty();
    }

    boolean uses(RunningRule rule) {
        return selects.contains(rule) || transforms.contains(rule) || settled.contains(rule);
    }

    @Override
    public Ruled apply(Document document, Translation translation) {
        if (isNone()) {
            return Ruled.asItIs(document);
        }
        RuleDocument before = RuleDocument.of(document, translation.master());
        for (RunningRule rule : selects) {
            if (!RuleAnswer.selected(rule.name(), call(rule, Hook.SELECT, before))) {
                return Ruled.heldBack(document, rule.name());
            }
        }
        Ruled ruled = Ruled.asItIs(document);
        RuleDocument current = before;
        for (RunningRule rule : transforms) {
            RuleDocument after = RuleAnswer.transformed(rule.name(), current, call(rule, Hook.TRANSFORM, current));
            if (!after.equals(current)) {
                ruled = RuleResolver.resolve(rule.name(), document, before, after, translation);
            }
            current = after;
        }
        return ruled;
    }

    private Exchange call(RunningRule rule, Hook hook, RuleDocument document) {
        return caller.call(rule, hook, document.copy(), Map.of("replica", replica), caller.budget());
    }

    /**
     * Notifies the rules with the hook {@code rule-settled}, one after the other.
     *
     * @param action what the run did with the document: {@code uploaded}, {@code adopted}, {@code updated} ...
     * @param failed receives one sentence for each rule that failed
     */
    public void tell(Ruled ruled, Translation translation, String action, Consumer<Text> failed) {
        RuleDocument document = withNames(ruled, translation);
        for (RunningRule rule : settled) {
            try {
                caller.call(
                        rule,
                        Hook.SETTLED,
                        document.copy(),
                        Map.of("replica", replica, "action", action),
                        RuleBook.NOTIFY_TIMEOUT);
            } catch (RuleFailure e) {
                failed.accept(e.text());
            }
        }
    }

    /** Returns a document that rules changed, in the form that rules see: with names instead of ids. */
    static RuleDocument withNames(Ruled ruled, Translation translation) {
        RuleDocument document = RuleDocument.of(ruled.document(), translation.master());
        if (ruled.owner() != null) {
            document.put("owner", ruled.owner());
        }
        ruled.lookups()
                .forEach((kind, id) -> RuleDocument.LOOKUPS.entrySet().stream()
                        .filter(entry -> entry.getValue() == kind)
                        .forEach(entry -> document.put(
                                entry.getKey(),
                                translation.replica().get(kind, id).name())));
        ruled.tags()
                .forEach(id -> document.tags()
                        .add(translation.replica().get(Kind.TAG, id).name()));
        return document;
    }
}
