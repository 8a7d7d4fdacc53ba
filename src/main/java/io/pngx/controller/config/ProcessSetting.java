package io.pngx.controller.config;

import io.pngx.controller.text.LowerCase;
import io.pngx.controller.text.Text;
import java.util.List;
import java.util.Optional;

/**
 * A setting that was read at the start, as the page Settings shows it.
 *
 * @param value the value; for a secret, only whether it is set
 * @param source where the value comes from
 */
public record ProcessSetting(String name, Text value, Text source) {
    private static final Text NONE = Text.of("none");

    /** Returns the settings in the order of the docs. No row contains a secret. */
    public static List<ProcessSetting> of(Settings settings) {
        List<Network> trusted =
                settings.forward().map(Settings.Forward::proxies).orElse(List.of());
        return List.of(
                secret(settings, "SECRET_KEY", NONE),
                row(settings, "DATABASE_URL", settings.database()),
                row(settings, "HTTP_HOST", settings.httpHost()),
                row(settings, "HTTP_PORT", String.valueOf(settings.httpPort())),
                row(settings, "ALLOWED_HOSTS", String.join(", ", settings.allowedHosts())),
                row(settings, "AUTH", LowerCase.of(settings.auth())),
                row(
                        settings,
                        "TRUSTED_PROXIES",
                        orNone(trusted.stream()
                                .map(network -> network.base().getHostAddress() + "/" + network.bits())
                                .reduce((one, other) -> one + ", " + other))),
                row(settings, "REQUIRED_GROUP", orNone(settings.forward().flatMap(Settings.Forward::requiredGroup))),
                row(settings, "ADMIN_GROUP", orNone(settings.forward().flatMap(Settings.Forward::adminGroup))),
                row(settings, "ROUTES_DIR", settings.routesFolder()),
                row(settings, "RULES_READ_ONLY", String.valueOf(settings.rulesReadOnly())),
                row(
                        settings,
                        "PNGX_ENV_FILE",
                        settings.sources().containsKey("PNGX_ENV_FILE") ? Text.of("set") : Text.of("off")),
                secret(settings, "HTTP_PROXY", NONE),
                secret(settings, "HTTPS_PROXY", NONE),
                secret(settings, "NO_PROXY", NONE),
                row(settings, "MANAGEMENT_HOST", settings.managementHost()),
                row(settings, "MANAGEMENT_PORT", String.valueOf(settings.managementPort())),
                secret(settings, "MANAGEMENT_PASSWORD", Text.of("generated")),
                row(settings, "LOG_FORMAT", settings.logFormat() == Settings.LogFormat.JSON ? "json" : "text"));
    }

    private static Text orNone(Optional<String> value) {
        return value.map(Text::verbatim).orElse(NONE);
    }

    /** @param value a {@link Text}, or an object whose text is the same in every language */
    private static ProcessSetting row(Settings settings, String name, Object value) {
        Text text = value instanceof Text known ? known : Text.verbatim(value.toString());
        return new ProcessSetting(name, text, settings.sources().getOrDefault(name, Text.of("default")));
    }

    private static ProcessSetting secret(Settings settings, String name, Text otherwise) {
        return row(settings, name, settings.sources().containsKey(name) ? Text.of("set, not shown") : otherwise);
    }
}
