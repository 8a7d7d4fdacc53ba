package io.pngx.controller.store;

import java.time.Instant;

/**
 * The time that a list covers.
 *
 * @param since first instant; null: no restriction
 * @param until first instant after the period; null: no restriction
 */
public record Period(Instant since, Instant until) {
    public static final Period ALL = new Period(null, null);
}
