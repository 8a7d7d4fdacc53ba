package io.pngx.controller.config;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The settings of the environment, read once at the start. Settings that a user changes while the controller runs are
 * in the database.
 *
 * @param vault encrypts with SECRET_KEY; the key itself is not kept here
 * @param database the SQLite file of DATABASE_URL; a relative path starts at the working directory
 * @param master MASTER_URL and MASTER_TOKEN, which fill an empty database; later the database wins
 * @param httpHost where the pages and the API listen; an IPv6 address without brackets
 * @param httpPort 1 to 65535
 * @param allowedHosts the Host headers that are answered, without port, lower case, IPv6 in brackets
 * @param forward which proxies are trusted, and which groups may use the pages; empty unless auth is FORWARD
 * @param envFile PNGX_ENV_FILE; the database wins over the file, and the file over the environment
 * @param routesFolder ROUTES_DIR: the folder of rules
 * @param rulesReadOnly whether pages and API may not change rules
 * @param managementHost where health, metrics and Hawtio listen; an IPv6 address without brackets
 * @param managementPort 1 to 65535, never the httpPort
 * @param managementPassword the password of Hawtio and Jolokia; empty: the controller generates one
 * @param proxies HTTP_PROXY, HTTPS_PROXY and NO_PROXY, for calls of instances, alerts and rules
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
        Proxies proxies) {

    /** The way in which users of pages and API sign in. */
    public enum Auth {
        /** No sign-in: everyone who reaches the port is an administrator. */
        NONE,
        /** A login proxy names the user in its headers. */
        FORWARD
    }

    /**
     * The settings of AUTH=forward.
     *
     * @param proxies       the login proxies; requests from other addresses are refused
     * @param requiredGroup the group that may use the pages; empty: everyone who is signed in
     * @param adminGroup    the group that may change things; empty: everyone who may use the pages
     */
    public record Forward(List<Network> proxies, Optional<String> requiredGroup, Optional<String> adminGroup) {}

    /** The format of a log line. */
    public enum LogFormat {
        TEXT,
        /** One JSON object a line. */
        JSON
    }

    /** Returns whether other machines can use the controller without signing in. */
    public boolean isOpenToNetwork() {
        return auth == Auth.NONE
                && Host.normal(httpHost).filter(Host::isLoopback).isEmpty();
    }

    /** The master that an empty database starts with. */
    public record Master(PaperlessUrl url, String token) {
        @Override
        public String toString() {
            return "Master[url=" + url + ", token=(set)]";
        }
    }

    /**
     * Returns whether an environment variable belongs to the controller or to its proxies, and so may hold a secret.
     */
    public static boolean isOwn(String variable) {
        return SettingsReader.NAMES.contains(variable) || variable.endsWith("_PROXY");
    }

    /**
     * Reads the settings.
     *
     * @param environment all variables, also those of other programs; an empty value counts as unset
     * @throws SettingsException for the first setting that is missing, invalid or probably mistyped
     */
    public static Settings from(Map<String, String> environment) {
        return SettingsReader.read(environment);
    }

    /**
     * Returns the file of the database, for commands that need no key.
     *
     * @throws SettingsException as {@link #from}
     */
    public static Path databaseOf(Map<String, String> environment) {
        return SettingsReader.of(environment).database();
    }

    /**
     * Returns where a controller with this environment listens.
     *
     * @throws SettingsException as {@link #from}
     */
    public static Listening listeningOf(Map<String, String> environment) {
        return SettingsReader.of(environment).listening();
    }

    /**
     * The address of a controller.
     *
     * @param address the address for calls from this machine
     * @param name    a host name that the controller accepts in the Host header
     */
    public record Listening(String address, int port, String name) {}
}
