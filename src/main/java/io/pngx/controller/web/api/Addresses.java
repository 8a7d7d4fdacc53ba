package io.pngx.controller.web.api;

import io.pngx.controller.config.PaperlessUrl;
import io.pngx.controller.store.KeyValues;
import io.pngx.controller.store.Replica;
import io.pngx.controller.store.Replicas;
import io.pngx.controller.store.Setting;
import io.pngx.controller.store.Tables;
import io.pngx.controller.text.Text;
import io.pngx.controller.web.http.Fields;
import java.util.Optional;

/**
 * Validates addresses of instances. Two instances must not have the same address, and a token is only sent to the
 * address for which the token was saved.
 */
final class Addresses {
    static final Text TOKEN_AGAIN =
            Text.of("must be entered again for another address, because a saved token is only sent to the address for "
                    + "which it was saved");

    private final KeyValues settings;
    private final Replicas replicas;

    Addresses(Tables tables) {
        settings = tables.settings();
        replicas = tables.replicas();
    }

    Optional<PaperlessUrl> master() {
        return settings.get(Setting.MASTER_URL).flatMap(Addresses::parse);
    }

    /** Refuses an address for the master if a replica has this address. */
    void checkMaster(Fields fields, String field, PaperlessUrl url) {
        replicas.all().stream()
                .filter(replica -> at(replica, url))
                .findFirst()
                .ifPresent(replica -> fields.refuse(
                        field,
                        Text.of(
                                "is the address of the replica \"{0}\"; the master must be another paperless-ngx "
                                        + "instance",
                                replica.name())));
    }

    /** Refuses an address for a replica if the master or another replica has this address. */
    void checkReplica(Fields fields, Long id, PaperlessUrl url) {
        if (master().filter(url::equals).isPresent()) {
            fields.refuse(
                    "url", Text.of("is the address of the master; a replica must be another paperless-ngx instance"));
        }
        replicas.all().stream()
                .filter(other -> id == null || other.id() != id)
                .filter(other -> at(other, url))
                .findFirst()
                .ifPresent(other ->
                        fields.refuse("url", Text.of("is the address of the replica \"{0}\" already", other.name())));
    }

    static boolean at(Replica replica, PaperlessUrl url) {
        return parse(replica.url()).filter(url::equals).isPresent();
    }

    /** Returns true if both addresses have the same origin, so that a saved token may be sent to both. */
    static boolean sameOrigin(String saved, PaperlessUrl url) {
        return saved != null
                && parse(saved)
                        .filter(known -> known.origin().equals(url.origin()))
                        .isPresent();
    }

    private static Optional<PaperlessUrl> parse(String text) {
        try {
            return Optional.of(PaperlessUrl.parse(text));
        } catch (IllegalArgumentException savedByAnotherVersion) {
            return Optional.empty();
        }
    }
}
