package io.pngx.controller.web.security;

import io.pngx.controller.config.Settings;
import io.pngx.controller.store.ApiTokens.ApiToken;
import io.pngx.controller.store.ApiTokens.Role;
import io.pngx.controller.text.Text;
import io.pngx.controller.web.http.ApiProblem;
import io.pngx.controller.web.http.ErrorResponder;
import io.pngx.controller.web.http.Viewer;
import io.vertx.core.Handler;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.SocketAddress;
import io.vertx.ext.web.RoutingContext;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Authenticates and authorises every request. Requests pass {@link RequestGuard} first, then this check, then pages,
 * fragments, API routes and the stream of the log. The method alone decides whether a request reads or changes: GET,
 * HEAD and OPTIONS read, all other methods change.
 */
public final class Access implements Handler<RoutingContext> {
    static final String USER_HEADER = "X-authentik-username";
    static final String GROUPS_HEADER = "X-authentik-groups";
    /** Path to which paperless-ngx posts webhooks. The token of a webhook is valid for this path only. */
    public static final String HOOK_PATH = "/api/hooks/paperless";

    private static final Set<HttpMethod> READ_METHODS = Set.of(HttpMethod.GET, HttpMethod.HEAD, HttpMethod.OPTIONS);

    private final Optional<Settings.Forward> forward;
    private final Tokens tokens;
    private final ErrorResponder problems;
    private final FailedLoginLimit failedLogins;

    public Access(
            Optional<Settings.Forward> forward, Tokens tokens, ErrorResponder problems, FailedLoginLimit failedLogins) {
        this.forward = forward;
        this.tokens = tokens;
        this.problems = problems;
        this.failedLogins = failedLogins;
    }

    @Override
    public void handle(RoutingContext context) {
        HttpServerRequest request = context.request();
        if (isPublic(context.normalizedPath())) {
            context.next();
            return;
        }
        try {
            Viewer viewer = viewer(context);
            if (!viewer.admin() && viewer != Viewer.HOOK && !READ_METHODS.contains(request.method())) {
                throw new ApiProblem(
                        403,
                        Text.of(
                                "You may read everything here, but not change anything; ask an administrator{0} to "
                                        + "make the change.",
                                forward.flatMap(Settings.Forward::adminGroup)
                                        .map(group -> Text.of(" (group {0})", group))
                                        .orElse(Text.of(""))));
            }
            context.setUser(viewer.asUser());
        } catch (RefusedLogin refusal) {
            String client = FailedLoginLimit.client(context.request());
            failedLogins.refused(client, refusal.what);
            int wait = failedLogins.wait(client);
            if (wait == 0 && refusal.problem.status() == 401) {
                context.response().putHeader("WWW-Authenticate", "Bearer");
            }
            problems.send(
                    context,
                    wait == 0
                            ? refusal.problem
                            : ApiProblem.tooMany(
                                    Text.of(
                                            "{0} Your address is blocked for a while, because many of its requests "
                                                    + "were refused.",
                                            refusal.problem.detail()),
                                    wait));
            return;
        } catch (ApiProblem problem) {
            problems.send(context, problem);
            return;
        }
        context.next();
    }

    /**
     * Paths that need no login: the health check, and files that are the same in all installations, such as styles,
     * scripts and icons.
     */
    private static boolean isPublic(String path) {
        return path.equals("/healthz") || path.startsWith("/static/");
    }

    /** Signals a request without a valid login or token. */
    private static final class RefusedLogin extends RuntimeException {
        private static final long serialVersionUID = 1L;

        private final String what;
        private final transient ApiProblem problem;

        /** @param what description of the refused request, which the log shows after the word "Refused" */
        RefusedLogin(String what, int status, Text detail) {
            super(detail.toString(), null, false, false);
            this.what = what;
            this.problem = new ApiProblem(status, detail);
        }
    }

