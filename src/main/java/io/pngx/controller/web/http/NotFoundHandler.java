package io.pngx.controller.web.http;

import io.pngx.controller.text.Text;
import io.vertx.core.Handler;
import io.vertx.ext.web.RoutingContext;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.apache.camel.CamelContext;
import org.apache.camel.Route;
import org.apache.camel.component.platform.http.PlatformHttpEndpoint;

/**
 * Answers requests that match no route: 405 if another method has a route for this path, otherwise 404.
 * {@link #checkMethod} also refuses a request that would match the variable of another path:
 * {@code PUT /api/replicas/test} must not reach {@code PUT /api/replicas/{id}}.
 */
public final class NotFoundHandler implements Handler<RoutingContext> {
    private final CamelContext camel;
    private final ErrorResponder problems;
    private final Map<String, Set<String>> outsideCamel;

    /** @param outsideCamel methods of the paths that are served without a Camel route */
    public NotFoundHandler(CamelContext camel, ErrorResponder problems, Map<String, Set<String>> outsideCamel) {
        this.camel = camel;
        this.problems = problems;
        this.outsideCamel = Map.copyOf(outsideCamel);
    }

    @Override
    public void handle(RoutingContext context) {
        Set<String> methods = methods(context.normalizedPath());
        if (methods.isEmpty()) {
            problems.send(context, ApiProblem.notFound(Text.of("There is nothing at this address.")));
        } else {
            refuse(context, methods);
        }
    }

    /**
     * Refuses a request if routes have exactly this path, but none of them accepts the method. Otherwise, a route with
     * a variable in its path could accept the request.
     */
    public void checkMethod(RoutingContext context) {
        String path = context.normalizedPath();
        String method = context.request().method().name();
        if (hasItsOwnRoute(path) && !methods(path).contains(method)) {
            refuse(context, methods(path));
        } else {
            context.next();
        }
    }

    private void refuse(RoutingContext context, Set<String> methods) {
        String allowed = String.join(", ", methods);
        context.response().putHeader("Allow", allowed);
        problems.send(
                context,
                new ApiProblem(
                        405,
                        Text.of(
                                "This address accepts {0}, not {1}.",
                                allowed, context.request().method())));
    }

    private boolean hasItsOwnRoute(String path) {
        String plain = path.replaceFirst("(?<=.)/$", ""); // a route also accepts its path with a slash at the end
        return camel.getRoutes().stream()
                .anyMatch(route -> route.getEndpoint() instanceof PlatformHttpEndpoint endpoint
                        && endpoint.getPath().equals(plain));
    }

    private Set<String> methods(String path) {
        boolean itsOwnRoute = hasItsOwnRoute(path);
        Set<String> methods = new TreeSet<>(outsideCamel.getOrDefault(path, Set.of()));
        for (Route route : camel.getRoutes()) {
            if (route.getEndpoint() instanceof PlatformHttpEndpoint endpoint
                    && endpoint.getHttpMethodRestrict() != null
                    && same(endpoint.getPath(), path, !itsOwnRoute)) {
                methods.addAll(Arrays.asList(endpoint.getHttpMethodRestrict().split(",")));
            }
        }
        return methods;
    }

    /** @param anyId true: {@code {id}} in the template matches any text; false: {@code {id}} matches only itself */
    private static boolean same(String template, String path, boolean anyId) {
        String[] expected = template.split("/");
        String[] actual = path.split("/");
        if (expected.length != actual.length) {
            return false;
        }
        for (int i = 0; i < expected.length; i++) {
            boolean variable = expected[i].startsWith("{") && (anyId || !expected[i].equals("{id}"));
            if (!variable && !expected[i].equals(actual[i])) {
                return false;
            }
        }
        return true;
    }
}
