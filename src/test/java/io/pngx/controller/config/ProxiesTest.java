package io.pngx.controller.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ProxiesTest {
    private static Proxies with(String... variables) {
        Map<String, String> environment = new HashMap<>(Map.of("SECRET_KEY", Vault.generateKey()));
        for (int i = 0; i < variables.length; i += 2) {
            environment.put(variables[i], variables[i + 1]);
        }
        return Settings.from(environment).proxies();
    }

    @Test
    void eachSchemeHasItsOwnProxy() {
        Proxies proxies = with("HTTP_PROXY", "http://proxy.lan:3128", "https_proxy", "other.lan:8080");
        assertThat(proxies.forTarget("http", "paperless.lan")).contains(new Proxies.Proxy("proxy.lan", 3128, null));
        assertThat(proxies.forTarget("https", "paperless.lan")).contains(new Proxies.Proxy("other.lan", 8080, null));
        assertThat(with().forTarget("http", "paperless.lan")).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "localhost",
        "127.0.0.1",
        "[::1]",
        "nas.lan",
        "deep.nas.lan",
        "10.1.2.3",
        "192.168.7.7",
        "[fd00::7]",
        "a.example.org",
        "example.org"
    })
    void whatNoProxyNamesIsCalledDirectly(String host) {
        assertThat(with(
                                "HTTP_PROXY",
                                "http://proxy:3128",
                                "NO_PROXY",
                                "nas.lan, 10.0.0.0/8,192.168.7.7,fd00::/8,.example.org")
                        .forTarget("http", host))
                .isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"mynas.lan", "nas.lan.evil.org", "11.1.2.3", "192.168.7.8"})
    void nothingElseIs(String host) {
        assertThat(with("HTTP_PROXY", "http://proxy:3128", "NO_PROXY", "nas.lan,10.0.0.0/8,192.168.7.7")
                        .forTarget("http", host))
                .isPresent();
        assertThat(with("HTTP_PROXY", "http://proxy:3128", "NO_PROXY", "*").forTarget("http", host))
                .isEmpty();
    }

    @Test
    void aPasswordIsKeptAndNeverShown() {
        Proxies.Proxy proxy = with("HTTP_PROXY", "http://anna:s3%40cret@proxy:3128")
                .forTarget("http", "nas")
                .orElseThrow();
        assertThat(proxy.credentials()).isEqualTo("anna:s3@cret");
        assertThat(proxy.toString()).doesNotContain("cret").doesNotContain("anna");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "socks5://proxy:1080 | HTTP_PROXY begins with \"socks5://\"",
                "http://anna@proxy:3128 | HTTP_PROXY has a user without a password before the '@'",
                "http://anna:s3cret@:3128 | HTTP_PROXY has no valid host and port",
                "http://proxy:99999 | HTTP_PROXY has no valid host and port",
            })
    void whatIsNoProxyStopsTheStart(String value, String sentence) {
        assertThatThrownBy(() -> with("HTTP_PROXY", value))
                .isInstanceOf(SettingsException.class)
                .hasMessageStartingWith(sentence)
                .hasMessageContaining("http://proxy.lan:3128")
                .hasMessageNotContaining("s3cret");
    }
}
