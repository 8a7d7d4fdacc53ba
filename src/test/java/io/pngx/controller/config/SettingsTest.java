package io.pngx.controller.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SettingsTest {
    private static final String KEY = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=";
    private static final String TOKEN = "0123456789abcdef0123456789abcdef01234567";

    @TempDir
    Path folder;

    @Test
    void aKeyAloneIsEnoughToStartOnThisMachine() {
        Settings settings = with();
        assertThat(settings.database()).isEqualTo(Path.of("data/db.sqlite3"));
        assertThat(settings.master()).isEmpty();
        assertThat(settings.httpHost()).isEqualTo("127.0.0.1");
        assertThat(settings.httpPort()).isEqualTo(8000);
        assertThat(settings.allowedHosts()).containsExactly("localhost", "127.0.0.1", "[::1]");
        assertThat(settings.managementPort()).isEqualTo(9876);
        assertThat(settings.auth()).isEqualTo(Settings.Auth.NONE);
        assertThat(settings.logFormat()).isEqualTo(Settings.LogFormat.TEXT);
        assertThat(settings.vault().decrypt(new Vault(KEY).encrypt("x"))).isEqualTo("x");
    }

    @Test
    void anEmptyOrBlankVariableIsAnUnsetOne() {
        Settings settings =
                with("HTTP_PORT", "", "MASTER_URL", " ", "AUTH", "", "SECRET_KEY_FILE", "", "MASTER_URI", "");
        assertThat(settings.httpPort()).isEqualTo(8000);
        assertThat(settings.master()).isEmpty();
    }

    @Test
    void everythingCanBeSet() {
        Settings settings = with(
                "DATABASE_URL",
                "sqlite:////data/db.sqlite3",
                "MASTER_URL",
                "HTTP://Paperless:8000/",
                "MASTER_TOKEN",
                TOKEN,
                "HTTP_HOST",
                "0.0.0.0",
                "HTTP_PORT",
                "8080",
                "ALLOWED_HOSTS",
                "Sync.LAN, ::1,",
                "MANAGEMENT_PORT",
                "9000",
                "AUTH",
                "none",
                "LOG_FORMAT",
                "text",
                "HTTP_PROXY",
                "http://proxy:3128");
        assertThat(settings.database()).isEqualTo(Path.of("/data/db.sqlite3"));
        assertThat(settings.master()).contains(new Settings.Master(PaperlessUrl.parse("http://paperless:8000"), TOKEN));
        assertThat(settings.httpHost()).isEqualTo("0.0.0.0");
        assertThat(settings.httpPort()).isEqualTo(8080);
        assertThat(settings.allowedHosts()).containsExactly("sync.lan", "[::1]", "localhost", "127.0.0.1");
        assertThat(settings.managementPort()).isEqualTo(9000);
    }

    @Test
    void printingTheSettingsShowsNoSecret() {
        Settings settings = with("MASTER_URL", "http://paperless:8000", "MASTER_TOKEN", TOKEN);
        assertThat(settings.toString())
                .contains("http://paperless:8000", "token=(set)", "Vault[keys=1]")
                .doesNotContain(TOKEN)
                .doesNotContain(KEY);
    }

    @Test
    void aMissingKeySaysHowToMakeOne() {
        refused(
                Map.of(),
                "Neither SECRET_KEY nor SECRET_KEY_FILE is set. The controller encrypts the stored API tokens with "
                        + "this key. Generate a key with `java -jar pngx-controller.jar key generate` or `head -c 32 "
                        + "/dev/urandom | base64 | tr '+/' '-_'`. Keep the key: without it, the stored tokens cannot "
                        + "be decrypted.");
    }

    @Test
    void aBadKeyStopsTheStart() {
        assertThatThrownBy(() -> Settings.from(Map.of("SECRET_KEY", "changeme")))
                .isInstanceOf(SettingsException.class)
                .hasMessageStartingWith("SECRET_KEY, key 1 of 1: it is 8 characters long;")
                .hasMessageNotContaining("changeme");
    }

    @Test
    void aMistypedNameStopsTheStartEvenIfItIsTheKeysOwn() {
        refused(
                Map.of("SECRETKEY", KEY),
                "SECRETKEY is not a setting; did you mean SECRET_KEY? Rename the variable, or remove it. If another "
                        + "program needs SECRETKEY, set SECRET_KEY as well.");
    }

    @Test
    void secretsComeFromFilesAsWell() throws IOException {
        Settings settings = Settings.from(Map.of(
                "SECRET_KEY_FILE",
                file("key", KEY + "\n"),
                "MASTER_URL",
                "http://paperless:8000",
                "MASTER_TOKEN_FILE",
                file("token", "\n " + TOKEN + " \n")));
        assertThat(settings.master().orElseThrow().token()).isEqualTo(TOKEN);
        assertThat(settings.vault().decrypt(new Vault(KEY).encrypt("x"))).isEqualTo("x");
    }

    @Test
    void aSecretGivenTwiceIsRefused() throws IOException {
        refused(
                Map.of("SECRET_KEY", KEY, "SECRET_KEY_FILE", file("key", KEY)),
                "SECRET_KEY and SECRET_KEY_FILE are both set; remove one of them.");
    }

    /** Returns the user id of this process, which Compose's PUID sets. */
    private static String uid() throws IOException {
        return "uid " + Files.getAttribute(Path.of("/proc/self"), "unix:uid");
    }

    @Test
    void aSecretThatCanNotBeReadNamesTheUserThatTried() throws IOException {
        // A file that exists, and that not even root can read from its start.
        refused(
                Map.of("SECRET_KEY_FILE", "/proc/self/mem"),
                "SECRET_KEY_FILE names \"/proc/self/mem\", which the user that the controller runs as ("
                        + uid()
                        + ") cannot read; set SECRET_KEY_FILE to a file that contains only the secret and that the"
                        + " controller may read.");
    }

    @Test
    void aSecretThatEveryUserMayReadIsRefused() throws IOException {
        Path key = Path.of(file("key", KEY));
        Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("rw-r--r--"));
        refused(
                Map.of("SECRET_KEY_FILE", key.toString()),
                "SECRET_KEY_FILE names " + Quote.value(key.toString())
                        + ". This file contains a secret, and every user of the machine may read it. Change its owner"
                        + " to the user that the controller runs as (" + uid() + "), and its mode with"
                        + " `chmod 600` (in a swarm: mode 0400; in Kubernetes: defaultMode 0400). If the mode cannot be"
                        + " changed, as on many NAS shares, keep the file on a disk of this machine.");
    }

    @Test
    void theManagementPasswordThatWasMadeIsNarrowedToThisUser() throws IOException {
        Path password = Path.of(file("management-password", "of-the-last-start\n"));
        Files.setPosixFilePermissions(password, PosixFilePermissions.fromString("rw-rw-rw-"));
        Settings settings =
                Settings.from(Map.of("SECRET_KEY", KEY, "DATABASE_URL", "sqlite:///" + folder.resolve("db.sqlite3")));
        assertThat(ManagementPassword.of(settings).matches("of-the-last-start")).isTrue();
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(password)))
                .isEqualTo("rw-------");
    }

    @Test
    void aSecretFileThatCannotBeUsedIsNamed() throws IOException {
        Path missing = folder.resolve("missing");
        Path binary = Files.write(folder.resolve("binary"), new byte[] {(byte) 0xff, (byte) 0xfe});
        Files.setPosixFilePermissions(binary, PosixFilePermissions.fromString("rw-------"));
        String end = "; set SECRET_KEY_FILE to a file that contains only the secret and that the controller may read.";
        refused(
                Map.of("SECRET_KEY_FILE", missing.toString()),
                "SECRET_KEY_FILE names " + Quote.value(missing.toString()) + ", which does not exist" + end);
        refused(
                Map.of("SECRET_KEY_FILE", folder.toString()),
                "SECRET_KEY_FILE names " + Quote.value(folder.toString()) + ", which is a directory" + end);
        refused(
                Map.of("SECRET_KEY_FILE", file("empty", " \n")),
                "SECRET_KEY_FILE names " + Quote.value(folder.resolve("empty").toString()) + ", which is empty" + end);
        refused(
                Map.of("SECRET_KEY_FILE", binary.toString()),
                "SECRET_KEY_FILE names " + Quote.value(binary.toString()) + ", which is not a text file" + end);
    }

    @Test
    void theMasterIsGivenWholeOrNotAtAll() {
        String end = " is not. Set both, or set neither and enter the master on the page Settings.";
        refused("MASTER_URL is set but MASTER_TOKEN (or MASTER_TOKEN_FILE)" + end, "MASTER_URL", "http://nas");
        refused("MASTER_TOKEN is set but MASTER_URL" + end, "MASTER_TOKEN", TOKEN);
    }

    @Test
    void aBadMasterAddressIsExplainedWithoutItsPassword() {
        refused(
                "MASTER_URL: the address does not begin with http:// or https://; write an address such as "
                        + "http://nas:8000.",
                "MASTER_URL",
                "nas:8000",
                "MASTER_TOKEN",
                TOKEN);
        refused(
                "MASTER_URL: the address has a user name or password before the '@'; remove that part, because the "
                        + "controller uses the API token.",
                "MASTER_URL",
                "http://me:s3cret@nas",
                "MASTER_TOKEN",
                TOKEN);
    }

    @ParameterizedTest
    @ValueSource(strings = {"Token s3cret", "\"s3cret\"", "s3c\nret", "s3cr\u00e9t"})
    void aTokenThatCannotBeOneIsRefusedAndNotShown(String token) {
        refused(
                "MASTER_TOKEN contains a blank, a quote, a line break or another character that no API token has. "
                        + "Set only the token, without quotes and without the word Token.",
                "MASTER_URL",
                "http://nas",
                "MASTER_TOKEN",
                token);
    }

    @ParameterizedTest
    @CsvSource({
        "sqlite:////data/db.sqlite3, /data/db.sqlite3",
        "sqlite:///data/x, data/x",
        "sqlite:///./data/x, data/x",
        "sqlite:///x.db, x.db",
        "sqlite:////var/lib/a b/x#1.db, /var/lib/a b/x#1.db",
    })
    void aDatabaseIsAFile(String url, String path) {
        assertThat(with("DATABASE_URL", url).database()).isEqualTo(Path.of(path));
    }

    @ParameterizedTest
    @CsvSource({
        "postgresql://me:s3cret@db/pngx, does not begin with sqlite:",
        "/data/db.sqlite3, does not begin with sqlite:",
        "jdbc:sqlite:/data/x, does not begin with sqlite:",
        "sqlite://data/x, has too few slashes",
        "sqlite:/data/x, has too few slashes",
        "sqlite://, has too few slashes",
        "sqlite:///, names no file",
        "sqlite:////data/, names no file",
        "sqlite:///:memory:, names no file",
        "sqlite:///x?key=s3cret, 'has parameters after a ''?'', which are not supported'",
    })
    void anotherDatabaseIsRefusedWithoutShowingIt(String url, String why) {
        refused(
                "DATABASE_URL " + why + "; allowed are sqlite:////data/db.sqlite3 (an absolute path, four slashes) and"
                        + " sqlite:///data/db.sqlite3 (a relative path, three slashes).",
                "DATABASE_URL",
                url);
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "65536", "-1", "+80", "80.0", "http", "0x50", "99999999999", "\u0668\u0660"})
    void aPortOutOfRangeIsRefused(String port) {
        refused("HTTP_PORT is \"" + port + "\"; allowed are whole numbers from 1 to 65535.", "HTTP_PORT", port);
        refused(
                "MANAGEMENT_PORT is \"" + port + "\"; allowed are whole numbers from 1 to 65535.",
                "MANAGEMENT_PORT",
                port);
    }

    @Test
    void bothEndsOfThePortRangeAreAllowed() {
        Settings settings = with("HTTP_PORT", "1", "MANAGEMENT_PORT", "65535");
        assertThat(settings.httpPort()).isEqualTo(1);
        assertThat(settings.managementPort()).isEqualTo(65535);
    }

    @Test
    void theManagementPortIsItsOwn() {
        refused(
                "MANAGEMENT_PORT and HTTP_PORT are both 9876; set two different ports from 1 to 65535.",
                "HTTP_PORT",
                "9876");
    }

    @ParameterizedTest
    @ValueSource(strings = {"localhost", "127.0.0.2", "::1", "[::1]"})
    void aLoopbackHostNeedsNoWordAboutAuth(String host) {
        assertThat(with("HTTP_HOST", host).auth()).isEqualTo(Settings.Auth.NONE);
    }

    @ParameterizedTest
    @ValueSource(strings = {"0.0.0.0", "::", "192.168.1.20", "sync.lan"})
    void anOpenHostNeedsAuthToBeSaid(String host) {
        refused(
                "AUTH is not set, and HTTP_HOST " + host + " is open to other machines. Everyone who reaches the port "
                        + "could change what is replicated and deleted. Set AUTH=forward behind a login proxy, "
                        + "AUTH=none if something else protects the port, or HTTP_HOST=127.0.0.1.",
                "HTTP_HOST",
                host);
        assertThat(with("HTTP_HOST", host, "AUTH", "none").httpHost()).isEqualTo(host);
    }

    @Test
    void onlyWhatIsBuiltCanBeChosen() {
        refused("AUTH is \"basic\"; allowed are none and forward (a login proxy such as Authentik).", "AUTH", "basic");
        refused("LOG_FORMAT is \"xml\"; allowed are text and json.", "LOG_FORMAT", "xml");
        assertThat(with("LOG_FORMAT", "json").logFormat()).isEqualTo(Settings.LogFormat.JSON);
    }

    @Test
    void theManagementPortIsForThisMachineUnlessItIsSaid() {
        assertThat(with().managementHost()).isEqualTo("127.0.0.1");
        assertThat(with("MANAGEMENT_HOST", "[::]").managementHost()).isEqualTo("::");
        assertThat(with().managementPassword()).isEmpty();
        assertThat(with("MANAGEMENT_PASSWORD", "s3cret and long enough").managementPassword())
                .contains(new Secret("s3cret and long enough"));
        assertThat(with("MANAGEMENT_PASSWORD", "s3cret and long enough").toString())
                .doesNotContain("s3cret");
        refused(
                "MANAGEMENT_PASSWORD is shorter than 12 characters; set a longer password, or remove the variable, "
                        + "so that the controller generates one.",
                "MANAGEMENT_PASSWORD",
                "s3cret");
    }

    @Test
    void aLoginProxyIsBelievedOnlyFromWhereItIs() throws Exception {
        refused(
                "AUTH is forward, but TRUSTED_PROXIES is not set. Set TRUSTED_PROXIES to the address of the login "
                        + "proxy, such as 172.18.0.5 or 172.18.0.0/16, because the controller trusts only the "
                        + "headers of that proxy.",
                "AUTH",
                "forward");
        refused(
                "TRUSTED_PROXIES holds \"proxy.lan\"; allowed are addresses and ranges, such as 172.18.0.5 or"
                        + " 172.18.0.0/16, separated by commas.",
                "AUTH",
                "forward",
                "TRUSTED_PROXIES",
                "172.18.0.5, proxy.lan");
        refused(
                "ADMIN_GROUP is set, but with AUTH=none nobody has to sign in; set AUTH=forward, or remove "
                        + "ADMIN_GROUP.",
                "ADMIN_GROUP",
                "paper-admins");
        refused(
                "ADMIN_GROUP is \"family|friends\", but the login proxy separates groups by |; name one group.",
                "AUTH",
                "forward",
                "TRUSTED_PROXIES",
                "172.18.0.5",
                "ADMIN_GROUP",
                "family|friends");
        Settings.Forward forward = with(
                        "AUTH",
                        "forward",
                        "TRUSTED_PROXIES",
                        "10.0.0.7, 172.16.0.0/12,fd00::/8",
                        "ADMIN_GROUP",
                        "paper")
                .forward()
                .orElseThrow();
        assertThat(forward.adminGroup()).contains("paper");
        assertThat(forward.requiredGroup()).isEmpty();
        for (String inside : List.of("10.0.0.7", "172.16.0.0", "172.31.255.255", "fd12::1")) {
            assertThat(forward.proxies()).as(inside).anyMatch(network -> network.contains(address(inside)));
        }
        for (String outside : List.of("10.0.0.6", "10.0.0.8", "172.15.255.255", "172.32.0.0", "fe80::1", "::1")) {
            assertThat(forward.proxies()).as(outside).noneMatch(network -> network.contains(address(outside)));
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"10.0.0.7/33", "10.0.0/8", "10.0.0.7/", "10.0.0.7/8/8", "300.0.0.1", "fd00::/129", "/8", "*"})
    void whatIsNoAddressAndNoRangeIsRefused(String text) {
        assertThatThrownBy(() -> with("AUTH", "forward", "TRUSTED_PROXIES", text))
                .isInstanceOf(SettingsException.class)
                .hasMessageStartingWith("TRUSTED_PROXIES holds \"" + text + "\"");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {"0.0.0.0/0|true", "10.0.0.7, ::/0|true", "10.0.0.7, fd00::/8|false", "0.0.0.0|false"})
    void aRangeOfAllAddressesIsNoLoginProxy(String proxies, boolean every) {
        assertThat(with("AUTH", "forward", "TRUSTED_PROXIES", proxies).trustsEveryAddress())
                .isEqualTo(every);
    }

    @Test
    void aFileIsNoFolderOfRules() throws Exception {
        Path file = Files.createFile(folder.resolve("rules"));
        refused(
                "By default, the folder of rules is " + file
                        + ", which is a file; use a folder. The controller creates a missing folder.",
                "DATABASE_URL",
                "sqlite:///" + folder.resolve("db.sqlite3"));
    }

    private static InetAddress address(String literal) {
        try {
            return InetAddress.getByName(literal);
        } catch (UnknownHostException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void aBadHostIsRefused() {
        refused(
                "HTTP_HOST is \"0.0.0.0:8000\"; use one address or name of this machine, without http:// and "
                        + "without a port. Use 127.0.0.1 to be reachable from this machine only, or 0.0.0.0 to be "
                        + "reachable from every network.",
                "HTTP_HOST",
                "0.0.0.0:8000");
    }

    @Test
    void aConcreteHostIsAnsweredAndAWildcardIsNotAHost() {
        assertThat(with("HTTP_HOST", "sync.lan", "AUTH", "none").allowedHosts())
                .containsExactly("localhost", "127.0.0.1", "[::1]", "sync.lan");
        assertThat(with("HTTP_HOST", "fe80::1", "AUTH", "none").allowedHosts()).endsWith("[fe80::1]");
        assertThat(with("HTTP_HOST", "::", "AUTH", "none").allowedHosts())
                .containsExactly("localhost", "127.0.0.1", "[::1]");
    }

    @ParameterizedTest
    @ValueSource(strings = {"*", "http://a", "a:8000", ".example.com", "a b"})
    void anAllowedHostIsAPlainHost(String host) {
        refused(
                "ALLOWED_HOSTS holds \"" + host + "\"; allowed are names and addresses as the browser's address bar "
                        + "shows them, without http:// and without a port, separated by commas.",
                "ALLOWED_HOSTS",
                "localhost, " + host);
    }

    @Test
    void aListOfNoHostsIsRefused() {
        refused(
                "ALLOWED_HOSTS contains no host; name at least one host, or remove the variable to allow "
                        + "localhost,127.0.0.1,[::1].",
                "ALLOWED_HOSTS",
                ",");
    }

    @Test
    void aHostileValueStaysOnOneLineAndShort() {
        assertThatThrownBy(() -> with("AUTH", "a\r\nINFO all is well" + "x".repeat(5000)))
                .hasMessageStartingWith("AUTH is \"a??INFO all is wellxxx")
                .hasMessageEndingWith("...\"; allowed are none and forward (a login proxy such as Authentik).");
    }

    private static Settings with(String... variables) {
        return Settings.from(environment(variables));
    }

    private static void refused(String sentence, String... variables) {
        refused(environment(variables), sentence);
    }

    private static void refused(Map<String, String> environment, String sentence) {
        assertThatThrownBy(() -> Settings.from(environment))
                .isInstanceOf(SettingsException.class)
                .hasMessage(sentence)
                .hasMessageNotContaining("s3cret");
        assertThat(sentence).doesNotContain("\n");
    }

    private static Map<String, String> environment(String... variables) {
        Map<String, String> all = new HashMap<>(Map.of("SECRET_KEY", KEY));
        for (int i = 0; i < variables.length; i += 2) {
            all.put(variables[i], variables[i + 1]);
        }
        return all;
    }

    private String file(String name, String content) throws IOException {
        Path file = Files.writeString(folder.resolve(name), content);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r-----"));
        return file.toString();
    }
}
