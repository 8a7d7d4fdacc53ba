package io.pngx.controller.config;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HostTest {
    @ParameterizedTest
    @CsvSource({
        "localhost, localhost",
        "Paperless.LAN, paperless.lan",
        "nas, nas",
        "a-b.example., a-b.example.",
        "0.0.0.0, 0.0.0.0",
        "192.168.1.20, 192.168.1.20",
        "::1, [::1]",
        "[::1], [::1]",
        "::, [::]",
        "[FE80::1], [fe80::1]",
        "::ffff:10.0.0.1, [::ffff:10.0.0.1]",
        "b\u00fccher.example, xn--bcher-kva.example",
        "1password.example, 1password.example",
        "3com, 3com",
    })
    void aHostHasOneNormalForm(String text, String normal) {
        assertThat(Host.normal(text)).contains(normal);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "*",
                "a b",
                "a..b",
                "-a",
                "a-",
                "a_b",
                ".example",
                "http://a",
                "a:8000",
                "a/b",
                "a@b",
                "256.1.1.1",
                "1.2.3",
                "127.1",
                "010.0.0.1",
                "2130706433",
                "1.2.3.4.5",
                "[::1",
                "[]",
                "[localhost]",
                "1::2::3",
                ":1:",
                "fe80::1%eth0",
                "[127.0.0.1]",
            })
    void whatIsNoHostHasNone(String text) {
        assertThat(Host.normal(text)).isEmpty();
    }

    @Test
    void aNameOfMoreThan253CharactersIsNoHost() {
        assertThat(Host.normal("a.".repeat(126) + "a")).isPresent();
        assertThat(Host.normal("a.".repeat(127) + "a")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"localhost", "127.0.0.1", "127.8.8.8", "[::1]", "[0:0:0:0:0:0:0:1]", "[::ffff:127.0.0.1]"})
    void loopbackIsSeenInEverySpelling(String host) {
        assertThat(Host.isLoopback(host)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"0.0.0.0", "[::]", "10.0.0.1", "nas", "localhost.example", "127.0.0.1.example"})
    void whatOthersMayReachIsNotLoopback(String host) {
        assertThat(Host.isLoopback(host)).isFalse();
    }

    @Test
    void theWildcardsAreNotConcrete() {
        assertThat(Host.isWildcard("0.0.0.0")).isTrue();
        assertThat(Host.isWildcard("[::]")).isTrue();
        assertThat(Host.isWildcard("[0:0::0]")).isTrue();
        assertThat(Host.isWildcard("10.0.0.1")).isFalse();
        assertThat(Host.isWildcard("nas")).isFalse();
    }

    @Test
    void aSocketTakesIpv6WithoutBrackets() {
        assertThat(Host.bare("[::1]")).isEqualTo("::1");
        assertThat(Host.bare("nas")).isEqualTo("nas");
    }
}
