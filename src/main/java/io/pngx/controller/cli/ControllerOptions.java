package io.pngx.controller.cli;

import io.pngx.controller.config.Settings;
import io.pngx.controller.config.SettingsException;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import picocli.CommandLine.Option;

/** Options of the commands that talk to a running controller: its address and the API token. */
final class ControllerOptions {
    private static final String URL = "PNGX_URL";
    private static final String TOKEN = "PNGX_TOKEN";

    @Option(
            names = "--url",
            paramLabel = "URL",
            description = "Address of the running controller. Default: the variable PNGX_URL, else this "
                    + "machine with the port that HTTP_PORT sets.")
    private String url;

    @Option(
            names = "--token-file",
            paramLabel = "FILE",
            description = "File with an API token. A token with the role \"reader\" can only read. To "
                    + "request runs, the token needs the role \"admin\". "
                    + "Without this option, the variable PNGX_TOKEN holds the token. With AUTH=none, "
                    + "no token is needed.")
    private Path tokenFile;

    @Option(names = "--json", description = "Prints the JSON answers of the API, instead of text.")
    private boolean json;

    boolean json() {
        return json;
    }

    ControllerClient client() {
        Map<String, String> environment = System.getenv();
        String address = url != null ? url : environment.getOrDefault(URL, "");
        if (!address.isBlank()) {
            return new ControllerClient(checked(address), null, token(environment));
        }
        Settings.Listening listening = Settings.listeningOf(environment);
        String host = listening.address().contains(":") ? "[" + listening.address() + "]" : listening.address();
        return new ControllerClient(
                URI.create("http://" + host + ":" + listening.port()), listening.name(), token(environment));
    }

    private static URI checked(String address) {
        try {
            URI uri = URI.create(address.strip().replaceFirst("/+$", ""));
            if (uri.getHost() != null
                    && String.valueOf(uri.getScheme()).matches("https?")
                    && uri.getRawUserInfo() == null) {
                return uri;
            }
        } catch (IllegalArgumentException notAnAddress) {
            // refused below
        }
        throw new SettingsException("The address of the controller must look like http://127.0.0.1:8000; correct --url "
                + "or " + URL + ".");
    }

    private String token(Map<String, String> environment) {
        String token = tokenFile == null ? environment.getOrDefault(TOKEN, "") : content(tokenFile);
        // A token that is not a valid header must be refused here: Java's own refusal repeats the token.
        if (!token.strip().matches("[!-~]*")) {
            throw new SettingsException("The API token has a character that no token has, such as a line break; "
                    + "use only the token (pngx_...).");
        }
        return token.strip();
    }

    private static String content(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new SettingsException("The file " + file + " of --token-file can't be read.");
        }
    }
}
