package io.pngx.controller.web.views;

import io.pngx.controller.store.ApiTokens.ApiToken;
import io.pngx.controller.store.Times;
import io.pngx.controller.text.LowerCase;

/** An API token as the API and the pages show it, without its text. */
public record TokenView(long id, String name, String role, String createdAt, String createdBy, String lastUsedAt) {
    public static TokenView of(ApiToken token) {
        return new TokenView(
                token.id(),
                token.name(),
                LowerCase.of(token.role()),
                Times.text(token.createdAt()),
                token.createdBy(),
                Times.text(token.lastUsedAt()));
    }
}
