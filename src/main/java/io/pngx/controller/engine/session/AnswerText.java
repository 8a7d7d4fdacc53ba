package io.pngx.controller.engine.session;

/** Shortens the body of an HTTP answer for a message: one line without markup, at most 300 characters. */
public final class AnswerText {
    private static final int LONGEST = 300;

    private AnswerText() {}

    public static String of(String body) {
        String text = body.replaceAll("<[^>]*>", " ").replaceAll("\\s+", " ").strip();
        return text.length() <= LONGEST ? text : text.substring(0, LONGEST) + "…";
    }
}