    private Viewer viewer(RoutingContext context) {
        String authorization = context.request().getHeader("Authorization");
        if (authorization != null && authorization.matches("(?i)bearer(\\s.*)?")) {
            return bearer(context, authorization.substring("bearer".length()).strip());
        }
        if (forward.isEmpty() && isHook(context)) {
            throw new RefusedLogin(
                    "a webhook without a token",
                    401,
                    Text.of("A webhook needs a token with the role hook. Create a token in the settings, and let the "
                            + "workflow send it in the header Authorization: Bearer pngx_..."));
        }
        return forward.map(login -> signedIn(login, context.request())).orElse(Viewer.ANYBODY);
    }

    /**
     * Returns whether the path is the path of the webhook. Camel also routes the path with a slash at its end to the
     * webhook.
     */
    private static boolean isHook(RoutingContext context) {
        return context.normalizedPath().replaceFirst("/$", "").equals(HOOK_PATH);
    }

    private Viewer bearer(RoutingContext context, String text) {
        ApiToken token = tokens.find(text)
                .orElseThrow(() -> new RefusedLogin(
                        "an unknown API token",
                        401,
                        Text.of("This API token is unknown or was revoked; create a token in the settings.")));
        boolean hook = isHook(context) && context.request().method().equals(HttpMethod.POST);
        if (token.role() == Role.HOOK && !hook) {
            throw new ApiProblem(
                    403, Text.of("This token is only valid for webhooks of paperless-ngx: POST {0}.", HOOK_PATH));
        }
        Instant now = Instant.now();
        if (tokens.worthNoting(token, now)) {
            context.vertx().executeBlocking(() -> {
                tokens.note(token, now);
                return null;
            });
        }
        return token.role() == Role.HOOK
                ? Viewer.HOOK
                : new Viewer(token.name(), token.role() == Role.ADMIN, token.id());
    }

    /**
     * Reads the login from the headers of the login proxy, but only if the request comes from an address of the
     * proxy.
     */
    private static Viewer signedIn(Settings.Forward login, HttpServerRequest request) {
        if (!trusted(login, request)) {
            throw new RefusedLogin(
                    "a login that bypasses the login proxy",
                    403,
                    Text.of(
                            "Only the login proxy may send requests to this port; open the address of the proxy, or "
                                    + "use an API token. (If this is the proxy, add its address, {0}, to "
                                    + "TRUSTED_PROXIES.)",
                            request.remoteAddress().hostAddress()));
        }
        String name = one(request, USER_HEADER);
        if (name.isEmpty()) {
            throw new RefusedLogin(
                    "a login without a name",
                    401,
                    Text.of(
                            "The login proxy sent no user name: the header {0} is missing; sign in first.",
                            USER_HEADER));
        }
        List<String> groups = Arrays.stream(one(request, GROUPS_HEADER).split("\\|"))
                .map(String::strip)
                .toList();
        if (login.requiredGroup().filter(group -> !groups.contains(group)).isPresent()) {
            throw new RefusedLogin(
                    "a login of a user outside the required group",
                    403,
                    Text.of(
                            "You are signed in as {0}, who is not in the group {1}; ask an administrator to add you.",
                            name, login.requiredGroup().get()));
        }
        return new Viewer(name, login.adminGroup().map(groups::contains).orElse(true), null);
    }

    private static boolean trusted(Settings.Forward login, HttpServerRequest request) {
        SocketAddress remote = request.connection().remoteAddress();
        if (remote == null || remote.hostAddress() == null) {
            return false;
        }
        // The host address is numeric, so the next line makes no DNS query.
        InetAddress address = new InetSocketAddress(remote.hostAddress(), 0).getAddress();
        return address != null && login.proxies().stream().anyMatch(proxy -> proxy.contains(address));
    }

    /** Returns a header. Refuses a repeated header, because one of its values may come from the client. */
    private static String one(HttpServerRequest request, String header) {
        List<String> values = request.headers().getAll(header);
        if (values.size() > 1) {
            throw new RefusedLogin(
                    "a login with a repeated header",
                    401,
                    Text.of(
                            "The header {0} was sent more than once; the login proxy must replace the header that a "
                                    + "client sends.",
                            header));
        }
        return values.isEmpty() ? "" : values.get(0).strip();
    }
}
