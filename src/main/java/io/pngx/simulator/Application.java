package io.pngx.simulator;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.regex.Matcher;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Processes a request in the order of the real application: address, version, login, permission, method, work. Each
 * step may end the request with its own kind of refusal.
 */
final class Application {
    private static final Logger LOG = LoggerFactory.getLogger(Application.class);

    private final Instance instance;
    private final Authentication authentication;
    private final Permissions permissions;
    private final List<Route> routes;

    Application(Instance instance, Authentication authentication, Permissions permissions, List<Route> routes) {
        this.instance = instance;
        this.authentication = authentication;
        this.permissions = permissions;
        this.routes = routes;
    }

    /**
     * The answer and the user of a request.
     *
     * @param user null: no user was logged in
     */
    record Outcome(Answer answer, String user) {}

    Outcome handle(RawRequest raw) {
        return handle(raw, null);
    }

    /** @param known the user, for a call through the Java API; null: a call over HTTP, which must sign in */
    Outcome handle(RawRequest raw, UserRow known) {
        if (raw.path().equals("/api/")) {
            return new Outcome(redirect("schema/view/"), null);
        }
        for (Route route : routes) {
            Matcher match = route.pattern.matcher(raw.path());
            if (route.existsOn(instance.personality) && match.matches()) {
                return handle(raw, route, match, known);
            }
        }
        // Any other address belongs to the user interface, which requires a session (paperless-api.md §1).
        String next = raw.path() + (raw.query() == null ? "" : "?" + raw.query());
        return new Outcome(
                redirect("/accounts/login/?next="
                        + URLEncoder.encode(next, StandardCharsets.UTF_8).replace("%2F", "/")),
                null);
    }

    private static Answer redirect(String location) {
        return Answer.text(302, "").header("Location", location);
    }

    private Outcome handle(RawRequest raw, Route route, Matcher match, UserRow known) {
        UserRow user = null;
        Answer answer;
        instance.lock.lock();
        try {
            int api = Negotiation.version(raw.header("accept"), instance.personality);
            if (!route.isOpen()) {
                user = known != null ? known : authentication.user(raw);
            }
            answer = work(new Call(raw, match.toMatchResult(), user, api), route);
        } catch (Refusal refusal) {
            answer = refusal.answer();
        } catch (RuntimeException e) {
            LOG.warn("{} {} failed in the simulator", raw.method(), raw.path(), e);
            answer = Answer.serverError();
        } finally {
            instance.lock.unlock();
        }
        if (user != null) {
            answer.header("X-Api-Version", String.valueOf(instance.personality.highestApi));
            answer.header("X-Version", instance.personality.version);
        }
        return new Outcome(answer, user == null ? null : user.username);
    }

    private Answer work(Call call, Route route) {
        String permission = route.permission(call.raw.method());
        if (permission != null && !permissions.has(call.user, permission)) {
            throw Refusal.noPermission();
        }
        Endpoint endpoint = route.endpoint(call.raw.method());
        if (endpoint == null) {
            Refusal refusal = Refusal.detail(405, "Method \"" + call.raw.method() + "\" not allowed.");
            refusal.answer().header("Allow", route.allowed());
            throw refusal;
        }
        if (instance.databaseLocked && !call.raw.isRead()) {
            return LockedDatabase.answer(call, endpoint, instance);
        }
        return endpoint.handle(call);
    }
}
