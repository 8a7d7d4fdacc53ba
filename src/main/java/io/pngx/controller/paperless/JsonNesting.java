package io.pngx.controller.paperless;

/** Tells by the brackets and quotes of a JSON text whether the text ended too early. Does not check the JSON. */
final class JsonNesting {
    private long depth;
    private boolean inString;
    private boolean escaped;

    void read(byte[] bytes, int length) {
        for (int i = 0; i < length; i++) {
            byte one = bytes[i];
            if (inString) {
                inString = escaped || one != '"';
                escaped = !escaped && one == '\\';
            } else if (one == '"') {
                inString = true;
            } else if (one == '{' || one == '[') {
                depth++;
            } else if (one == '}' || one == ']') {
                depth--;
            }
        }
    }

    /** Returns whether a string, an object or a list has no end yet. */
    boolean isOpen() {
        return inString || depth > 0;
    }
}
