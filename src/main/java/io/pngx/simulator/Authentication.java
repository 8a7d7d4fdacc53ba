package io.pngx.simulator;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Base64;
import java.util.Deque;
import java.util.HexFormat;
import java.util.Random;

/**
 * Checks tokens and passwords. If a token or password is invalid, returns 401 with one of three texts (paperless-api.md
 * §1).
 */
final class Authentication {
    private static final int ATTEMPTS_PER_MINUTE = 5;

    private final Instance instance;
    private final Random random = new Random();
    private final Deque<Instant> attempts = new ArrayDeque<>();

    Authentication(Instance instance) {
        this.instance = instance;
    }

    UserRow user(RawRequest raw) {
        String header = raw.header("authorization");
        if (header == null || !(header.startsWith("Token") || header.startsWith("Basic "))) {
            boolean german = String.valueOf(raw.header("accept-language")).startsWith("de");
            throw refuse(german ? "Anmeldedaten fehlen." : "Authentication credentials were not provided.");
        }
        if (header.startsWith("Basic ")) {
            return basic(header.substring(6));
        }
        String token = header.substring(5).trim();
        if (token.isEmpty()) {
            throw refuse("Invalid token header. No credentials provided.");
        }
        UserRow user = instance.userOfToken(token);
        if (user == null) {
            throw refuse("Invalid token.");
        }
        return active(user);
    }

    private UserRow basic(String encoded) {
        String[] pair = new String(Base64.getDecoder().decode(encoded.trim()), StandardCharsets.UTF_8).split(":", 2);
        UserRow user = pair.length == 2 ? instance.user(pair[0]) : null;
        if (user == null || user.password == null || !user.password.equals(pair[1])) {
            throw refuse("Invalid username/password.");
        }
        return active(user);
    }

    private UserRow active(UserRow user) {
        if (!user.active) {
            throw refuse("User inactive or deleted.");
        }
        return user;
    }

    private static Refusal refuse(String detail) {
        Refusal refusal = Refusal.detail(401, detail);
        refusal.answer().header("WWW-Authenticate", "Token");
        return refusal;
    }

    String newToken() {
        byte[] bytes = new byte[20];
        random.nextBytes(bytes);
        return HexFormat.of().formatHex(bytes);
    }

    /** {@code POST /api/token/}. A v3 server accepts five attempts a minute from a client. */
    Answer obtainToken(Call call) {
        throttle();
        ObjectNode body = call.object();
        ObjectNode missing = Json.object();
        for (String key : new String[] {"username", "password"}) {
            if (!body.hasNonNull(key)) {
                missing.set(key, Json.array("This field is required."));
            }
        }
        if (!missing.isEmpty()) {
            throw Refusal.invalid(missing);
        }
        UserRow user = instance.user(body.path("username").asText());
        if (user == null
                || !user.active
                || user.password == null
                || !user.password.equals(body.path("password").asText())) {
            throw Refusal.field("non_field_errors", "Unable to log in with provided credentials.");
        }
        if (user.token == null) {
            user.token = newToken();
        }
        return Answer.ok(Json.object("token", user.token));
    }

    private void throttle() {
        if (!instance.isV3()) {
            return;
        }
        Instant now = instance.clock.now();
        attempts.removeIf(at -> at.isBefore(now.minusSeconds(60)));
        if (attempts.size() >= ATTEMPTS_PER_MINUTE) {
            long wait = 60 - Duration.between(attempts.peekFirst(), now).toSeconds();
            Refusal refusal = Refusal.detail(429, "Request was throttled. Expected available in " + wait + " seconds.");
            refusal.answer().header("Retry-After", String.valueOf(wait));
            throw refusal;
        }
        attempts.add(now);
    }
}
