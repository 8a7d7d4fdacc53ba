package io.pngx.controller.text;

import java.util.Locale;

/** Spells constants in lower case, as the API, the database and the metrics do: {@code dry_run} for {@code DRY_RUN}. */
public final class LowerCase {
    private LowerCase() {}

    /** @param constant null: the result is null */
    public static String of(Enum<?> constant) {
        return constant == null ? null : constant.name().toLowerCase(Locale.ROOT);
    }
}
