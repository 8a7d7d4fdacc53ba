package io.pngx.controller.text;

/** Folds a text of an instance for messages and logs, which are read line by line. */
public final class OneLine {
    private OneLine() {}

    /**
     * Returns the text on one line. A longer text ends with an ellipsis.
     *
     * @param longest maximum number of characters of the text
     */
    public static String of(String text, int longest) {
        String line = text.replaceAll("\\s+", " ").strip();
        if (line.length() <= longest) {
            return line;
        }
        boolean splitsPair = Character.isHighSurrogate(line.charAt(longest - 1));
        return line.substring(0, splitsPair ? longest - 1 : longest) + "…";
    }
}
