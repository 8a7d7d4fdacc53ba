package io.pngx.controller.config;

import io.pngx.controller.text.Text;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** Reads {@link Settings} from the environment. Reports each problem as one line. */
final class SettingsReader {
    /**
     * The names of the settings. A variable whose name is similar to one of these names is refused as mistyped
     * ({@link NearMiss}). The proxy variables, such as HTTP_PROXY, are not included, because other programs use them,
     * too, and many variables have similar names.
     */
    static final Set<String> NAMES = Set.of(
            "SECRET_KEY",
            "SECRET_KEY_FILE",
            "DATABASE_URL",
            "MASTER_URL",
            "MASTER_TOKEN",
            "MASTER_TOKEN_FILE",
            "HTTP_HOST",
            "HTTP_PORT",
            "ALLOWED_HOSTS",
            "MANAGEMENT_HOST",
            "MANAGEMENT_PORT",
            "MANAGEMENT_PASSWORD",
            "MANAGEMENT_PASSWORD_FILE",
            "AUTH",
            "TRUSTED_PROXIES",
            "REQUIRED_GROUP",
            "ADMIN_GROUP",
            "PNGX_ENV_FILE",
            "LOG_FORMAT",
            "ROUTES_DIR",
            "RULES_READ_ONLY");

    private static final int MIN_PASSWORD_LENGTH = 12;
    private static final String DEFAULT_DATABASE = "sqlite:///data/db.sqlite3";
    private static final List<String> LOCAL_HOSTS = List.of("localhost", "127.0.0.1", "[::1]");

    private final Environment environment;

    private SettingsReader(Environment environment) {
        this.environment = environment;
    }

    static Settings read(Map<String, String> variables) {
        return of(variables).settings();
    }

    static SettingsReader of(Map<String, String> variables) {
        Environment environment = new Environment(variables);
        // This check must come first. Otherwise, a mistyped SECRET_KEY would be reported as missing.
        NearMiss.refuse(environment.given(), NAMES);
        return new SettingsReader(environment);
    }

    private Settings settings() {
        String host = host("HTTP_HOST");
        SignInReader signIn = new SignInReader(environment);
        Settings.Auth auth = signIn.auth(host);
        EnvFile envFile = envFile();
        Optional<Settings.Forward> forward = signIn.forward(auth);
        return new Settings(
                vault(),
                database(),
                envFile.master()
                        .map(entry -> new Settings.Master(entry.url(), entry.token()))
                        .or(this::master),
                Host.bare(host),
                httpPort(),
                allowedHosts(host),
                Host.bare(host("MANAGEMENT_HOST")),
                managementPort(),
                managementPassword(),
                auth,
                forward,
                envFile,
                logFormat(),
                routesFolder(),
                rulesReadOnly(forward),
                Proxies.read(environment),
                sources());
    }

    private Map<String, Text> sources() {
        Map<String, Text> sources = new HashMap<>();
        Stream.concat(NAMES.stream(), Stream.of("HTTP_PROXY", "HTTPS_PROXY", "NO_PROXY"))
                .forEach(name -> {
                    String file = name + "_FILE";
                    if (environment.text(file).isPresent()) {
                        sources.put(name, Text.of("file of {0}", file));
                    } else if (environment.text(name).isPresent()
                            || name.endsWith("_PROXY")
                                    && environment
                                            .text(name.toLowerCase(Locale.ROOT))
                                            .isPresent()) {
                        sources.put(name, Text.of("environment"));
                    }
                });
        return Map.copyOf(sources);
    }

    private Vault vault() {
        return environment
                .secret("SECRET_KEY")
                .map(Vault::new)
                .orElseThrow(() -> new SettingsException(
                        "Neither SECRET_KEY nor SECRET_KEY_FILE is set. The controller encrypts the stored API "
                                + "tokens with this key. "
                                + Vault.keyHint() + " Keep the key: without it, the stored tokens cannot be "
                                + "decrypted."));
    }

    Path database() {
        return DatabaseUrl.file(environment.text("DATABASE_URL").orElse(DEFAULT_DATABASE));
    }

    /** Reads the env file. The file is ignored by default, because the tokens in the file are not encrypted. */
    private EnvFile envFile() {
        return environment
                .text("PNGX_ENV_FILE")
                .filter(path -> !path.equals("off"))
                .map(path -> {
                    try {
                        return EnvFile.read(Path.of(path));
                    } catch (InvalidPathException e) {
                        throw new SettingsException(
                                "PNGX_ENV_FILE is " + Quote.value(path) + "; use the path of a file, or off.");
                    }
                })
                .orElseGet(EnvFile::off);
    }

    private Optional<Settings.Master> master() {
        Optional<String> url = environment.text("MASTER_URL");
        Optional<String> token = environment.secret("MASTER_TOKEN");
        if (url.isPresent() != token.isPresent()) {
            String set = url.isPresent() ? "MASTER_URL" : "MASTER_TOKEN";
            String missing = url.isPresent() ? "MASTER_TOKEN (or MASTER_TOKEN_FILE)" : "MASTER_URL";
            throw new SettingsException(set + " is set but " + missing
                    + " is not. Set both, or set neither and enter the master on the page Settings.");
        }
        return url.map(text -> new Settings.Master(masterUrl(text), checkedToken(token.get())));
    }

    private static PaperlessUrl masterUrl(String text) {
        try {
            return PaperlessUrl.parse(text);
        } catch (IllegalArgumentException e) {
            throw new SettingsException("MASTER_URL: " + e.getMessage() + ".");
        }
    }

