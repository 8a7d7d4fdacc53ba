package io.pngx.controller.store;

import io.pngx.controller.text.LowerCase;
import java.time.Instant;
import java.util.List;

/** Table {@code api_tokens}: tokens for scripts. The table holds only hashes of the tokens. */
public final class ApiTokens {
    private final Database db;

    public ApiTokens(Database db) {
        this.db = db;
    }

    /** Permissions of a token. */
    public enum Role {
        READER,
        ADMIN,
        /** Permits webhooks of paperless-ngx to report changes, and permits nothing else. */
        HOOK
    }

    /** @param hash SHA-256 of the token, in hex */
    public record ApiToken(
            long id, String name, String hash, Role role, Instant createdAt, String createdBy, Instant lastUsedAt) {}

    public List<ApiToken> all() {
        return db.read()
                .sql("select * from api_tokens order by id")
                .query(Rows.of(ApiToken.class))
                .list();
    }

    /**
     * @param createdBy name of the user; null: the API was called without a sign-in
     * @return id of the token
     */
    public long add(String name, String hash, Role role, String createdBy) {
        return db.write()
                .sql("insert into api_tokens(name, hash, role, created_at, created_by) values (?, ?, ?, ?, ?) "
                        + "returning id")
                .params(name, hash, LowerCase.of(role), Times.text(Instant.now()), createdBy)
                .query(Long.class)
                .single();
    }

    /** @return whether the token existed */
    public boolean delete(long id) {
        return db.write().sql("delete from api_tokens where id = ?").param(id).update() == 1;
    }

    public void used(long id, Instant now) {
        db.write()
                .sql("update api_tokens set last_used_at = ? where id = ?")
                .params(Times.text(now), id)
                .update();
    }
}
