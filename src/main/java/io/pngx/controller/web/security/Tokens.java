package io.pngx.controller.web.security;

import io.pngx.controller.store.ApiTokens;
import io.pngx.controller.store.ApiTokens.ApiToken;
import io.pngx.controller.store.ApiTokens.Role;
import io.pngx.controller.store.Tables;
import io.pngx.controller.sync.Hash;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Creates, finds and revokes API tokens. A token has 256 random bits, so an unsalted hash is safe. All hashes are
 * cached in memory, so that a request with an unknown token needs no query.
 */
public final class Tokens {
    private static final String PREFIX = "pngx_";
    private static final Duration PRECISION = Duration.ofMinutes(1);

    private final ApiTokens table;
    private final SecureRandom random = new SecureRandom();
    private final Map<Long, Instant> used = new ConcurrentHashMap<>();
    private volatile Map<String, ApiToken> known = Map.of();

    public Tokens(Tables tables) {
        table = new ApiTokens(tables.database());
        refresh();
    }

    /** @param token text of the token, which is shown once and stored nowhere */
    public record Made(long id, String token) {}

    public List<ApiToken> all() {
        return table.all();
    }

    public Made make(String name, Role role, String createdBy) {
        byte[] bits = new byte[32];
        random.nextBytes(bits);
        String token = PREFIX + Base64.getUrlEncoder().withoutPadding().encodeToString(bits);
        long id = table.add(name, hash(token), role, createdBy);
        refresh();
        return new Made(id, token);
    }

    public boolean revoke(long id) {
        boolean was = table.delete(id);
        refresh();
        return was;
    }

    /** Finds a token by its text; empty if the token is unknown or revoked. */
    Optional<ApiToken> find(String token) {
        return Optional.ofNullable(known.get(hash(token)));
    }

    /** Returns false if the token was revoked. */
    public boolean isKnown(long id) {
        return known.values().stream().anyMatch(token -> token.id() == id);
    }

    /** Returns true at most once per minute and token, so that only some uses cause a write. */
    boolean worthNoting(ApiToken token, Instant now) {
        Instant before = used.get(token.id());
        if (before != null && before.plus(PRECISION).isAfter(now)) {
            return false;
        }
        used.put(token.id(), now);
        return true;
    }

    /** Writes the time of the last use to the database. */
    void note(ApiToken token, Instant now) {
        table.used(token.id(), now);
    }

    private void refresh() {
        known = table.all().stream().collect(Collectors.toUnmodifiableMap(ApiToken::hash, Function.identity()));
    }

    private static String hash(String token) {
        return HexFormat.of().formatHex(Hash.digest("SHA-256").digest(token.getBytes(StandardCharsets.UTF_8)));
    }
}
