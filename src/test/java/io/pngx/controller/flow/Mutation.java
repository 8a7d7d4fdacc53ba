package io.pngx.controller.flow;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.UnaryOperator;

/**
 * One way in which a proxy, a full disk or a broken release spoils an answer. A reader can notice every mutation.
 * Therefore the id of another document, or a shorter list with a matching count, is no mutation.
 */
enum Mutation {
    TRUNCATED,
    EMPTY,
    HTML,
    HTML_SAID_TO_BE_JSON,
    INVALID_UTF8,
    GARBAGE,
    OTHER_JSON,
    OTHER_TYPE,
    NULL,
    MISSING_KEY,
    IMPOSSIBLE_NUMBER,
    HUGE_NUMBER,
    DUPLICATE_KEY,
    DEEP_NESTING,
    EMPTY_LIST,
    STATUS,
    STATUS_WITH_HTML,
    NO_VERSION,
    ODD_VERSION,
    ODD_TYPE,
    TOO_LONG,
    TOO_SHORT,
    NO_DATE,
    ODD_DATE,
    REDIRECT,
    NO_ANSWER;

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
    private static final String PAGE = "<!doctype html><html><body><h1>It works!</h1></body></html>";
    private static final int[] STATUSES = {
        100, 101, 103, 199, 201, 202, 203, 204, 205, 206, 226, 300, 303, 304, 305, 400, 401, 402, 403, 404, 405, 406,
        407, 408, 409, 410, 411, 412, 413, 414, 415, 416, 417, 418, 421, 422, 423, 424, 425, 426, 428, 429, 431, 451,
        499, 500, 501, 502, 503, 504, 505, 507, 508, 511, 520, 522, 525, 530, 599, 600, 999
    };

