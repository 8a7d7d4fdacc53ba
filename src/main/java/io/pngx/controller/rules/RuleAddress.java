package io.pngx.controller.rules;

import io.pngx.controller.config.AddressPolicy;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Predicate;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.apache.camel.util.URISupport;
import org.apache.camel.util.UnsafeUriCharactersEncoder;

/**
 * The address of an HTTP call in two: what is called, and the options for Camel, which stand among the parameters of the query.
 *
 * @param uri     what is called
 * @param options as they are written, such as {@code httpMethod=PUT}
 */
record RuleAddress(URI uri, List<String> options) {
    /** A parameter; one that is RAW may hold ampersands. */
    private static final Pattern PARAMETER = Pattern.compile("[^=&]+=RAW(?:\\(.*?\\)|\\{.*?})(?=&|$)|[^&]+");

    private static final Pattern RAW = Pattern.compile("RAW(?:\\((.*)\\)|\\{(.*)})", Pattern.DOTALL);
    /** The names of the instances in the routes of the controller. */
    private static final Pattern GATEWAY = Pattern.compile("(master|replica-\\d+)\\.?");
    /** So often a value is decoded. */
    private static final int DEEPEST = 5;

    private static final Pattern FILLED_IN = Pattern.compile("[^=]+=.*\\{\\{[^{}]*}}.*");

    /**
     * @param written  as the rule has it: what the environment holds of an option is left to Camel to fill in
     * @param address  the same with all that is filled in
     * @param isOption whether Camel takes a parameter of this name for itself
     * @throws IllegalArgumentException with the end of a sentence, where nothing can be called there
     */
    static RuleAddress of(String written, String address, Predicate<String> isOption) {
        List<String> filledIn =
                list(written).stream().filter(FILLED_IN.asMatchPredicate()).toList();
        List<String> options = new ArrayList<>();
        List<String> query = new ArrayList<>();
        for (String parameter : list(address)) {
            if (isOption.test(name(parameter))) {
                allowed(parameter);
                options.add(filledIn.stream()
                        .filter(one -> name(one).equals(name(parameter)))
                        .findFirst()
                        .orElse(parameter));
            } else {
                query.add(sent(parameter));
            }
        }
        String place = address.replaceFirst("\\?.*$", "").replaceFirst("(?i)^(https?):/*", "$1://");
        try {
            return new RuleAddress(
                    checked(new URI(UnsafeUriCharactersEncoder.encodeHttpURI(
                            place + query.stream().collect(Collectors.joining("&", query.isEmpty() ? "" : "?", ""))))),
                    options);
        } catch (URISyntaxException e) {
            throw new IllegalArgumentException("is no address", e);
        }
    }

    /**
     * Tells whether Camel would look up what this value names: a bean, a class, or a placeholder. Camel decodes a value
     * and takes RAW away before that.
     */
    static boolean isLookedUp(String value) {
        String plain = value;
        for (int i = 0; i < DEEPEST; i++) {
            plain = plain.strip();
            if (plain.startsWith("#") || plain.contains("{{")) {
                return true;
            }
            Matcher raw = RAW.matcher(plain);
            String next = raw.matches() ? raw(raw) : decoded(plain);
            if (next.equals(plain)) {
                return false;
            }
            plain = next;
        }
        return true; // who encodes a value so often hides something
    }

    private static String decoded(String value) {
        try {
            return URLDecoder.decode(value, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            return value; // a percent sign that encodes nothing
        }
    }

    private static String raw(MatchResult raw) {
        return raw.group(1) != null ? raw.group(1) : raw.group(2);
    }

    /**
     * What Camel reads of the query of an endpoint.
     *
     * @throws IllegalArgumentException with the end of a sentence, where it can't be read
     */
    static Map<String, String> parameters(String endpoint) {
        try {
            Map<String, String> parameters = new LinkedHashMap<>();
            URISupport.parseQuery(endpoint.contains("?") ? endpoint.substring(endpoint.indexOf('?') + 1) : "")
                    .forEach((name, value) -> parameters.put(name, single(name, value)));
            return parameters;
        } catch (URISyntaxException e) {
            throw new IllegalArgumentException("has parameters that can't be read", e);
        }
    }

    private static String single(String name, Object value) {
        if (value instanceof Collection) {
            throw new IllegalArgumentException("has the parameter \"" + name + "\" twice");
        }
        return String.valueOf(value);
    }

    private static void allowed(String parameter) {
        String name = name(parameter);
        if (name.startsWith("proxy")) {
            throw new IllegalArgumentException(
                    "names a proxy; HTTP_PROXY, HTTPS_PROXY and NO_PROXY of the " + "environment say the way");
        }
        if (!AllowList.HTTP_OPTIONS.contains(name)) {
            throw new IllegalArgumentException("has the option \"" + name + "\", which is not allowed in a rule; "
                    + "allowed are " + String.join(", ", AllowList.HTTP_OPTIONS));
        }
    }

    private static List<String> list(String uri) {
        return uri.contains("?")
                ? PARAMETER
                        .matcher(uri.substring(uri.indexOf('?') + 1))
                        .results()
                        .map(MatchResult::group)
                        .toList()
                : List.of();
    }

    private static String name(String parameter) {
        return parameter.replaceFirst("=.*", "");
    }

    /** As it is written, so that a signature stays what it is. */
    private static String sent(String parameter) {
        var raw = RAW.matcher(
                parameter.substring(Math.min(parameter.length(), name(parameter).length() + 1)));
        return !raw.matches() ? parameter : name(parameter) + "=" + URLEncoder.encode(raw(raw), StandardCharsets.UTF_8);
    }

    private static URI checked(URI address) {
        if (address.getHost() == null || address.getPort() == 0 || address.getPort() > 65535) {
            throw new IllegalArgumentException("has no host and port that can be called");
        }
        String host = address.getHost().toLowerCase(Locale.ROOT);
        if (GATEWAY.matcher(host).matches()) {
            throw new IllegalArgumentException("names the master or a replica, which no rule calls");
        }
        AddressPolicy.refusalOf(host).ifPresent(why -> {
            throw new IllegalArgumentException(why);
        });
        if (address.getRawUserInfo() != null) {
            throw new IllegalArgumentException(
                    "holds a user name before the '@'; set the header Authorization instead");
        }
        return address;
    }
}
