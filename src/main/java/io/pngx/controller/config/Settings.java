package io.pngx.controller.config;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What the environment says, read once at the start. Settings that a person changes while the
 * controller runs are in the database instead.
 *
 * @param vault SECRET_KEY, ready for use; the key itself is not kept here
 * @param database the SQLite file of DATABASE_URL; a relative one starts at the working directory
 * @param master MASTER_URL and MASTER_TOKEN, which fill an empty database; later the database wins
 * @param httpHost where the pages and the API listen; an IPv6 address without brackets
 * @param httpPort 1 to 65535
 * @param allowedHosts the Host headers that are answered, without port, lower case, IPv6 in brackets
 * @param forward who is believed and who may change things; empty unless auth is FORWARD
 * @param envFile PNGX_ENV_FILE; the database wins over it, and it wins over the environment
 * @param routesFolder ROUTES_DIR: the rules of users
 * @param rulesReadOnly may rules only be changed by who can write to that folder?
 * @param managementHost where health, metrics and Hawtio listen; an IPv6 address without brackets
 * @param managementPort 1 to 65535, never the httpPort
 * @param managementPassword of Hawtio and Jolokia; empty: one is made
 * @param proxies HTTP_PROXY, HTTPS_PROXY and NO_PROXY: the way to the instances, and of alerts and rules
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

    /** Who may use the pages and the API. */
    public enum Auth {
        /** Everyone who reaches the port. */
        NONE,
        /** Those whom a login proxy names in its headers. */
        FORWARD
    }

    /**
     * AUTH=forward.
     *
     * @param proxies       whose headers are believed; requests from elsewhere are refused
     * @param requiredGroup only its members are let in; empty: everyone who is signed in
     * @param adminGroup    only its members may change things; empty: everyone who is let in
     */
    public record Forward(List<Network> proxies, Optional<String> requiredGroup, Optional<String> adminGroup) {}

    /** How a log line looks. */
    public enum LogFormat {
        TEXT,
        /** One JSON object a line. */
        JSON
    }

    /** May anyone who reaches the port from another machine use it? */
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
     * Whether this environment variable belongs to the controller or its proxies, and so may hold a secret.
     */
    public static boolean isOwn(String variable) {
        return SettingsReader.NAMES.contains(variable) || variable.endsWith("_PROXY");
    }

    /**
     * Reads the settings of a start.
     *
     * @param environment all variables, also those of other programs; an empty value counts as unset
     * @throws SettingsException for the first setting that is missing, invalid or probably mistyped
     */
    public static Settings from(Map<String, String> environment) {
        return SettingsReader.read(environment);
    }

    /** The database alone, for what needs no key. @throws SettingsException as {@link #from} */
    public static Path databaseOf(Map<String, String> environment) {
        return SettingsReader.of(environment).database();
    }

    /** Where a controller with this environment answers. @throws SettingsException as {@link #from} */
    public static Listening listeningOf(Map<String, String> environment) {
        return SettingsReader.of(environment).listening();
    }

    /**
     * @param address by which this machine reaches it
     * @param name    a host name that it answers to
     */
    public record Listening(String address, int port, String name) {}
}