    /** Returns the spoilt answer. The same seed gives the same result. */
    RawAnswer of(RawAnswer answer, Random random) {
        byte[] body = answer.body();
        return switch (this) {
            case TRUNCATED -> answer.withBody(Arrays.copyOf(body, random.nextInt(Math.max(1, body.length))));
            case EMPTY -> answer.withBody(new byte[0]);
            case HTML ->
                answer.withHeader("Content-Type", "text/html; charset=utf-8").withBody(bytes(PAGE));
            case HTML_SAID_TO_BE_JSON -> answer.withBody(bytes(PAGE));
            case INVALID_UTF8 ->
                answer.withBody(spoil(body, random, new byte[] {(byte) 0xff, (byte) 0xc0, (byte) 0x80}));
            case GARBAGE -> answer.withBody(spoil(body, random, new byte[] {0, 7, (byte) random.nextInt(256)}));
            case OTHER_JSON ->
                answer.withBody(bytes(one(
                        random, "null", "[]", "{}", "42", "true", "\"OK\"", "[[]]", "[null]", "{\"detail\":\"no\"}")));
            case OTHER_TYPE -> json(answer, random, node -> other(node, random));
            case NULL -> json(answer, random, node -> NODES.nullNode());
            case MISSING_KEY -> json(answer, random, node -> null);
            case IMPOSSIBLE_NUMBER ->
                number(
                        answer,
                        random,
                        List.of(
                                NODES.numberNode(-1),
                                NODES.numberNode(0),
                                NODES.numberNode(1.5),
                                NODES.numberNode(-7_000_000_000L)));
            case HUGE_NUMBER ->
                number(
                        answer,
                        random,
                        List.of(
                                NODES.numberNode(Long.MAX_VALUE),
                                NODES.numberNode(1e300),
                                NODES.numberNode(BigInteger.TEN.pow(400)),
                                NODES.numberNode(4_000_000_000L)));
            case DUPLICATE_KEY -> answer.withBody(duplicateKey(body, random));
            case DEEP_NESTING ->
                json(answer, random, node -> NODES.textNode("DEEP"))
                        .replace("\"DEEP\"", "[".repeat(20_000) + "]".repeat(20_000));
            case EMPTY_LIST -> json(answer, random, node -> node.isArray() ? NODES.arrayNode() : NODES.nullNode());
            case STATUS -> answer.withStatus(STATUSES[random.nextInt(STATUSES.length)]);
            case STATUS_WITH_HTML -> HTML.of(answer, random).withStatus(STATUSES[random.nextInt(STATUSES.length)]);
            case NO_VERSION -> answer.withHeader("X-Version", null);
            case ODD_VERSION ->
                answer.withHeader(
                        "X-Version",
                        one(random, "", "two", "99.9", "2", "2.16.0.1.2", "-1.0", "2.99999999999999999999"));
            case ODD_TYPE ->
                answer.withHeader(
                        "Content-Type",
                        one(
                                random,
                                null,
                                "",
                                "text/plain",
                                "application/octet-stream",
                                "json",
                                "application/json; charset=no-such-charset",
                                "application/json; charset=utf-16",
                                "application/problem+json",
                                ";;;"));
            case TOO_LONG -> answer.withLength(String.valueOf(body.length + 1 + random.nextInt(1000)));
            case TOO_SHORT ->
                answer.withLength(one(
                        random,
                        String.valueOf(random.nextInt(Math.max(1, body.length))),
                        "-1",
                        "many",
                        "99999999999999999999"));
            case NO_DATE -> answer.withHeader("Date", null);
            case ODD_DATE ->
                answer.withHeader(
                        "Date",
                        one(
                                random,
                                "",
                                "yesterday",
                                "Thu, 99 Foo 2026 25:61:61 GMT",
                                "Thu, 01 Jan 1970 00:00:00 GMT",
                                "0"));
            case REDIRECT ->
                answer.withStatus(random.nextBoolean() ? 302 : 308)
                        .withHeader(
                                "Location",
                                one(
                                        random,
                                        "",
                                        "/accounts/login/?next=/api/",
                                        "http://[",
                                        "http://127.0.0.1:1/api/",
                                        "javascript:alert(1)"));
            case NO_ANSWER -> null;
        };
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static String one(Random random, String... choices) {
        return choices[random.nextInt(choices.length)];
    }

    private static byte[] spoil(byte[] body, Random random, byte[] with) {
        byte[] spoilt = body.clone();
        int at = random.nextInt(Math.max(1, body.length));
        for (int i = 0; i < with.length && at + i < spoilt.length; i++) {
            spoilt[at + i] = with[i];
        }
        return spoilt;
    }

    /** A place in the tree: an object's key or an array's index. */
    private record Place(JsonNode parent, String key, int index) {
        JsonNode node() {
            return key != null ? parent.get(key) : parent.get(index);
        }

        void put(JsonNode node) {
            if (key != null && node == null) {
                ((ObjectNode) parent).remove(key);
            } else if (key != null) {
                ((ObjectNode) parent).set(key, node);
            } else if (node == null) {
                ((ArrayNode) parent)
                        .set(
                                index,
                                // without the entry, the list would only be shorter, which no reader can notice
                                NODES.nullNode());
            } else {
                ((ArrayNode) parent).set(index, node);
            }
        }
    }

    private static void places(JsonNode node, List<Place> found) {
        if (node.isObject()) {
            node.fieldNames().forEachRemaining(key -> found.add(new Place(node, key, -1)));
        } else if (node.isArray()) {
            for (int i = 0; i < node.size(); i++) {
                found.add(new Place(node, null, i));
            }
        }
        node.forEach(child -> places(child, found));
    }

    private static RawAnswer json(RawAnswer answer, Random random, UnaryOperator<JsonNode> change) {
        return change(answer, random, change, false);
    }

    private static RawAnswer number(RawAnswer answer, Random random, List<? extends JsonNode> choices) {
        return change(answer, random, node -> choices.get(random.nextInt(choices.size())), true);
    }

    private static RawAnswer change(RawAnswer answer, Random random, UnaryOperator<JsonNode> change, boolean numbers) {
        try {
            JsonNode tree = JSON.readTree(answer.body());
            List<Place> places = new ArrayList<>();
            if (tree != null) {
                places(tree, places);
            }
            places.removeIf(place -> numbers && !place.node().isNumber());
            if (places.isEmpty()) {
                return OTHER_JSON.of(answer, random);
            }
            Place place = places.get(random.nextInt(places.size()));
            place.put(change.apply(place.node()));
            return answer.withBody(JSON.writeValueAsBytes(tree));
        } catch (JsonProcessingException e) {
            return GARBAGE.of(answer, random);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static JsonNode other(JsonNode node, Random random) {
        List<JsonNode> others = new ArrayList<>(List.of(
                NODES.arrayNode().add(NODES.objectNode()),
                NODES.objectNode().put("a", 1),
                NODES.booleanNode(true),
                NODES.textNode("\u0000 ü \ud83d\ude00"),
                NODES.numberNode(-3)));
        others.removeIf(each -> each.getNodeType() == node.getNodeType());
        return others.get(random.nextInt(others.size()));
    }

    /** Adds the wrong value last, because most JSON readers use the last value of a repeated key. */
    private static byte[] duplicateKey(byte[] body, Random random) {
        String text = new String(body, StandardCharsets.UTF_8).strip();
        String again = one(
                random,
                "\"count\":0",
                "\"results\":[]",
                "\"results\":null",
                "\"id\":0",
                "\"user\":null",
                "\"all\":[]",
                "\"title\":{}");
        return text.endsWith("}") ? bytes(text.substring(0, text.length() - 1) + "," + again + "}") : body;
    }
}
