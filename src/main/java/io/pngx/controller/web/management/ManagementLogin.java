package io.pngx.controller.web.management;

import io.pngx.controller.config.ManagementPassword;
import io.pngx.controller.text.Text;
import io.pngx.controller.web.http.ApiProblem;
import io.pngx.controller.web.http.ErrorResponder;
import io.pngx.controller.web.security.FailedLoginLimit;
import io.pngx.controller.web.security.RequestGuard;
import io.vertx.core.Handler;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/**
 * Requires the password of the console. Refuses all cross-site requests to Jolokia, because browsers also send a stored
 * password with cross-site requests. GET requests are no exception, because Jolokia also executes operations by GET.
 */
final class ManagementLogin implements Handler<RoutingContext> {
    private final ManagementPassword password;
    private final ErrorResponder problems;
    private final FailedLoginLimit failedLogins;

    ManagementLogin(ManagementPassword password, ErrorResponder problems, FailedLoginLimit failedLogins) {
        this.password = password;
        this.problems = problems;
        this.failedLogins = failedLogins;
    }

    @Override
    public void handle(RoutingContext context) {
        String path = context.normalizedPath();
        HttpServerRequest request = context.request();
        String client = FailedLoginLimit.client(request);
        String authorization = request.getHeader("Authorization");
        if (path.equals("/metrics") || path.matches("/health(/live|/ready)?")) {
            context.next();
        } else if (authorization != null && failedLogins.wait(client) > 0) {
            problems.send(
                    context,
                    ApiProblem.tooMany(
                            Text.of("Your address sent a wrong password too often."), failedLogins.wait(client)));
        } else if (!knows(authorization)) {
            if (authorization != null) {
                failedLogins.refused(client, "a wrong password for the console");
            }
            context.response().putHeader("WWW-Authenticate", "Basic realm=\"pngx-controller\", charset=\"UTF-8\"");
            problems.send(
                    context,
                    new ApiProblem(
                            401,
                            Text.of("The console requires a password: the value of MANAGEMENT_PASSWORD, or the "
                                    + "content of the file management-password beside the database. The user "
                                    + "name is ignored.")));
        } else if (path.startsWith(Hawtio.JOLOKIA) && RequestGuard.crossSite(request, RequestGuard.host(request))) {
            problems.send(
                    context,
                    new ApiProblem(403, Text.of("The request came from a page of another site and was refused.")));
        } else {
            context.next();
        }
    }

    private boolean knows(String authorization) {
        if (authorization == null || !authorization.matches("(?i)basic\\s+[A-Za-z0-9+/=]+")) {
            return false;
        }
        try {
            String both = new String(
                    Base64.getDecoder().decode(authorization.replaceFirst("^\\S+\\s+", "")), StandardCharsets.UTF_8);
            return both.contains(":") && password.matches(both.substring(both.indexOf(':') + 1));
        } catch (IllegalArgumentException notBase64) {
            return false;
        }
    }
}
