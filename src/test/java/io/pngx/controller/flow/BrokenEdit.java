package io.pngx.controller.flow;

import java.util.List;
import java.util.Random;
import java.util.function.BiFunction;

/** Mistakes in an edit of a rule. None of these edits can be intended. */
final class BrokenEdit {
    private static final List<BiFunction<String, Random, String>> WAYS = List.of(
            // Cut off before the step is complete.
            (text, random) -> text.substring(0, 1 + random.nextInt(text.indexOf("resultType"))),
            (text, random) -> misspelt(
                    text,
                    random,
                    "route:",
                    "from:",
                    "uri:",
                    "steps:",
                    "setBody:",
                    "simple:",
                    "expression:",
                    "resultType:"),
            (text, random) -> text.replace(
                    "direct:rule-select",
                    one(
                            random,
                            "direct:rule-selekt",
                            "timer:x?period=1",
                            "nope:x",
                            "direct:",
                            "http://127.0.0.1:1/",
                            "rule-select")),
            (text, random) ->
                    text.replace("\n" + " ".repeat(6) + "steps", "\n" + "\t".repeat(1 + random.nextInt(2)) + "steps"),
            (text, random) -> text
                    + one(
                            random,
                            "- beans:\n    - name: gateway\n      type: java.lang.Object\n",
                            "- errorHandler: {noErrorHandler: {}}\n",
                            "- from: {uri: direct:x}\n",
                            "- routeConfiguration: {}\n",
                            "- rest: {}\n",
                            "- onException: {}\n",
                            "- restConfiguration: {}\n",
                            "- {}\n",
                            "- nonsense\n",
                            "}\n",
                            "- route:\n"),
            (text, random) -> text
                    + one(
                            random,
                            step("to: nope:x"),
                            step("bean: {ref: nope" + random.nextInt(9) + ", method: x}"),
                            step("to: direct:deadLetter"),
                            step("toD: \"direct:${body}\""),
                            step("nothing: {}"),
                            step("marshal: {nope: {}}"),
                            step("setBody: {simple: \"${body[\"}"),
                            step("setBody: {nope: x}"),
                            step("to: \"{{no_such_value}}\""),
                            step("unknown")),
            (text, random) -> text + text, // two routes with the same hook
            (text, random) -> insert(text, random, one(random, "{", "[", "\"", ": :", "\n%\n", "\u0000")));

    private BrokenEdit() {}

    static String of(String text, Random random) {
        String broken;
        do {
            broken = WAYS.get(random.nextInt(WAYS.size())).apply(text, random);
        } while (broken.equals(text));
        return broken;
    }

    private static String one(Random random, String... all) {
        return all[random.nextInt(all.length)];
    }

    private static String step(String step) {
        return "        - " + step + "\n";
    }

    private static String misspelt(String text, Random random, String... words) {
        String word = one(random, words);
        return text.replaceFirst(word, word.replace(":", one(random, "x:", "1:", "_:", " :x")));
    }

    /** Inserts a text at the end of a key, where it can't become part of a value. */
    private static String insert(String text, Random random, String what) {
        String key = one(random, "route:", "from:", "uri:", "steps:", "setBody:");
        return text.replaceFirst(key, java.util.regex.Matcher.quoteReplacement(key.replace(":", what + ":")));
    }
}
