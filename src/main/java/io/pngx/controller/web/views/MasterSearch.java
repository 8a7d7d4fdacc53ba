package io.pngx.controller.web.views;

import io.pngx.controller.engine.instances.LookupSearch;
import io.pngx.controller.engine.instances.MasterNames;
import io.pngx.controller.paperless.Kind;
import io.pngx.controller.store.DocumentSearch;
import io.pngx.controller.text.Text;
import io.pngx.controller.web.http.ApiProblem;
import io.pngx.controller.web.http.SearchFields;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.camel.CamelContext;
import org.apache.camel.ProducerTemplate;

/**
 * Restricts a search to documents that use certain lookups of the master. Makes one call to the master, because the
 * database does not hold which documents use a lookup.
 *
 * <p>Only a few searches call the master at the same time, and each search has a time limit. So a slow master does not
 * block other pages.
 */
public final class MasterSearch {
    private static final int AT_ONCE = 2;
    private static final int WAITING = 4;

    private final Overview overview;
    private final ProducerTemplate camel;
    private final ExecutorService threads;

    public MasterSearch(CamelContext context, Overview overview) {
        this.overview = overview;
        camel = context.createProducerTemplate();
        threads = CallThreads.create(context, this, "searches on the master", AT_ONCE, WAITING);
    }

    /**
     * Returns the filter, restricted to documents that use the lookups of the query.
     *
     * @throws ApiProblem if the last read of the master found no such lookup, if no names are known yet, if too many
     *     searches wait, or if the master does not answer soon
     */
    public DocumentSearch.Filter restrict(SearchFields query) {
        if (query.lookups().isEmpty()) {
            return query.filter();
        }
        MasterNames names = overview.masterNames();
        if (!names.isKnown()) {
            throw ApiProblem.conflict(
                    Text.of("The controller has not read the names of the master's lookups since its start. Start a "
                            + "run, or search without tag, correspondent and document type."));
        }
        Map<Kind, List<Long>> ids = new EnumMap<>(Kind.class);
        query.lookups().forEach((kind, name) -> ids.put(kind, names.ids(kind, name)));
        List<Text> unknown = ids.entrySet().stream()
                .filter(kind -> kind.getValue().isEmpty())
                .map(kind -> Text.of(
                        "The master had no {0} \"{1}\" when it was last read; check the spelling.",
                        Text.of(kind.getKey().word()), query.lookups().get(kind.getKey())))
                .toList();
        if (!unknown.isEmpty()) {
            throw ApiProblem.badRequest(Text.join(" ", unknown));
        }
        LookupSearch search = ask(new LookupSearch(ids));
        if (search.problem() != null) {
            throw ApiProblem.conflict(search.problem());
        }
        return query.filter().among(search.found());
    }

    private LookupSearch ask(LookupSearch search) {
        Future<LookupSearch> asking;
        try {
            asking = threads.submit(() -> camel.requestBody("direct:findByLookups", search, LookupSearch.class));
        } catch (RejectedExecutionException tooMany) {
            throw ApiProblem.conflict(Text.of("Other searches wait for the master; try again in a few seconds."));
        }
        try {
            return asking.get(LookupSearch.PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            asking.cancel(true);
            throw ApiProblem.conflict(Text.of(
                    "The search did not end within {0} s, because the master or other searches are slow; try again "
                            + "later, or search without tag, correspondent and document type.",
                    LookupSearch.PATIENCE.toSeconds()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw ApiProblem.conflict(Text.of("The controller stops, so the search was not finished."));
        } catch (ExecutionException e) {
            throw new IllegalStateException(e.getCause());
        }
    }
}
