package io.pngx.controller.rules;

import io.pngx.controller.config.AddressPolicy;
import io.pngx.controller.text.RefusedValueException;
import io.pngx.controller.text.Text;
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
 * The address of an HTTP call, split into the URI to call and the Camel options. In the text of a rule, the options
 * stand among the query parameters of the address.
 *
 * @param uri the URI without options
 * @param options the options as they are written in the rule, such as {@code httpMethod=PUT}
 */
record RuleAddress(URI uri, List<String> options) {
    /** A parameter. A value in RAW() can contain ampersands. */
    private static final Pattern PARAMETER = Pattern.compile("[^=&]+=RAW(?:\\(.*?\\)|\\{.*?})(?=&|$)|[^&]+");

    private static final Pattern RAW = Pattern.compile("RAW(?:\\((.*)\\)|\\{(.*)})", Pattern.DOTALL);
    /** The host names of instances in the routes of the controller. */
    private static final Pattern INSTANCE_HOST = Pattern.compile("(master|replica-\\d+)\\.?");
    /** Maximum number of times that a value is decoded. */
    private static final int MAX_DEPTH = 5;

    private static final Pattern WITH_PLACEHOLDER = Pattern.compile("[^=]+=.*\\{\\{[^{}]*}}.*");

    /**
     * Splits an address.
     *
     * @param written the address as it is written in the rule; options keep their placeholders, which Camel fills in
     * @param address the address with all placeholders filled in
     * @param isOption tests whether a parameter is an option of Camel
     * @throws RefusedValueException if the address can't be called; the text is a sentence without its subject
     */
    static RuleAddress of(String written, String address, Predicate<String> isOption) {
        List<String> filledIn = parameterList(written).stream()
                .filter(WITH_PLACEHOLDER.asMatchPredicate())
                .toList();
        List<String> options = new ArrayList<>();
        List<String> query = new ArrayList<>();
        for (String parameter : parameterList(address)) {
            if (isOption.test(name(parameter))) {
                requireAllowed(parameter);
                options.add(filledIn.stream()
                        .filter(one -> name(one).equals(name(parameter)))
                        .findFirst()
                        .orElse(parameter));
            } else {
                query.add(encoded(parameter));
            }
        }
        String place = address.replaceFirst("\\?.*$", "").replaceFirst("(?i)^(https?):/*", "$1://");
        try {
            return new RuleAddress(
                    validated(new URI(UnsafeUriCharactersEncoder.encodeHttpURI(
                            place + query.stream().collect(Collectors.joining("&", query.isEmpty() ? "" : "?", ""))))),
                    options);
        } catch (URISyntaxException e) {
            throw new RefusedValueException(Text.of("is not an address"));
        }
    }

    /**
     * Returns whether Camel would resolve a value as the name of a bean, of a class or of a placeholder. Camel first
     * decodes the value and removes RAW().
     */
    static boolean isReference(String value) {
        String plain = value;
        for (int i = 0; i < MAX_DEPTH; i++) {
            plain = plain.strip();
            if (plain.startsWith("#") || plain.contains("{{")) {
                return true;
            }
            Matcher rawValue = RAW.matcher(plain);
            String next = rawValue.matches() ? rawValue(rawValue) : decoded(plain);
            if (next.equals(plain)) {
                return false;
            }
            plain = next;
        }
        return true; // a value that is encoded so many times probably hides a reference
    }

    private static String decoded(String value) {
        try {
            return URLDecoder.decode(value, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            return value; // the value has a percent sign that encodes nothing
        }
    }

    private static String rawValue(MatchResult rawValue) {
        return rawValue.group(1) != null ? rawValue.group(1) : rawValue.group(2);
    }

    /**
     * Parses the query of an endpoint as Camel does.
     *
     * @throws RefusedValueException if the query can't be parsed; the text is a sentence without its subject
     */
    static Map<String, String> parameters(String endpoint) {
        try {
            Map<String, String> parameters = new LinkedHashMap<>();
            URISupport.parseQuery(endpoint.contains("?") ? endpoint.substring(endpoint.indexOf('?') + 1) : "")
                    .forEach((name, value) -> parameters.put(name, single(name, value)));
            return parameters;
        } catch (URISyntaxException e) {
            throw new RefusedValueException(Text.of("has parameters that are not valid"));
        }
    }

    private static String single(String name, Object value) {
        if (value instanceof Collection) {
            throw new RefusedValueException(Text.of("has the parameter \"{0}\" twice", name));
        }
        return String.valueOf(value);
    }

    private static void requireAllowed(String parameter) {
        String name = name(parameter);
        if (name.startsWith("proxy")) {
            throw new RefusedValueException(
                    Text.of("names a proxy; set HTTP_PROXY, HTTPS_PROXY and NO_PROXY in the environment instead"));
        }
        if (!AllowList.HTTP_OPTIONS.contains(name)) {
            throw new RefusedValueException(Text.of(
                    "has the option \"{0}\", which is not allowed in a rule; allowed are {1}",
                    name, String.join(", ", AllowList.HTTP_OPTIONS)));
        }
    }

    private static List<String> parameterList(String uri) {
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

    /**
     * Encodes a value in RAW(). Returns any other parameter as it is written in the rule, because a change could make
     * a signed address invalid.
     */
    private static String encoded(String parameter) {
        var rawValue = RAW.matcher(
                parameter.substring(Math.min(parameter.length(), name(parameter).length() + 1)));
        return !rawValue.matches()
                ? parameter
                : name(parameter) + "=" + URLEncoder.encode(rawValue(rawValue), StandardCharsets.UTF_8);
    }

    private static URI validated(URI address) {
        if (address.getHost() == null || address.getPort() == 0 || address.getPort() > 65535) {
            throw new RefusedValueException(Text.of("has no valid host and port"));
        }
        String host = address.getHost().toLowerCase(Locale.ROOT);
        if (INSTANCE_HOST.matcher(host).matches()) {
            throw new RefusedValueException(Text.of("names the master or a replica, which rules must not call"));
        }
        AddressPolicy.refusalOf(host).ifPresent(why -> {
            throw new RefusedValueException(why);
        });
        if (address.getRawUserInfo() != null) {
            throw new RefusedValueException(
                    Text.of("has a user name before the '@'; set the header Authorization instead"));
        }
        return address;
    }
}
