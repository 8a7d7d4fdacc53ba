package io.pngx.controller.engine.session;

import io.pngx.controller.text.OneLine;
import java.util.Arrays;
import java.util.stream.Collectors;

/**
 * Shortens the body of an HTTP answer for a message: one line without markup, at most 300 characters. A text that is
 * both title and heading of a page is given once.
 */
public final class AnswerText {
    private static final int LONGEST = 300;

    private AnswerText() {}

    public static String of(String body) {
        String text = Arrays.stream(body.split("<[^>]*>"))
                .map(part -> OneLine.of(part, Integer.MAX_VALUE))
                .filter(part -> !part.isEmpty())
                .distinct()
                .collect(Collectors.joining(" "));
        return OneLine.of(text, LONGEST);
    }
}