    /** Refuses a token that would break the Authorization header, or that was copied together with other text. */
    private static String checkedToken(String token) {
        if (!token.matches("[A-Za-z0-9._~+/=-]+")) {
            throw new SettingsException("MASTER_TOKEN contains a blank, a quote, a line break or another character "
                    + "that no API token has. Set only the token, without quotes and without the word Token.");
        }
        return token;
    }

    /** Returns the host in its normal form, with brackets around an IPv6 address. */
    private String host(String name) {
        String text = environment.text(name).orElse("127.0.0.1");
        return Host.normal(text)
                .orElseThrow(() -> new SettingsException(name + " is " + Quote.value(text)
                        + "; use one address or name of this machine, without http:// and without a port. Use "
                        + "127.0.0.1 to be reachable from this machine only, or 0.0.0.0 to be reachable from every "
                        + "network."));
    }

    Settings.Listening listening() {
        String host = host("HTTP_HOST");
        String address = Host.isWildcard(host) ? (host.startsWith("[") ? "::1" : "127.0.0.1") : Host.bare(host);
        return new Settings.Listening(address, httpPort(), allowedHosts(host).get(0));
    }

    private int httpPort() {
        return environment.port("HTTP_PORT", 8000);
    }

    private int managementPort() {
        int port = environment.port("MANAGEMENT_PORT", 9876);
        // If both servers use the same port, Camel drops the access control of the management server.
        if (port == httpPort()) {
            throw new SettingsException(
                    "MANAGEMENT_PORT and HTTP_PORT are both " + port + "; set two different ports from 1 to 65535.");
        }
        return port;
    }

    /**
     * Returns the password of the Hawtio console. Refuses a short password, because an attacker who guesses the
     * password could stop routes.
     */
    private Optional<Secret> managementPassword() {
        Optional<String> password = environment.secret("MANAGEMENT_PASSWORD");
        if (password.filter(text -> text.length() < MIN_PASSWORD_LENGTH).isPresent()) {
            throw new SettingsException("MANAGEMENT_PASSWORD is shorter than " + MIN_PASSWORD_LENGTH
                    + " characters; set a longer password, or remove the variable, so that the controller generates "
                    + "one.");
        }
        return password.map(Secret::new);
    }

    private List<String> allowedHosts(String httpHost) {
        Optional<String> list = environment.text("ALLOWED_HOSTS");
        if (list.isEmpty()) {
            Stream<String> concrete = Stream.of(httpHost).filter(host -> !Host.isWildcard(host));
            return Stream.concat(LOCAL_HOSTS.stream(), concrete).distinct().toList();
        }
        List<String> hosts = Arrays.stream(list.get().split(","))
                .filter(host -> !host.isBlank())
                .map(host -> Host.normal(host)
                        .orElseThrow(() -> new SettingsException("ALLOWED_HOSTS holds "
                                + Quote.value(host.strip())
                                + "; allowed are names and addresses as the browser's address bar shows them, "
                                + "without http:// and without a port, separated by commas.")))
                .toList();
        if (hosts.isEmpty()) {
            throw new SettingsException("ALLOWED_HOSTS contains no host; name at least one host, or remove the "
                    + "variable to allow " + String.join(",", LOCAL_HOSTS) + ".");
        }
        // Local names are always allowed, because tunnels and scripts use them, and no other site can have such a name.
        return Stream.concat(hosts.stream(), LOCAL_HOSTS.stream()).distinct().toList();
    }

    /** Returns ROUTES_DIR; by default, a folder beside the database. */
    private Path routesFolder() {
        String text = environment.text("ROUTES_DIR").orElse(null);
        if (text == null) {
            Path folder = database().toAbsolutePath().resolveSibling("rules");
            requireNoFile(folder, "By default, the folder of rules is " + folder);
            return folder;
        }
        try {
            Path folder = Path.of(text).normalize();
            requireNoFile(folder, "ROUTES_DIR is " + Quote.value(text));
            return folder;
        } catch (InvalidPathException e) {
            throw new SettingsException("ROUTES_DIR is " + Quote.value(text) + "; use the path of a folder.");
        }
    }

    private static void requireNoFile(Path folder, String setting) {
        if (Files.exists(folder) && !Files.isDirectory(folder)) {
            throw new SettingsException(
                    setting + ", which is a file; use a folder. The controller creates a missing folder.");
        }
    }

    /**
     * Returns whether pages and API refuse to change rules. By default, they refuse if ADMIN_GROUP is not set, because
     * a rule is code that runs in this process.
     */
    private boolean rulesReadOnly(Optional<Settings.Forward> forward) {
        String text = environment.text("RULES_READ_ONLY").orElse("");
        return switch (text) {
            case "" -> forward.flatMap(Settings.Forward::adminGroup).isEmpty();
            case "true" -> true;
            case "false" -> false;
            default ->
                throw new SettingsException(
                        "RULES_READ_ONLY is " + Quote.value(text) + "; allowed are true and false.");
        };
    }

    private Settings.LogFormat logFormat() {
        String format = environment.text("LOG_FORMAT").orElse("text");
        return switch (format) {
            case "text" -> Settings.LogFormat.TEXT;
            case "json" -> Settings.LogFormat.JSON;
            default ->
                throw new SettingsException("LOG_FORMAT is " + Quote.value(format) + "; allowed are text and json.");
        };
    }
}
