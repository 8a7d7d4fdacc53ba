package io.pngx.controller.scenario;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The sentences of scenarios. Exactly one pattern matches each sentence. */
final class Vocabulary {
    /** The action of a sentence. The words are the groups of the pattern; an optional word may be null. */
    interface Action {
        void run(Words words) throws Exception;
    }

    /** The variable words of a sentence. */
    record Words(Matcher matcher) {
        String get(String name) {
            return matcher.group(name);
        }

        boolean has(String name) {
            return matcher.group(name) != null;
        }

        int number(String name) {
            return Integer.parseInt(get(name));
        }

        /** Returns the number for {@code once}, {@code twice} or {@code 5 times}; without such a word, no limit. */
        int times(String name) {
            String times = get(name);
            if (times == null) {
                return Integer.MAX_VALUE;
            }
            return switch (times.strip()) {
                case "once" -> 1;
                case "twice" -> 2;
                default -> Integer.parseInt(times.strip().split(" ")[0]);
            };
        }
    }

    private record Sentence(Pattern pattern, Action action) {}

    /** Pattern for documents: {@code "a title"}, {@code "one", "another"}, {@code paper 3}, {@code papers 1 to 20}. */
    static final String DOCUMENTS = "(?<documents>papers \\d+ to \\d+|paper \\d+|\"[^\"]+\"(?:, \"[^\"]+\")*)";

    static final String INSTANCE = "the (?<instance>master|replica)";
    static final String TIMES = "(?<times> once| twice| \\d+ times)?";
    static final String CALL = "(?<method>[A-Z]+|any call)(?: (?<path>/\\S+?)(?: with \"(?<query>[^\"]+)\")?)?";

    private final List<Sentence> sentences = new ArrayList<>();

    /**
     * Adds a sentence. In the pattern, {@code DOCUMENTS}, {@code INSTANCE}, {@code TIMES} and {@code CALL} stand for
     * their own patterns.
     */
    void say(String pattern, Action action) {
        String full = pattern.replace("DOCUMENTS", DOCUMENTS)
                .replace("INSTANCE", INSTANCE)
                .replace("TIMES", TIMES)
                .replace("CALL", CALL);
        sentences.add(new Sentence(Pattern.compile(full), action));
    }

    void run(String sentence) throws Exception {
        List<Runnable> found = new ArrayList<>();
        Exception[] failed = new Exception[1];
        for (Sentence known : sentences) {
            Matcher matcher = known.pattern().matcher(sentence);
            if (matcher.matches()) {
                found.add(() -> {
                    try {
                        known.action().run(new Words(matcher));
                    } catch (Exception e) {
                        failed[0] = e;
                    }
                });
            }
        }
        if (found.size() != 1) {
            throw new IllegalArgumentException(
                    (found.isEmpty() ? "No sentence of the vocabulary: " : "More than one meaning: ") + sentence);
        }
        found.get(0).run();
        if (failed[0] != null) {
            throw failed[0];
        }
    }
}
