package io.pngx.controller.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PaperlessUrlTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                // typed | display | origin | base path
                "http://paperless.lan:8000 | http://paperless.lan:8000 | http://paperless.lan:8000 | ''",
                "HTTP://Paperless.LAN | http://paperless.lan | http://paperless.lan:80 | ''",
                "https://paperless.lan/ | https://paperless.lan | https://paperless.lan:443 | ''",
                "https://paperless.lan:443// | https://paperless.lan | https://paperless.lan:443 | ''",
                "https://paperless.lan:80 | https://paperless.lan:80 | https://paperless.lan:80 | ''",
                "http://nas:08000 | http://nas:8000 | http://nas:8000 | ''",
                "http://nas/Paper-less/ | http://nas/Paper-less | http://nas:80 | /Paper-less",
                "http://nas:8/a/b | http://nas:8/a/b | http://nas:8 | /a/b",
                "http://10.0.0.7:8000 | http://10.0.0.7:8000 | http://10.0.0.7:8000 | ''",
                "http://[::1]:8000/p | http://[::1]:8000/p | http://[::1]:8000 | /p",
                "http://[FD00::A] | http://[fd00::a] | http://[fd00::a]:80 | ''",
                "http://nas/documents2 | http://nas/documents2 | http://nas:80 | /documents2",
                "http://nas/api-test | http://nas/api-test | http://nas:80 | /api-test",
            })
    void anAddressHasOneNormalForm(String typed, String text, String origin, String basePath) {
        PaperlessUrl url = PaperlessUrl.parse(typed);
        assertThat(url.text()).isEqualTo(text);
        assertThat(url.origin()).isEqualTo(origin);
        assertThat(url.basePath()).isEqualTo(basePath);
        assertThat(PaperlessUrl.parse(url.text())).isEqualTo(url);
        assertThat(url).hasToString(text);
    }

    @Test
    void blanksAroundAnAddressDoNotCount() {
        assertThat(PaperlessUrl.parse(" \thttp://nas \n")).isEqualTo(PaperlessUrl.parse("http://nas"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "paperless.lan | http://paperless.lan",
                "paperless.lan:8000/x/ | http://paperless.lan:8000/x",
                "//paperless.lan | http://paperless.lan",
                "http:/paperless.lan | http://paperless.lan",
                "https:paperless.lan | https://paperless.lan",
                "localhost:8000 | http://localhost:8000",
                "[::1]:8000 | http://[::1]:8000",
                "://nas | http://nas",
                "http:8000 | http://http:8000",
                "nas/dashboard | http://paperless.lan:8000",
            })
    void aMissingSchemeIsSuggested(String typed, String suggestion) {
        refused(typed, "the address does not begin with http:// or https://; write an address such as " + suggestion);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "http://nas/api | http://nas",
                "http://nas/api/ | http://nas",
                "http://nas/api/documents/7/ | http://nas",
                "http://nas:8000/p/dashboard | http://nas:8000/p",
                "https://nas/accounts/login/ | https://nas",
                "http://nas/documents | http://nas",
                "http://nas/documents/12/details | http://nas",
                "http://nas/p/view/3 | http://nas/p",
                "http://nas/settings/general | http://nas",
                "http://nas/admin | http://nas",
                "http://nas/p/tags/ | http://nas/p",
            })
    void aPageIsNotTheInstanceAndTheBaseIsSuggested(String typed, String base) {
        refused(typed, "the address leads to a page or to the API, not to the instance; write " + base);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "ftp://nas | the address begins with ftp://; only http:// and https:// are allowed",
                "http:// | the address has no host; write an address such as http://paperless.lan:8000",
                "http://:8000 | the address has no host; write an address such as http://paperless.lan:8000",
                "http://na s | the address contains a blank or a line break; remove it",
                "http://nas:0 | the port \"0\" of the address is not a port; allowed are whole numbers from 1 to "
                        + "65535 (write an IPv6 address in brackets)",
                "http://nas:65536 | the port \"65536\" of the address is not a port; allowed are whole numbers from "
                        + "1 to 65535 (write an IPv6 address in brackets)",
                "http://nas: | the port \"\" of the address is not a port; allowed are whole numbers from 1 to 65535 "
                        + "(write an IPv6 address in brackets)",
                "http://::1 | the address has no host; write an address such as http://paperless.lan:8000",
                "http://fe80::1 | the port \":1\" of the address is not a port; allowed are whole numbers from 1 to "
                        + "65535 (write an IPv6 address in brackets)",
                "http://[::1]x | the host of the address is not valid; write an address such as "
                        + "http://paperless.lan:8000",
                "http://[::g] | \"[::g]\" is not a host; allowed are a name, an IPv4 address, or an IPv6 address in"
                        + " brackets",
                "http://10.0.0.256 | \"10.0.0.256\" is not a host; allowed are a name, an IPv4 address, or an IPv6"
                        + " address in brackets",
                "http://nas\\x | \"nas\\x\" is not a host; allowed are a name, an IPv4 address, or an IPv6 address in"
                        + " brackets",
                "http://my_nas | the host \"my_nas\" has an underscore, so paperless-ngx would answer with 400 Bad "
                        + "Request; use the IP address, or a name without an underscore",
                "http://nas/a//b | the path of the address is not a valid base path of paperless-ngx (allowed are "
                        + "letters, digits and . _ ~ - between single slashes); write an address such as "
                        + "http://nas/paperless",
                "http://nas/a/../b | the path of the address is not a valid base path of paperless-ngx (allowed are "
                        + "letters, digits and . _ ~ - between single slashes); write an address such as "
                        + "http://nas/paperless",
                "http://nas/a%2Fb | the path of the address is not a valid base path of paperless-ngx (allowed are "
                        + "letters, digits and . _ ~ - between single slashes); write an address such as "
                        + "http://nas/paperless",
            })
    void whatCannotBeAnAddressIsRefusedInOneSentence(String typed, String sentence) {
        refused(typed, sentence);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "169.254.169.254 | is a link-local address; such addresses belong to metadata services of clouds, "
                        + "not to paperless-ngx",
                "[fe80::1] | is a link-local address; such addresses belong to metadata services of clouds, not to "
                        + "paperless-ngx",
                "[::ffff:169.254.169.254] | is a link-local address; such addresses belong to metadata services of "
                        + "clouds, not to paperless-ngx",
                "[64:ff9b::a9fe:a9fe] | is a link-local address; such addresses belong to metadata services of "
                        + "clouds, not to paperless-ngx",
                "[2002:a9fe:a9fe::1] | is a link-local address; such addresses belong to metadata services of "
                        + "clouds, not to paperless-ngx",
                "[fd00:ec2::254] | is the address of a cloud's metadata service, which holds the keys of the machine",
                "100.100.100.200 | is the address of a cloud's metadata service, which holds the keys of the machine",
                "metadata.google.internal | is the name of a cloud's metadata service, which holds the keys of the "
                        + "machine",
                "Metadata.Google.Internal. | is the name of a cloud's metadata service, which holds the keys of the "
                        + "machine",
                "0.0.0.0 | means every address of a machine; write 127.0.0.1 for a server on this machine, "
                        + "or the address of the server's machine",
                "[::] | means every address of a machine; write 127.0.0.1 for a server on this machine, "
                        + "or the address of the server's machine",
                "224.0.0.1 | is a multicast or broadcast address",
                "255.255.255.255 | is a multicast or broadcast address",
            })
    void whatBelongsToTheMachineryIsNoPaperless(String host, String why) {
        refused("http://" + host + ":8000", "the host \"" + host.toLowerCase(Locale.ROOT) + "\" " + why);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "127.0.0.1",
                "localhost",
                "[::1]",
                "10.0.0.7",
                "172.17.0.1",
                "192.168.1.2",
                "100.64.0.7",
                "100.100.100.100",
                "[fd00::7]",
                "93.184.216.34"
            })
    void everyOtherAddressMayBeAPaperless(String host) {
        assertThat(PaperlessUrl.parse("http://" + host).host()).isEqualTo(host);
    }

    @Test
    void anEmptyAddressIsRefused() {
        refused("  ", "the address is empty; write an address such as http://paperless.lan:8000");
    }

    @Test
    void aQueryOrFragmentIsLeftOutOfTheSuggestion() {
        refused("http://nas/accounts/login/?token=s3cret", "the address has a query after the '?'; write http://nas");
        refused("http://nas#s3cret", "the address has a fragment after the '#'; write http://nas");
        refused(
                "http://nas/a//b?s3cret",
                "the address has a query after the '?'; write only scheme, host, port and base path");
    }

    @Test
    void aPasswordIsRefusedAndNeverRepeated() {
        refused(
                "http://admin:s3cret@nas/",
                "the address has a user name or password before the '@'; remove that part, because the controller "
                        + "uses the API token");
        refused(
                "admin:s3cret@nas",
                "the address does not begin with http:// or https://; write an address such as "
                        + "http://paperless.lan:8000");
        refused(
                "http://nas:80@s3cret:9/",
                "the address has a user name or password before the '@'; remove that part, because the controller "
                        + "uses the API token");
    }

    private static void refused(String typed, String sentence) {
        assertThatThrownBy(() -> PaperlessUrl.parse(typed))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(sentence)
                .hasMessageNotContaining("s3cret");
    }
}
