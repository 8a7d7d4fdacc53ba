package io.pngx.controller.web.api;

import io.pngx.controller.config.AlertUrl;
import io.pngx.controller.config.Vault;
import io.pngx.controller.config.VaultException;
import io.pngx.controller.store.AlertKind;
import io.pngx.controller.store.AlertTarget;
import io.pngx.controller.store.AlertTargets;
import io.pngx.controller.store.LogRow;
import io.pngx.controller.store.Logs;
import io.pngx.controller.store.Replica;
import io.pngx.controller.text.RefusedValueException;
import io.pngx.controller.text.Text;
import io.pngx.controller.web.http.Fields;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * Reads changes of alert targets from a request. A request without a secret keeps the saved secret only if the target
 * keeps its origin. A secret is only sent to the origin for which the secret was saved.
 */
final class AlertTargetFields {
    static final String PING = "ping_url_";

    private static final String WEBHOOK_URL = "webhook_url";
    private static final String NTFY_URL = "ntfy_url";
    private static final String APPRISE_URL = "apprise_url";
    private static final String TELEGRAM_URL = "telegram_url";
    private static final String TELEGRAM_TOKEN = "telegram_token";
    private static final String TELEGRAM_CHAT = "telegram_chat";
    private static final Text BOT_TOKEN =
            Text.of("must be only the token that BotFather shows, such as 123456:ABC-DEF");
    private static final String TELEGRAM = "https://api.telegram.org";

    private static final Text TOKEN_AGAIN =
            Text.of("must be entered again for another address, because a saved token is only sent to the address "
                    + "for which it was saved; to remove the token, enter off");

    private final AlertTargets targets;
    private final Logs logs;
    private final Vault vault;

    AlertTargetFields(AlertTargets targets, Logs logs, Vault vault) {
        this.targets = targets;
        this.logs = logs;
        this.vault = vault;
    }

    /** Returns the names of all fields. */
    static Stream<String> names(List<Replica> replicas) {
        return Stream.of(
                        Stream.of(
                                WEBHOOK_URL,
                                "webhook_token",
                                NTFY_URL,
                                "ntfy_token",
                                APPRISE_URL,
                                "apprise_urls",
                                TELEGRAM_TOKEN,
                                TELEGRAM_CHAT,
                                TELEGRAM_URL),
                        MailFields.NAMES.stream(),
                        replicas.stream().map(replica -> PING + replica.id()))
                .flatMap(names -> names);
    }

    /** Validates the fields of all targets, and returns the changes to write. */
    List<Runnable> read(Fields fields, List<Replica> replicas) {
        Consumer<String> bearer = name ->
                fields.token(name, Text.of("must be only the token, without blanks and without the word Bearer"));
        return Stream.concat(
                        Stream.of(
                                addressed(fields, AlertKind.WEBHOOK.word(), null, WEBHOOK_URL, "webhook_token", bearer),
                                addressed(fields, AlertKind.NTFY.word(), null, NTFY_URL, "ntfy_token", bearer),
                                addressed(
                                        fields,
                                        AlertKind.APPRISE.word(),
                                        null,
                                        APPRISE_URL,
                                        "apprise_urls",
                                        name -> services(fields, name)),
                                mail(fields).write(),
                                telegram(fields)),
                        replicas.stream()
                                .map(replica -> addressed(
                                        fields,
                                        AlertTarget.ping(replica.id()),
                                        replica.id(),
                                        PING + replica.id(),
                                        "",
                                        bearer)))
                .toList();
    }

    /** Reads a target that consists of an address and, if needed, a secret. */
    private Runnable addressed(
            Fields fields,
            String name,
            Long replicaId,
            String urlField,
            String secretField,
            Consumer<String> secretCheck) {
        AlertTarget saved = targets.find(name).orElse(null);
        boolean urlSent = fields.has(urlField) && !fields.blank(urlField);
        boolean secretSent = fields.has(secretField) && !fields.blank(secretField);
        if (urlSent && fields.isOff(urlField)) {
            return removal(name, replicaId);
        }
        AlertUrl url = urlSent ? url(fields, urlField) : null;
        boolean secretOff = secretSent && fields.isOff(secretField);
        String secret = null;
        if (secretSent && !secretOff) {
            secretCheck.accept(secretField);
            secret = fields.raw(secretField).asText().strip();
        }
        if (url == null && secret != null && saved == null) {
            boolean services = name.equals(AlertKind.APPRISE.word());
            fields.refuse(
                    urlField,
                    Text.of(services ? "is required if services are entered" : "is required if a token is entered"));
        }
        boolean sameOrigin = url == null || saved != null && url.origin().equals(origin(saved));
        if (saved != null && saved.token() != null && !secretSent && !sameOrigin) {
            fields.refuse(secretField, TOKEN_AGAIN);
        }
        if (url == null && !secretSent || url == null && saved == null) {
            return () -> {};
        }
        String newSecret = secret != null
                ? vault.encrypt(secret)
                : saved != null && !secretOff && sameOrigin ? saved.token() : null;
        return () -> {
            targets.put(
                    name,
                    replicaId,
                    url == null ? saved.url() : vault.encrypt(url.uri().toString()),
                    newSecret);
            log(
                    replicaId,
                    url == null
                            ? Text.of("Alerts are now sent to {0}.", name)
                            : Text.of("Alerts are now sent to {0} at {1}.", name, url.origin()));
        };
    }

