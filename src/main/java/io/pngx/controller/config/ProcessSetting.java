package io.pngx.controller.config;

import java.util.List;
import java.util.stream.Collectors;

/**
 * A setting that was read at the start, as the page Settings shows it.
 *
 * @param value the value; for a secret, only whether it is set
 * @param source where the value comes from
 */
public record ProcessSetting(String name, String value, String source) {
    private static final String NONE = "none";

    /** Returns the settings in the order of the docs. No row contains a secret. */
    public static List<ProcessSetting> of(Settings settings) {
        List<Network> trusted =
                settings.forward().map(Settings.Forward::proxies).orElse(List.of());
        return List.of(
                secret(settings, "SECRET_KEY", NONE),
                row(settings, "DATABASE_URL", settings.database().toString()),
                row(settings, "HTTP_HOST", settings.httpHost()),
                row(settings, "HTTP_PORT", String.valueOf(settings.httpPort())),
                row(settings, "ALLOWED_HOSTS", String.join(", ", settings.allowedHosts())),
                row(settings, "AUTH", settings.auth() == Settings.Auth.FORWARD ? "forward" : NONE),
                row(
                        settings,
                        "TRUSTED_PROXIES",
                        trusted.isEmpty()
                                ? NONE
                                : trusted.stream()
                                        .map(network -> network.base().getHostAddress() + "/" + network.bits())
                                        .collect(Collectors.joining(", "))),
                row(
                        settings,
                        "REQUIRED_GROUP",
                        settings.forward()
                                .flatMap(Settings.Forward::requiredGroup)
                                .orElse(NONE)),
                row(
                        settings,
                        "ADMIN_GROUP",
                        settings.forward().flatMap(Settings.Forward::adminGroup).orElse(NONE)),
                row(settings, "ROUTES_DIR", settings.routesFolder().toString()),
                row(settings, "RULES_READ_ONLY", String.valueOf(settings.rulesReadOnly())),
                row(settings, "PNGX_ENV_FILE", settings.sources().containsKey("PNGX_ENV_FILE") ? "set" : "off"),
                secret(settings, "HTTP_PROXY", NONE),
                secret(settings, "HTTPS_PROXY", NONE),
                secret(settings, "NO_PROXY", NONE),
                row(settings, "MANAGEMENT_HOST", settings.managementHost()),
                row(settings, "MANAGEMENT_PORT", String.valueOf(settings.managementPort())),
                secret(settings, "MANAGEMENT_PASSWORD", "generated"),
                row(settings, "LOG_FORMAT", settings.logFormat() == Settings.LogFormat.JSON ? "json" : "text"));
    }

    private static ProcessSetting row(Settings settings, String name, String value) {
        return new ProcessSetting(name, value, settings.sources().getOrDefault(name, "default"));
    }

    private static ProcessSetting secret(Settings settings, String name, String otherwise) {
        return row(settings, name, settings.sources().containsKey(name) ? "set, not shown" : otherwise);
    }
}
