package io.pngx.controller.web.security;

import io.pngx.controller.text.Text;
import io.pngx.controller.web.http.ApiProblem;
import io.pngx.controller.web.http.ErrorResponder;
import io.vertx.core.Handler;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import java.net.URI;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * First check of every request: refuses unknown host names (DNS rebinding), cross-site changes and oversized bodies,
 * and sets the security headers.
 */
public final class RequestGuard implements Handler<RoutingContext> {
    public static final int LONGEST_BODY = 64 * 1024;
    /** Path of imports, which have long bodies. Only administrators may import. */
    public static final String IMPORT_PATH = "/api/configuration";

    public static final int LONGEST_IMPORT = 512 * 1024;
    private static final int LONGEST_JOLOKIA_BODY = 1024 * 1024;

    /**
     * Content policy of the pages. Images from data: addresses are allowed, because the style sheet Pico CSS has its
     * icons in data: addresses.
     */
    private static final String CONTENT_POLICY =
            "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
                    + "manifest-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; "
                    + "frame-ancestors 'none'";
    /** Content policy of the Hawtio console, which uses inline styles and a worker. */
    private static final String CONSOLE_POLICY =
            "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; font-src"
                    + " 'self' data:; connect-src 'self'; worker-src 'self' blob:; form-action 'self'; base-uri 'self';"
                    + " frame-ancestors 'none'";

    private static final Set<HttpMethod> SAFE = Set.of(HttpMethod.GET, HttpMethod.HEAD, HttpMethod.OPTIONS);

    private final List<String> allowedHosts;
    private final ErrorResponder problems;
    private final String policy;
    private final int longestBody;

    private RequestGuard(List<String> allowedHosts, ErrorResponder problems, String policy, int longestBody) {
        this.allowedHosts = allowedHosts;
        this.problems = problems;
        this.policy = policy;
        this.longestBody = longestBody;
    }

    /** Creates the guard of the pages and the API. */
    public static RequestGuard ofPages(List<String> allowedHosts, ErrorResponder problems) {
        return new RequestGuard(allowedHosts, problems, CONTENT_POLICY, LONGEST_BODY);
    }

    /** Creates the guard of the management port. */
    public static RequestGuard ofConsole(List<String> allowedHosts, ErrorResponder problems) {
        return new RequestGuard(allowedHosts, problems, CONSOLE_POLICY, LONGEST_JOLOKIA_BODY);
    }

    @Override
    public void handle(RoutingContext context) {
        context.response()
                .putHeader("Content-Security-Policy", policy)
                .putHeader("X-Content-Type-Options", "nosniff")
                // With no-referrer, browsers would send "Origin: null" with the forms of these pages, and the
                // cross-site check would refuse the forms.
                .putHeader("Referrer-Policy", "same-origin")
                .putHeader("Cross-Origin-Opener-Policy", "same-origin");
        try {
            check(context.request());
            context.queryParams(); // malformed parameters throw an exception before a route runs
        } catch (ApiProblem problem) {
            problems.send(context, problem);
            return;
        }
        context.next();
    }

    private void check(HttpServerRequest request) {
        String host = host(request);
        if (!allowedHosts.contains(name(host))) {
            throw new ApiProblem(421, Text.of("This host name is not allowed; to use it, add it to ALLOWED_HOSTS."));
        }
        if (!SAFE.contains(request.method()) && crossSite(request, host)) {
            throw new ApiProblem(403, Text.of("The change was requested by a page of another site and was refused."));
        }
        String length = request.getHeader("Content-Length");
        int longest = Math.max(longestBody, IMPORT_PATH.equals(request.path()) ? LONGEST_IMPORT : 0);
        if (length != null && !(length.matches("[0-9]{1,9}") && Long.parseLong(length) <= longest)) {
            throw new ApiProblem(
                    413, Text.of("The body is too long; at most {0} bytes are read.", String.valueOf(longest)));
        }
    }

    public static String host(HttpServerRequest request) {
        List<String> hosts =
                request.headers().getAll("Host").stream().distinct().toList();
        if (hosts.size() != 1) {
            throw ApiProblem.badRequest(Text.of("The request needs one Host header."));
        }
        return hosts.get(0);
    }

    /**
     * Returns true if a page of another site sent the request. Browsers send the origin of a request; other clients,
     * such as curl, send no origin and are trusted.
     */
    public static boolean crossSite(HttpServerRequest request, String host) {
        String site = request.getHeader("Sec-Fetch-Site");
        if (site != null) {
            return !site.equals("same-origin") && !site.equals("none");
        }
        String origin = request.getHeader("Origin");
        if (origin == null) {
            origin = request.getHeader("Referer");
        }
        if (origin == null) {
            return false;
        }
        try {
            // If a proxy terminates TLS, the schemes differ, but host name and port are equal.
            return !host.equalsIgnoreCase(URI.create(origin).getRawAuthority());
        } catch (IllegalArgumentException notAnOrigin) {
            return true;
        }
    }

    /** Returns the host name without its port, in the form of ALLOWED_HOSTS. */
    private static String name(String host) {
        return host.replaceFirst(":[0-9]*$", "").toLowerCase(Locale.ROOT);
    }
}
