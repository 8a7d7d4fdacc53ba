package io.pngx.controller.paperless;

import com.fasterxml.jackson.annotation.JsonProperty;

/** The answer of {@code GET /api/ui_settings/}: the API user and the version (paperless-api.md §1). */
public record UiSettings(User user, Settings settings) {

    public record User(
            long id,
            String username,
            @JsonProperty("is_superuser") boolean superuser) {}

    public record Settings(String version) {}

    public UiSettings {
        Shape.require(user != null && settings != null, "ui_settings with user and settings");
    }
}
