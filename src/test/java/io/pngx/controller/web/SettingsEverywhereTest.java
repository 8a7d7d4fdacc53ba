package io.pngx.controller.web;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.pngx.controller.store.Setting;
import io.pngx.controller.store.SettingType.OneOf;
import io.pngx.controller.store.SettingType.Option;
import io.pngx.controller.store.SettingType.Plain;
import io.pngx.controller.store.SettingType.TimeOfDay;
import io.pngx.controller.store.SettingType.WebAddress;
import io.pngx.controller.store.SettingType.WholeNumber;
import io.pngx.controller.store.SettingType.YesNo;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Checks that each declared setting is read, changed and validated by the API, and has its field on the page. */
class SettingsEverywhereTest {
    private static WebServer server;

    @BeforeAll
    static void start() throws Exception {
        server = WebServer.start();
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @BeforeEach
    void empty() {
        server.reset();
    }

    static Stream<Setting<?>> all() {
        return Setting.all().stream();
    }

    static Stream<Setting<?>> plain() {
        return all().filter(setting -> setting.type() instanceof Plain<?>);
    }

    private static Plain<?> type(Setting<?> setting) {
        return (Plain<?>) setting.type();
    }

    /** Returns valid values, each as it is stored; the last one is not the default. */
    private static List<String> valid(Setting<?> setting) {
        Plain<?> type = type(setting);
        if (type instanceof WholeNumber number) {
            return List.of(String.valueOf(number.min()), String.valueOf(number.max()));
        }
        if (type instanceof TimeOfDay) {
            return List.of("off", "23:59");
        }
        if (type instanceof WebAddress) {
            return List.of("off", "https://git.example.org/api/v1/releases");
        }
        return Stream.concat(
                        Stream.of(setting.byDefault()),
                        type.options().stream().map(Option::value).filter(word -> !word.equals(setting.byDefault())))
                .toList();
    }

    /** Returns values in JSON that the setting must refuse. */
    private static List<String> invalid(Setting<?> setting) {
        Plain<?> type = type(setting);
        if (type instanceof WholeNumber number) {
            return List.of(
                    String.valueOf(number.min() - 1),
                    String.valueOf(number.max() + 1),
                    "\"" + number.min() + "\"",
                    number.min() + ".5",
                    "null",
                    "\"\"");
        }
        if (type instanceof YesNo) {
            return List.of("\"true\"", "1", "null");
        }
        if (type instanceof WebAddress) {
            return List.of(
                    "\"https:///releases\"",
                    "\"https://git.lan/releases?limit=1\"",
                    "\"ftp://git.lan\"",
                    "\"git.lan\"",
                    "\"\"",
                    "3",
                    "null");
        }
        return type instanceof OneOf<?>
                ? List.of("\"other\"", "\"\"", "0", "null")
                : List.of("\"24:00\"", "\"3:00\"", "\"\"", "3", "null");
    }

    private static String json(Setting<?> setting, String stored) {
        return type(setting) instanceof WholeNumber || type(setting) instanceof YesNo ? stored : "\"" + stored + "\"";
    }

    private static WebServer.Reply put(Setting<?> setting, String json) throws Exception {
        return server.put(setting.group().api(), "{\"" + setting.key() + "\": " + json + "}");
    }

    @Test
    void theApiShowsEachSettingWithItsDefaultAndNoOther() throws Exception {
        ObjectNode shown = (ObjectNode) server.get("/api/settings").json();
        shown.setAll((ObjectNode) server.get("/api/alerts").json());
        ObjectNode expected = WebServer.JSON.createObjectNode();
        plain().forEach(setting -> expected.putPOJO(setting.key(), type(setting).shown(setting.byDefault())));

        shown.remove(List.of(
                "master",
                "master_url",
                "master_token_set",
                "master_headers_set",
                "master_ca_certificate_set",
                "targets"));
        assertThat(shown).isEqualTo(WebServer.JSON.readTree(expected.toString()));
    }

    @ParameterizedTest
    @MethodSource("plain")
    void theApiChangesASetting(Setting<?> setting) throws Exception {
        for (String value : valid(setting)) {
            WebServer.Reply reply = put(setting, json(setting, value));

            assertThat(reply.status()).as(reply.body()).isEqualTo(200);
            assertThat(reply.json().get(setting.key())).isEqualTo(WebServer.JSON.readTree(json(setting, value)));
            assertThat(server.settings.get(setting.key())).contains(value);
            assertThat(server.settings.get(setting)).isEqualTo(setting.type().read(value));
        }
    }

    @ParameterizedTest
    @MethodSource("plain")
    void theApiRefusesAnInvalidValueAndSaysWhatIsAllowed(Setting<?> setting) throws Exception {
        for (String json : invalid(setting)) {
            WebServer.Reply reply = put(setting, json);

            assertThat(reply.status()).as(json).isEqualTo(400);
            assertThat(reply.detail())
                    .isEqualTo(setting.key() + ": " + type(setting).allowed() + ".");
            assertThat(server.settings.get(setting.key())).isEmpty();
        }
    }

    @ParameterizedTest
    @MethodSource("all")
    void anUnknownKeyIsToldTheNameOfEachSetting(Setting<?> setting) throws Exception {
        WebServer.Reply reply = server.put(setting.group().api(), "{\"" + setting.key() + "_\": 1}");

        assertThat(reply.status()).isEqualTo(400);
        assertThat(reply.detail())
                .startsWith(setting.key() + "_: is not known; allowed are ")
                .containsPattern("[ ,]" + setting.key() + "[,.]");
    }

    @ParameterizedTest
    @MethodSource("all")
    void thePageHasAFieldWithLabelAndHelp(Setting<?> setting) throws Exception {
        String page = Stream.of("master", "runs", "documents", "verification", "deletions", "notifications")
                .map(SettingsEverywhereTest::section)
                .collect(Collectors.joining());
        long fields = Pattern.compile("<(?:input|select)[^>]* name=\"" + setting.key() + "\"")
                .matcher(page)
                .results()
                .count();

        if (setting.group().id() == null) {
            assertThat(fields).isZero();
            return;
        }
        boolean radios = setting.type() instanceof OneOf<?> words && words.radios();
        assertThat(fields).isEqualTo(radios ? setting.type().options().size() : 1);
        int start = page.indexOf("id=\"" + setting.group().id() + "\"");
        String form = page.substring(start, page.indexOf("</form>", start)).replace("&#39;", "'");
        assertThat(form)
                .contains(
                        ">" + setting.title() + "<",
                        " name=\"" + setting.key() + "\"",
                        "action=\"" + setting.group().api() + "\"");
        assertThat(setting.type().options())
                .allSatisfy(option -> assertThat(form).contains(">" + option.text() + "<"));
        if (!radios) {
            assertThat(form).contains(">" + setting.hint() + "<");
        }
    }

    private static String section(String name) {
        try {
            return server.get("/settings/" + name).body();
        } catch (Exception e) {
            throw new AssertionError(name, e);
        }
    }

    @ParameterizedTest
    @MethodSource("plain")
    void theFormSaysWhereTheValueComesFrom(Setting<?> setting) throws Exception {
        if (setting.group().id() == null) {
            return;
        }
        assertThat(fieldOf(setting)).contains("class=\"source\">Default.<");

        List<String> valid = valid(setting);
        put(setting, json(setting, valid.get(valid.size() - 1)));
        assertThat(fieldOf(setting)).contains("class=\"source\">Set here").doesNotContain(">Default.<");
    }

    /** Returns the page's part from the field to the next source. */
    private static String fieldOf(Setting<?> setting) {
        String page = Stream.of("master", "runs", "documents", "verification", "deletions", "notifications")
                .map(SettingsEverywhereTest::section)
                .collect(Collectors.joining());
        int start = page.indexOf(" name=\"" + setting.key() + "\"");
        int source = page.indexOf("class=\"source\"", start);
        return page.substring(start, page.indexOf("</small>", source) + 1);
    }

    @ParameterizedTest
    @MethodSource("plain")
    void theFormSaysWhatIsAllowed(Setting<?> setting) throws Exception {
        WebServer.Reply reply = server.form("PUT", setting.group().api(), setting.key() + "=nonsense");

        assertThat(reply.status()).isEqualTo(400);
        assertThat(server.settings.get(setting.key())).isEmpty();
        if (setting.group().id() != null) {
            assertThat(reply.body())
                    .contains(
                            "<h2>" + setting.group().title() + "</h2>",
                            type(setting).allowed().toString());
        }
    }

    @Test
    void anAddressAndATokenAreNeverPlainSettings() throws Exception {
        JsonNode shown = server.get("/api/settings").json();

        assertThat(all().filter(setting -> !(setting.type() instanceof Plain<?>)))
                .containsExactly(Setting.MASTER_URL, Setting.MASTER_TOKEN);
        assertThat(shown.has(Setting.MASTER_TOKEN.key())).isFalse();
        assertThat(server.settings.shown(List.of(Setting.MASTER_URL.group()))).isEmpty();
    }
}
