package io.pngx.controller.rules;

import io.pngx.controller.sync.Rules;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.function.Supplier;

/** Stops the routes of replaced and removed rules as soon as no run uses these rules. */
final class ReplacedRules {
    /**
     * Minimum time for which the old routes of a rule keep running after its text was replaced. A run may have just
     * received the old rules.
     */
    private static final Duration GRACE = Duration.ofSeconds(10);

    private final RuleStarter stage;
    private final Supplier<? extends Collection<Rules>> rulesInUse;
    private final List<Replaced> replaced = new ArrayList<>();

    private record Replaced(RunningRule rule, Instant at) {}

    /** @param rulesInUse supplies the rules of the open runs */
    ReplacedRules(RuleStarter stage, Supplier<? extends Collection<Rules>> rulesInUse) {
        this.stage = stage;
        this.rulesInUse = rulesInUse;
    }

    void add(RunningRule rule) {
        replaced.add(new Replaced(rule, Instant.now()));
    }

    void stopUnused() {
        Instant now = Instant.now();
        Collection<Rules> used = rulesInUse.get();
        replaced.removeIf(each -> {
            boolean free = each.at().plus(GRACE).isBefore(now)
                    && used.stream().noneMatch(rules -> rules instanceof RuleSet set && set.uses(each.rule()));
            if (free) {
                stage.stop(each.rule());
            }
            return free;
        });
    }
}
