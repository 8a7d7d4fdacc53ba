package io.pngx.controller.engine.review;

import io.pngx.controller.engine.session.ExchangeNames;
import io.pngx.controller.engine.session.IdChunks;
import io.pngx.controller.paperless.Document;
import io.pngx.controller.paperless.DocumentPage;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Iterator;
import org.apache.camel.Body;
import org.apache.camel.ExchangeProperty;
import org.apache.camel.Variable;

/** Passes the documents of the master to the trial of a rule, for the route {@code tryRule}. */
public final class RuleTrials {
    private static final int CHUNK = 100;

    public void masterRead(@Body RuleTrial trial) {
        trial.masterRead();
    }

    /**
     * Returns the ids of all documents of the master in chunks, each as a value of {@code id__in}. After the time limit
     * or a failure, returns no more chunks.
     */
    public Iterator<String> chunks(@Body RuleTrial trial) {
        trial.begin();
        Iterator<String> chunks = IdChunks.of(Arrays.stream(trial.ids()).boxed().toList(), CHUNK);
        return new Iterator<>() {
            @Override
            public boolean hasNext() {
                return chunks.hasNext() && !trial.isOver() && trial.problem() == null;
            }

            @Override
            public String next() {
                return chunks.next();
            }
        };
    }

    public void compare(
            @ExchangeProperty(ExchangeNames.JOB) RuleTrial trial, @Variable(ExchangeNames.ANSWER) DocumentPage page) {
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