    /** Checks the addresses of Apprise's services. Each message to the API of Apprise contains these addresses. */
    private static void services(Fields fields, String name) {
        String text = fields.text(name, 2000);
        if (text != null && !text.matches("[a-z][a-z0-9+.-]*://[^\\s]+([\\s,]+[a-z][a-z0-9+.-]*://[^\\s]+)*")) {
            fields.refuse(
                    name,
                    Text.of("must be addresses of Apprise's services such as discord://..., separated by commas. "
                            + "If the address of Apprise's API ends with the key of a configuration (/notify/KEY), "
                            + "leave the field empty"));
        }
    }

    /** Reads the mail server and the recipients, and returns the change to write. */
    MailFields.Change mail(Fields fields) {
        return new MailFields(fields, targets, logs, vault).read();
    }

    /** Reads the bot and the chat of Telegram, and returns the change to write. */
    Runnable telegram(Fields fields) {
        String name = AlertKind.TELEGRAM.word();
        AlertTarget saved = targets.find(name).orElse(null);
        if (fields.isOff(TELEGRAM_TOKEN)) {
            return saved == null ? () -> {} : removal(name, null);
        }
        boolean tokenSent = fields.has(TELEGRAM_TOKEN) && !fields.blank(TELEGRAM_TOKEN);
        boolean chatSent = fields.has(TELEGRAM_CHAT) && !(saved == null && fields.blank(TELEGRAM_CHAT));
        boolean urlSent = fields.has(TELEGRAM_URL) && !fields.isEmpty(TELEGRAM_URL);
        if (!tokenSent && !chatSent && (saved == null || !fields.has(TELEGRAM_URL))) {
            return () -> {};
        }
        String token = tokenSent ? fields.token(TELEGRAM_TOKEN, BOT_TOKEN) : null;
        if (token != null && !token.matches("[0-9]{1,20}:[A-Za-z0-9_-]{3,100}")) {
            fields.refuse(TELEGRAM_TOKEN, BOT_TOKEN);
        }
        String chat = chatSent || saved == null ? fields.text(TELEGRAM_CHAT, 100) : saved.option("chat");
        if (chat != null && !chat.matches("-?[0-9]{1,20}|@[A-Za-z][A-Za-z0-9_]{2,40}")) {
            fields.refuse(
                    TELEGRAM_CHAT,
                    Text.of("must be the number of a chat such as -1001234567, or the name of a channel such as "
                            + "@alerts"));
        }
        AlertUrl url = urlSent
                ? botApi(fields)
                : AlertUrl.parse(saved == null || fields.has(TELEGRAM_URL) ? TELEGRAM : vault.decrypt(saved.url()));
        if (token == null && saved == null) {
            fields.refuse(TELEGRAM_TOKEN, Text.of("is required if a chat is entered"));
        }
        if (url != null && token == null && saved != null && !url.origin().equals(origin(saved))) {
            fields.refuse(TELEGRAM_TOKEN, TOKEN_AGAIN);
        }
        return () -> {
            String encrypted = token == null ? saved.token() : vault.encrypt(token);
            Map<String, String> options = new LinkedHashMap<>(Map.of("chat", chat));
            if (!url.uri().toString().equals(TELEGRAM)) {
                options.put("url", url.uri().toString());
            }
            if (token != null || !options.equals(saved.optionMap())) {
                targets.put(name, null, vault.encrypt(url.uri().toString()), encrypted, options);
                log(null, Text.of("Alerts are now sent to {0}.", name));
            }
        };
    }

    /** Reads the address of a Bot API. Pages show this address, so only scheme, host and port are accepted. */
    private static AlertUrl botApi(Fields fields) {
        AlertUrl url = url(fields, TELEGRAM_URL);
        if (url != null && !url.pathAndQuery("").equals("/")) {
            return fields.refuse(
                    TELEGRAM_URL,
                    Text.of("must be only scheme, host and port such as http://bots.lan:8081, because pages show "
                            + "this address"));
        }
        return url == null ? null : AlertUrl.parse(url.origin());
    }

    private Runnable removal(String name, Long replicaId) {
        return () -> {
            targets.remove(name);
            log(replicaId, Text.of("Alerts are no longer sent to {0}.", name));
        };
    }

    /** Returns the origin of a saved target; null: the address can't be decrypted. */
    String origin(AlertTarget target) {
        try {
            return target.kind() == AlertKind.MAIL
                    ? vault.decrypt(target.url())
                    : AlertUrl.parse(vault.decrypt(target.url())).origin();
        } catch (VaultException e) {
            return null;
        }
    }

    private static AlertUrl url(Fields fields, String field) {
        String text = fields.text(field, 1000);
        try {
            return text == null ? null : AlertUrl.parse(text);
        } catch (RefusedValueException e) {
            return fields.refuse(field, e.text());
        }
    }

    private void log(Long replicaId, Text message) {
        logs.addForReplica(LogRow.Level.INFO, replicaId, "settings", message);
    }
}
