package io.pngx.controller.engine.review;

import io.pngx.controller.engine.instances.InstanceSnapshot;
import io.pngx.controller.paperless.Document;
import io.pngx.controller.paperless.DocumentPage;
import io.pngx.controller.sync.Inventory;
import io.pngx.controller.sync.Translation;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Iterator;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.apache.camel.Body;
import org.apache.camel.ExchangeProperty;

/** Feeds the documents of the master to the trial of a rule, for the route {@code tryRule}. */
public final class RuleTrials {
    private static final int CHUNK = 100;

    /** Values of {@code id__in}: all documents of the master, until the time limit. */
    public Iterator<String> chunks(
            @ExchangeProperty("trial") RuleTrial trial,
            @ExchangeProperty("master") InstanceSnapshot master,
            @ExchangeProperty("reading") InstanceSnapshot replica) {
        long[] ids = master.inventory();
        trial.begin(
                new Translation(
                        master.lookups(),
                        replica.lookups(),
                        Map.of(),
                        Map.of(),
                        Map.of(),
                        replica.user().id(),
                        id -> Optional.empty(),
                        Inventory.UNKNOWN),
                ids.length);
        return new Iterator<>() {
            private int from;

            @Override
            public boolean hasNext() {
                return from < ids.length && !trial.isOver() && trial.problem() == null;
            }

            @Override
            public String next() {
                int to = Math.min(ids.length, from + CHUNK);
                String chunk =
                        Arrays.stream(ids, from, to).mapToObj(String::valueOf).collect(Collectors.joining(","));
                from = to;
                return chunk;
            }
        };
    }

    public void compare(@Body DocumentPage page, @ExchangeProperty("trial") RuleTrial trial) {
        for (Document document : page.results().stream()
                .sorted(Comparator.comparingLong(Document::id))
                .toList()) {
            if (trial.isOver()) {
                return;
            }
            trial.add(document);
        }
    }
}
