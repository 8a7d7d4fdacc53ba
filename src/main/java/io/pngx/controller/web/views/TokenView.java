package io.pngx.controller.web.views;

import io.pngx.controller.store.ApiTokens.ApiToken;
import io.pngx.controller.store.Times;
import java.util.Locale;

/** An API token as the API and the pages show it, without its text. */
public record TokenView(long id, String name, String role, String createdAt, String createdBy, String lastUsedAt) {
    public static TokenView of(ApiToken token) {
        return new TokenView(
                token.id(),
                token.name(),
                token.role().name().toLowerCase(Locale.ROOT),
                Times.text(token.createdAt()),
                token.createdBy(),
                Times.text(token.lastUsedAt()));
    }
}
