package io.pngx.controller.config;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** Reads from the environment how users sign in. */
final class SignInReader {
    private final Environment environment;

    SignInReader(Environment environment) {
        this.environment = environment;
    }

    Settings.Auth auth(String httpHost) {
        Optional<String> auth = environment.text("AUTH");
        if (auth.isEmpty() && !Host.isLoopback(httpHost)) {
            throw new SettingsException(
                    "AUTH is not set, and HTTP_HOST " + Host.bare(httpHost) + " is open to other machines. Everyone who"
                            + " reaches the port could change what is replicated and deleted. Set AUTH=forward behind a"
                            + " login proxy, AUTH=none if something else protects the port, or HTTP_HOST=127.0.0.1.");
        }
        return switch (auth.orElse("none")) {
            case "none" -> Settings.Auth.NONE;
            case "forward" -> Settings.Auth.FORWARD;
            default ->
                throw new SettingsException("AUTH is " + Quote.value(auth.get())
                        + "; allowed are none and forward (a login proxy such as Authentik).");
        };
    }

    Optional<Settings.Forward> forward(Settings.Auth auth) {
        if (auth == Settings.Auth.NONE) {
            for (String name : List.of("TRUSTED_PROXIES", "REQUIRED_GROUP", "ADMIN_GROUP")) {
                if (environment.text(name).isPresent()) {
                    throw new SettingsException(name + " is set, but with AUTH=none nobody has to sign in; set "
                            + "AUTH=forward, or remove " + name + ".");
                }
            }
            return Optional.empty();
        }
        String text = environment
                .text("TRUSTED_PROXIES")
                .orElseThrow(() -> new SettingsException(
                        "AUTH is forward, but TRUSTED_PROXIES is not set. Set TRUSTED_PROXIES to the address of the "
                                + "login proxy, such as 172.18.0.5 or 172.18.0.0/16, because the controller trusts "
                                + "only the headers of that proxy."));
        List<Network> proxies = Arrays.stream(text.split(","))
                .filter(part -> !part.isBlank())
                .map(part -> Network.parse(part)
                        .orElseThrow(() -> new SettingsException("TRUSTED_PROXIES holds "
                                + Quote.value(part.strip())
                                + "; allowed are addresses and ranges, such as 172.18.0.5 or 172.18.0.0/16,"
                                + " separated by commas.")))
                .toList();
        return Optional.of(new Settings.Forward(proxies, group("REQUIRED_GROUP"), group("ADMIN_GROUP")));
    }

    private Optional<String> group(String name) {
        Optional<String> group = environment.text(name);
        if (group.filter(text -> text.contains("|")).isPresent()) {
            throw new SettingsException(name + " is " + Quote.value(group.get())
                    + ", but the login proxy separates groups by |; name one group.");
        }
        return group;
    }
}
