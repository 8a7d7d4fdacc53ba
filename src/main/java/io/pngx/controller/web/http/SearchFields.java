package io.pngx.controller.web.http;

import io.pngx.controller.paperless.Kind;
import io.pngx.controller.store.DocumentSearch;
import io.pngx.controller.store.StatusFilter;
import io.pngx.controller.text.LowerCase;
import io.pngx.controller.text.Text;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * The query of the list of documents, for the page and the API.
 *
 * @param lookups names of lookups that the documents must use on the master, by kind; only the master knows which
 *     documents use a lookup
 */
public record SearchFields(DocumentSearch.Filter filter, Map<Kind, String> lookups) {
    /** The parameters that name lookups, in the order of the form. */
    public static final Map<Kind, String> LOOKUPS = Collections.unmodifiableMap(new EnumMap<>(
            Map.of(Kind.TAG, "tag", Kind.CORRESPONDENT, "correspondent", Kind.DOCUMENT_TYPE, "document_type")));

    private static final String[] PARAMETERS = Stream.of(
                    Stream.of("replica_id", "status", "q"),
                    LOOKUPS.values().stream(),
                    Stream.of("sort", "after", "limit"))
            .flatMap(Function.identity())
            .toArray(String[]::new);

    /**
     * @param rows number of rows if the query names no limit
     * @throws ApiProblem with all refused parameters
     */
    public static SearchFields of(Call call, int rows) {
        Fields query = RequestFields.query(call, PARAMETERS);
        int limit = Paging.limit(query, rows);
        Long replicaId = query.id("replica_id");
        StatusFilter status = query.word("status", StatusFilter.class);
        String text = query.has("q") ? query.text("q", 200) : null;
        Map<Kind, String> lookups = new EnumMap<>(Kind.class);
        LOOKUPS.forEach((kind, parameter) -> {
            String name = query.has(parameter) ? query.text(parameter, 200) : null;
            if (name != null) {
                lookups.put(kind, name);
            }
        });
        DocumentSearch.Sort sort = query.word("sort", DocumentSearch.Sort.class);
        DocumentSearch.Sort order = sort == null ? DocumentSearch.Sort.NEWEST : sort;
        DocumentSearch.Position after = query.has("after") ? position(query, order) : null;
        query.check();
        return new SearchFields(
                new DocumentSearch.Filter(replicaId, status, text, order, after, limit), Map.copyOf(lookups));
    }

    /** Returns the name that a parameter contains; null: none. */
    public String lookup(String parameter) {
        return lookups.get(Kind.valueOf(parameter.toUpperCase(Locale.ROOT)));
    }

    /** Returns the parameters of this query as names and values in turn, without lookups and paging. */
    public List<Object> withoutLookups() {
        List<Object> pairs = new ArrayList<>();
        pairs.addAll(Arrays.asList("replica_id", filter.replicaId()));
        pairs.addAll(Arrays.asList(
                "status", filter.status() == null ? null : filter.status().word()));
        pairs.addAll(Arrays.asList(
                "sort", filter.sort() == DocumentSearch.Sort.NEWEST ? null : LowerCase.of(filter.sort())));
        pairs.addAll(Arrays.asList("q", filter.text()));
        return pairs;
    }

    /** Returns the parameters of the next page as names and values in turn. */
    public List<Object> next(Object after) {
        List<Object> pairs = withoutLookups();
        LOOKUPS.forEach((kind, parameter) -> pairs.addAll(Arrays.asList(parameter, lookups.get(kind))));
        pairs.addAll(List.of("after", after));
        return pairs;
    }

    private static DocumentSearch.Position position(Fields query, DocumentSearch.Sort order) {
        if (order != DocumentSearch.Sort.TITLE) {
            Long id = query.id("after");
            return id == null ? null : new DocumentSearch.Position(id, null);
        }
        String text = query.text("after", 5000);
        return text == null
                ? null
                : DocumentSearch.Position.read(text)
                        .orElseGet(() -> query.refuse(
                                "after",
                                Text.of("must be copied from next of the previous page; sort must stay the same")));
    }
}
