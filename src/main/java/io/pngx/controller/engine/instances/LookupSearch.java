package io.pngx.controller.engine.instances;

import io.pngx.controller.engine.session.ExchangeNames;
import io.pngx.controller.engine.session.Failure;
import io.pngx.controller.paperless.DocumentPage;
import io.pngx.controller.paperless.Kind;
import io.pngx.controller.text.Text;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.camel.Body;
import org.apache.camel.Variable;

/**
 * Job of {@code direct:findByLookups}: asks the master for the ids of the documents that use some lookups. Belongs to
 * no run.
 */
public final class LookupSearch {
    /** Time limit for all steps from the request to the last byte. */
    public static final Duration PATIENCE = Duration.ofSeconds(5);

    private final String query;
    private Set<Long> found = Set.of();
    private Text problem;

    /** @param lookups ids by kind; a document must use one lookup of each kind */
    public LookupSearch(Map<Kind, List<Long>> lookups) {
        query = lookups.entrySet().stream()
                .map(kind -> kind.getKey().documentFilter(kind.getValue()))
                .sorted()
                .collect(Collectors.joining("&"));
    }

    public String getQuery() {
        return query;
    }

    /** Returns the ids of the documents. */
    public Set<Long> found() {
        return found;
    }

    /** Returns why the master did not answer, in one sentence; null: the search has not failed. */
    public Text problem() {
        return problem;
    }

    /** Records the answer of the master. */
    public static final class Recorder {
        public void record(@Body LookupSearch search, @Variable(ExchangeNames.ANSWER) DocumentPage page) {
            search.found = Arrays.stream(page.ids()).boxed().collect(Collectors.toSet());
        }

        public void failed(@Body LookupSearch search, @Variable(ExchangeNames.FAILURE) Failure failure) {
            search.problem = failure.text();
        }
    }
}
