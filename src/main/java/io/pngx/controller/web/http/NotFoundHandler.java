package io.pngx.controller.web.http;

import io.vertx.core.Handler;
import io.vertx.ext.web.RoutingContext;
import java.util.Arrays;
import java.util.Set;
import java.util.TreeSet;
import org.apache.camel.CamelContext;
import org.apache.camel.Route;
import org.apache.camel.component.platform.http.PlatformHttpEndpoint;

/** Answers requests that match no route: 405 if another method has a route for this path, otherwise 404. */
public final class NotFoundHandler implements Handler<RoutingContext> {
    private final CamelContext camel;
    private final ErrorResponder problems;

    public NotFoundHandler(CamelContext camel, ErrorResponder problems) {
        this.camel = camel;
        this.problems = problems;
    }

    @Override
    public void handle(RoutingContext context) {
        String path = context.normalizedPath();
        Set<String> methods = methods(path);
        if (methods.isEmpty()) {
            problems.send(context, ApiProblem.notFound("There is nothing at this address."));
        } else {
            String allowed = String.join(", ", methods);
            context.response().putHeader("Allow", allowed);
            problems.send(
                    context,
                    new ApiProblem(
                            405,
                            "This address accepts " + allowed + ", not "
                                    + context.request().method() + "."));
        }
    }

    private Set<String> methods(String path) {
        Set<String> methods = new TreeSet<>();
        for (Route route : camel.getRoutes()) {
            if (route.getEndpoint() instanceof PlatformHttpEndpoint endpoint
                    && endpoint.getHttpMethodRestrict() != null
                    && same(endpoint.getPath(), path)) {
                methods.addAll(Arrays.asList(endpoint.getHttpMethodRestrict().split(",")));
            }
        }
        return methods;
    }

    private static boolean same(String template, String path) {
        String[] expected = template.split("/");
        String[] actual = path.split("/");
        if (expected.length != actual.length) {
            return false;
        }
        for (int i = 0; i < expected.length; i++) {
            if (!expected[i].startsWith("{") && !expected[i].equals(actual[i])) {
                return false;
            }
        }
        return true;
    }
}
