package io.pngx.simulator;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;

/** The form {@code count, next, previous, all, results} (paperless-api.md §2.1). */
final class Paging {
    static final int DEFAULT_SIZE = 25;
    static final int MAX_SIZE = 100_000;

    private Paging() {}

    /** @param all ids for the array {@code all}; null: the array is omitted */
    static <T> ObjectNode page(Call call, List<T> rows, Collection<Integer> all, Function<T, JsonNode> toJson) {
        int size = size(call.query("page_size"));
        int pages = Math.max(1, (rows.size() + size - 1) / size);
        int page = page(call.query("page"), pages);
        ObjectNode answer = Json.object(
                "count",
                rows.size(),
                "next",
                page < pages ? link(call, page + 1) : null,
                "previous",
                page > 1 ? link(call, page - 1) : null);
        if (all != null) {
            answer.set("all", Json.node(all));
        }
        int from = Math.min(rows.size(), (page - 1) * size);
        int to = Math.min(rows.size(), from + size);
        answer.set(
                "results",
                Json.array(rows.subList(from, to).stream().map(toJson).toArray()));
        return answer;
    }

    /** Returns whether the answer has {@code all}. A v3 server omits {@code all} from API version 10 on. */
    static boolean withAll(Call call) {
        return call.api < 10;
    }

    private static int size(String text) {
        if (text == null || !text.matches("\\d{1,9}") || Integer.parseInt(text) == 0) {
            return DEFAULT_SIZE;
        }
        return Math.min(MAX_SIZE, Integer.parseInt(text));
    }

    private static int page(String text, int pages) {
        if (text == null) {
            return 1;
        }
        if (text.equals("last")) {
            return pages;
        }
        int page = text.matches("\\d{1,9}") ? Integer.parseInt(text) : 0;
        if (page < 1 || page > pages) {
            throw Refusal.detail(404, "Invalid page.");
        }
        return page;
    }

    private static String link(Call call, int page) {
        Map<String, String> query = new TreeMap<>(call.query());
        if (page == 1) {
            query.remove("page");
        } else {
            query.put("page", String.valueOf(page));
        }
        String text = query.entrySet().stream()
                .map(e -> encode(e.getKey()) + "=" + encode(e.getValue()))
                .collect(Collectors.joining("&"));
        return call.raw.base() + call.raw.path() + (text.isEmpty() ? "" : "?" + text);
    }

    private static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
