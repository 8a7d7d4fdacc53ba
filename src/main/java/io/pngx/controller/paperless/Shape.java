package io.pngx.controller.paperless;

/** Refuses an answer that is JSON, but not what paperless-ngx says. */
final class Shape {
    private Shape() {
    }

    static void require(boolean met, String expected) {
        if (!met) {
            throw new PaperlessException(PaperlessException.Kind.NOT_PAPERLESS, null,
                    "answered JSON of another shape than " + expected + ": is this address a paperless-ngx?");
        }
    }
}
