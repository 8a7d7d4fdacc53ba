package io.pngx.controller.web.http;

/** Values of the header {@code Content-Type}. */
public final class MediaTypes {
    public static final String JSON = "application/json";
    public static final String HTML = "text/html; charset=utf-8";
    public static final String PROBLEM = "application/problem+json";
    public static final String FORM = "application/x-www-form-urlencoded";

    private MediaTypes() {}
}
