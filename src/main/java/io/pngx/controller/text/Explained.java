package io.pngx.controller.text;

/** An exception with a sentence for users, which can be shown in every language. */
public interface Explained {
    Text text();
}
