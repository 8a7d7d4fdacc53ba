package io.pngx.controller.web;

/** Values of the header {@code Content-Type}. */
final class MediaTypes {
    static final String JSON = "application/json";
    static final String HTML = "text/html; charset=utf-8";
    static final String PROBLEM = "application/problem+json";
    static final String FORM = "application/x-www-form-urlencoded";

    private MediaTypes() {}
}
