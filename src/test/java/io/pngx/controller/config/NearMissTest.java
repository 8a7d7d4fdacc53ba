package io.pngx.controller.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class NearMissTest {
    @ParameterizedTest
    @CsvSource({
        "MASTER_URI, MASTER_URL",
        "MASTERURL, MASTER_URL",
        "master_url, MASTER_URL",
        "MASTER_TOKENS, MASTER_TOKEN",
        "MASTER_TOKEN_FIEL, MASTER_TOKEN_FILE",
        "SECRETKEY, SECRET_KEY",
        "SECRET_KEYS, SECRET_KEY",
        "SERCET_KEY, SECRET_KEY",
        "SECRET-KEY, SECRET_KEY",
        "HTTP_PROT, HTTP_PORT",
        "HTTPPORT, HTTP_PORT",
        "HTTP_HOTS, HTTP_HOST",
        "ALLOWED_HOST, ALLOWED_HOSTS",
        "ALOWED_HOSTS, ALLOWED_HOSTS",
        "DATABASE_URI, DATABASE_URL",
        "MANAGMENT_PORT, MANAGEMENT_PORT",
        "LOGFORMAT, LOG_FORMAT",
        "auth, AUTH",
    })
    void aMistypedNameIsRefusedWithTheRightOne(String typed, String meant) {
        assertThatThrownBy(() -> NearMiss.refuse(Map.of(typed, "x"), SettingsReader.NAMES))
                .isInstanceOf(SettingsException.class)
                .hasMessage(typed + " is not a setting; did you mean " + meant + "? Rename the variable, or remove "
                        + "it. If another program needs " + typed + ", set " + meant + " as well.");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "HTTP_PROXY",
                "HTTPS_PROXY",
                "http_proxy",
                "https_proxy",
                "NO_PROXY",
                "ALL_PROXY",
                "FTP_PROXY",
                "HOSTNAME",
                "HOST",
                "PORT",
                "PATH",
                "HOME",
                "USER",
                "LANG",
                "LC_ALL",
                "TZ",
                "PWD",
                "SHLVL",
                "TERM",
                "_",
                "JAVA_HOME",
                "JAVA_OPTS",
                "JAVA_VERSION",
                "JAVA_TOOL_OPTIONS",
                "JDK_JAVA_OPTIONS",
                "MAVEN_OPTS",
                "HTTPS_PORT",
                "HTTPS_HOST",
                "HTTP_ROOT",
                "HTTP_USER_AGENT",
                "HTTP_USER",
                "XAUTHORITY",
                "XAUTH",
                "OAUTH",
                "SSH_AUTH_SOCK",
                "REGISTRY_AUTH_FILE",
                "SECRET_KEY_BASE",
                "SECRET",
                "DJANGO_SECRET_KEY",
                "PAPERLESS_SECRET_KEY",
                "PAPERLESS_URL",
                "PAPERLESS_ALLOWED_HOSTS",
                "DATABASE_HOST",
                "DATABASE_NAME",
                "DATABASE_USER",
                "DOCKER_HOST",
                "MASTER_HOST",
                "MASTER_PORT",
                "MASTER_NAME",
                "MASTER_SERVICE_HOST",
                "MASTER_SERVICE_PORT",
                "MASTER_PORT_8000_TCP",
                "MASTER_PORT_8000_TCP_ADDR",
                "LOG_LEVEL",
                "LOGNAME",
                "LOG_FILE",
                "KUBERNETES_PORT",
                "KUBERNETES_SERVICE_HOST",
                "container",
                "INVOCATION_ID",
                "JOURNAL_STREAM",
                "PUID",
                "PGID",
            })
    void variablesOfOtherProgramsAreLeftAlone(String name) {
        assertThatCode(() -> NearMiss.refuse(Map.of(name, "x"), SettingsReader.NAMES))
                .doesNotThrowAnyException();
    }

    @Test
    void aSettingUnderItsRightNameIsNotSearchedForAgain() {
        assertThatCode(() -> NearMiss.refuse(Map.of("HTTP_PORT", "8000", "HTTP_POST", "x"), SettingsReader.NAMES))
                .doesNotThrowAnyException();
    }

    @Test
    void aSecretThatIsThereAsAFileIsNotSearchedForAgain() {
        assertThatCode(() -> NearMiss.refuse(Map.of("SECRET_KEY_FILE", "x", "SECRET_KEYS", "x"), SettingsReader.NAMES))
                .doesNotThrowAnyException();
    }

    @Test
    void everyNameOfOursIsAccepted() {
        for (String name : SettingsReader.NAMES) {
            assertThatCode(() -> NearMiss.refuse(Map.of(name, "x"), SettingsReader.NAMES))
                    .doesNotThrowAnyException();
        }
    }

    @Test
    void aSwapOfNeighboursIsOneEdit() {
        assertThat(NearMiss.edits("HTTP_PROT", "HTTP_PORT")).isEqualTo(1);
        assertThat(NearMiss.edits("", "AUTH")).isEqualTo(4);
        assertThat(NearMiss.edits("http_port", "HTTP_PORT")).isZero();
    }
}
