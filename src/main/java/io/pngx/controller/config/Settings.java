package io.pngx.controller.config;

import io.pngx.controller.text.Text;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The settings of the environment, read once at the start. Settings that a user changes while the controller runs are
 * in the database.
 *
 * @param vault encrypts and decrypts with SECRET_KEY; the settings do not hold the key itself
 * @param database the SQLite file of DATABASE_URL; a relative path is relative to the working directory
 * @param master MASTER_URL and MASTER_TOKEN, which are stored in an empty database; later the database takes precedence
 * @param httpHost where the pages and the API listen; an IPv6 address without brackets
 * @param httpPort 1 to 65535
 * @param allowedHosts the Host headers that the controller accepts, in lower case, without port, IPv6 addresses in
 *     brackets
 * @param forward the trusted proxies, and the groups that may use the pages; empty if auth is NONE
 * @param envFile PNGX_ENV_FILE; the database takes precedence over this file, and this file over the environment
 * @param routesFolder ROUTES_DIR: the folder of rules
 * @param rulesReadOnly whether pages and API refuse to change rules
 * @param managementHost where health, metrics and Hawtio listen; an IPv6 address without brackets
 * @param managementPort 1 to 65535, never the httpPort
 * @param managementPassword the password of Hawtio and Jolokia; empty: the controller generates one
 * @param proxies HTTP_PROXY, HTTPS_PROXY and NO_PROXY, for calls to instances, and for calls of alerts and rules
 * @param sources whether a setting comes from the environment or from a file, by the name of the setting. A setting
 *     that has its default value has no entry.
 */
public record Settings(
        Vault vault,
        Path database,
        Optional<Master> master,
        String httpHost,
        int httpPort,
        List<String> allowedHosts,
        String managementHost,
        int managementPort,
        Optional<Secret> managementPassword,
        Auth auth,
        Optional<Forward> forward,
        EnvFile envFile,
        LogFormat logFormat,
        Path routesFolder,
        boolean rulesReadOnly,
        Proxies proxies,
        Map<String, Text> sources) {

    /** The way in which users of pages and API sign in. */
    public enum Auth {
        /** No sign-in: everyone who can reach the port is an administrator. */
        NONE,
        /** A login proxy names the user in its headers. */
        FORWARD
    }

    /**
     * The settings of AUTH=forward.
     *
     * @param proxies the login proxies; requests from other addresses are refused
     * @param requiredGroup group that may use the pages; empty: every signed-in user may
     * @param adminGroup group that may make changes; empty: every user of the pages may
     */
    public record Forward(List<Network> proxies, Optional<String> requiredGroup, Optional<String> adminGroup) {}

    public enum LogFormat {
        TEXT,
        /** One JSON object on each line. */
        JSON
    }

    /** Returns whether other machines can use the controller without a sign-in. */
    public boolean isOpenToNetwork() {
        return auth == Auth.NONE
                && Host.normal(httpHost).filter(Host::isLoopback).isEmpty();
    }

    /** Returns whether TRUSTED_PROXIES has a range of all addresses, so that everyone can name any user. */
    public boolean trustsEveryAddress() {
        return forward.stream().flatMap(each -> each.proxies().stream()).anyMatch(network -> network.bits() == 0);
    }

    /** The master that the environment names. Start-up stores this master if the database has none. */
    public record Master(PaperlessUrl url, String token) {
        @Override
        public String toString() {
            return "Master[url=" + url + ", token=(set)]";
        }
    }

    /**
     * Returns whether an environment variable belongs to the controller or configures its proxies. Such a variable may
     * hold a secret.
     */
    public static boolean isOwn(String variable) {
        return SettingsReader.NAMES.contains(variable) || variable.endsWith("_PROXY");
    }

    /**
     * Reads the settings.
     *
     * @param environment all variables, including those of other programs; an empty value counts as unset
     * @throws SettingsException for the first setting that is missing, invalid or probably mistyped
     */
    public static Settings from(Map<String, String> environment) {
        return SettingsReader.read(environment);
    }

    /**
     * Returns the path of the database, for commands that need no SECRET_KEY.
     *
     * @throws SettingsException as {@link #from}
     */
    public static Path databaseOf(Map<String, String> environment) {
        return SettingsReader.of(environment).database();
    }

    /**
     * Returns the address at which a controller with this environment listens.
     *
     * @throws SettingsException as {@link #from}
     */
    public static Listening listeningOf(Map<String, String> environment) {
        return SettingsReader.of(environment).listening();
    }

    /**
     * The address at which a controller listens.
     *
     * @param address the address for calls from this machine
     * @param name a host name that the controller accepts in the Host header
     */
    public record Listening(String address, int port, String name) {}
}
