package io.pngx.controller.web.api;

import io.pngx.controller.config.AddressPolicy;
import io.pngx.controller.config.Host;
import io.pngx.controller.config.Vault;
import io.pngx.controller.paperless.Certificates;
import io.pngx.controller.store.AlertKind;
import io.pngx.controller.store.AlertTarget;
import io.pngx.controller.store.AlertTargets;
import io.pngx.controller.store.LogRow;
import io.pngx.controller.store.Logs;
import io.pngx.controller.text.LowerCase;
import io.pngx.controller.text.RefusedValueException;
import io.pngx.controller.text.Text;
import io.pngx.controller.web.http.Fields;
import java.net.URI;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/** Reads the mail server, sender and recipients of alerts from a request. A field that is not sent keeps its value. */
final class MailFields {
    private static final String HOST = "mail_host";
    private static final String PORT = "mail_port";
    private static final String SECURITY = "mail_security";
    private static final String USER = "mail_user";
    private static final String PASSWORD = "mail_password";
    private static final String FROM = "mail_from";
    private static final String TO = "mail_to";
    private static final String CA = "mail_ca_certificate";

    static final List<String> NAMES = List.of(HOST, PORT, SECURITY, USER, PASSWORD, FROM, TO, CA);

    private static final String ADDRESS = "[^\\s@<>()\\[\\],;:\\\\\"]+@[A-Za-z0-9]([A-Za-z0-9.-]*[A-Za-z0-9])?";
    private static final int MOST_RECIPIENTS = 20;

    /** The encryption of the connection to the mail server. */
    private enum Security {
        STARTTLS(587),
        TLS(465),
        NONE(25);

        private final int port;

        Security(int port) {
            this.port = port;
        }

        String word() {
            return LowerCase.of(this);
        }
    }

    private final Fields fields;
    private final AlertTargets targets;
    private final Logs logs;
    private final Vault vault;
    private final AlertTarget saved;

    MailFields(Fields fields, AlertTargets targets, Logs logs, Vault vault) {
        this.fields = fields;
        this.targets = targets;
        this.logs = logs;
        this.vault = vault;
        this.saved = targets.find(AlertKind.MAIL.word()).orElse(null);
    }

    /**
     * The change of the mail target that a request asks for.
     *
     * @param options options of the target after the change; empty: the target is not changed, or is removed
     * @param password the password, encrypted; null: no password
     */
    record Change(Map<String, String> options, String password, Runnable write) {
        private static Change of(Runnable write) {
            return new Change(Map.of(), null, write);
        }
    }

    /** Validates the fields, and returns the change to write. */
    Change read() {
        if (NAMES.stream().noneMatch(fields::has)) {
            return Change.of(() -> {});
        }
        boolean hostOff = fields.isOff(HOST) || fields.has(HOST) && fields.isEmpty(HOST) && nothingElse();
        if (hostOff) {
            return Change.of(saved == null ? () -> {} : this::remove);
        }
        Security security = fields.has(SECURITY) && !fields.isEmpty(SECURITY)
                ? fields.word(SECURITY, Security.class)
                : Security.valueOf(kept("security", "starttls").toUpperCase(Locale.ROOT));
        String host = fields.has(HOST) || saved == null ? host() : server().getHost();
        Integer port = port(security);
        String from = fields.has(FROM) || saved == null ? address(fields.text(FROM, 200), FROM) : kept("from", "");
        String to = fields.has(TO) || saved == null ? addresses() : kept("to", "");
        String user = fields.has(USER)
                ? (fields.isEmpty(USER) || fields.isOff(USER) ? "" : fields.text(USER, 200))
                : kept("user", "");
        String ca = certificate();
        String url = "smtp://" + host + ":" + port;
        String password = password(security, user, url);
        Map<String, String> options = new LinkedHashMap<>();
        options.put("host", host);
        options.put("port", String.valueOf(port));
        options.put("security", security == null ? null : security.word());
        options.put("from", from);
        options.put("to", to);
        Optional.ofNullable(user).filter(text -> !text.isEmpty()).ifPresent(text -> options.put("user", text));
        Optional.of(ca).filter(text -> !text.isEmpty()).ifPresent(text -> options.put("ca", text));
        return new Change(options, password, () -> {
            if (saved == null || !options.equals(saved.optionMap()) || !Objects.equals(password, saved.token())) {
                targets.put(AlertKind.MAIL.word(), null, vault.encrypt(url), password, options);
                log(Text.of("Alerts are now sent by mail, through {0}.", host));
            }
        });
    }

    /**
     * Returns whether an empty host switches mail off. If mail is not set up yet, and the user fills in another field,
     * an empty host is an error, and the result is false.
     */
    private boolean nothingElse() {
        return saved != null
                || fields.isEmpty(FROM) && fields.isEmpty(TO) && fields.isEmpty(USER) && fields.isEmpty(PASSWORD);
    }

    private void remove() {
        targets.remove(AlertKind.MAIL.word());
        log(Text.of("Alerts are no longer sent by mail."));
    }

    private URI server() {
        return URI.create(vault.decrypt(saved.url()));
    }

    private String kept(String option, String otherwise) {
        return saved == null ? otherwise : saved.option(option);
    }

    private String host() {
        String text = fields.text(HOST, 253);
        if (text == null) {
            return null;
        }
        Optional<String> host = Host.normal(text);
        if (host.isEmpty()) {
            return fields.refuse(
                    HOST,
                    Text.of("must be a name or an address such as mail.example.org, without a port and without "
                            + "smtp://"));
        }
        AddressPolicy.refusalOf(host.get())
                .ifPresent(why -> fields.refuse(HOST, Text.of("names a host that {0}", why)));
        return host.get();
    }

    private Integer port(Security security) {
        if (fields.has(PORT) && !fields.isEmpty(PORT)) {
            return fields.number(PORT, 1, 65535);
        }
        boolean keep = saved != null
                && !fields.has(PORT)
                && security != null
                && security.word().equals(kept("security", ""));
        return keep ? Integer.valueOf(server().getPort()) : security == null ? null : Integer.valueOf(security.port);
    }

    private String address(String text, String field) {
        return text == null || text.matches(ADDRESS)
                ? text
                : fields.refuse(field, Text.of("must be one e-mail address such as alerts@example.org"));
    }

    private String addresses() {
        String text = fields.text(TO, 2000);
        if (text == null) {
            return null;
        }
        List<String> all = Arrays.asList(text.split("\\s*,\\s*"));
        if (all.isEmpty() || all.size() > MOST_RECIPIENTS || !all.stream().allMatch(each -> each.matches(ADDRESS))) {
            return fields.refuse(
                    TO,
                    Text.of(
                            "must be 1 to {0} e-mail addresses such as me@example.org, separated by commas",
                            MOST_RECIPIENTS));
        }
        return String.join(", ", all);
    }

    private String certificate() {
        if (!fields.has(CA) || fields.blank(CA)) {
            return kept("ca", "");
        }
        String text = fields.raw(CA).asText().strip();
        if (fields.raw(CA).isNull() || text.equals(ConnectionOptionFields.NOTHING)) {
            return "";
        }
        try {
            return Certificates.checked(text);
        } catch (RefusedValueException e) {
            fields.refuse(CA, e.text());
            return "";
        }
    }

    /** Returns the encrypted password; null: no password. */
    private String password(Security security, String user, String url) {
        boolean sent = fields.has(PASSWORD) && !fields.blank(PASSWORD);
        String password = sent && !fields.isOff(PASSWORD) ? fields.text(PASSWORD, 200) : null;
        if (user == null || user.isEmpty()) {
            if (password != null) {
                fields.refuse(USER, Text.of("is required if a password is entered"));
            }
            return null;
        }
        if (security == Security.NONE) {
            return fields.refuse(
                    SECURITY,
                    Text.of("must be starttls or tls if a user name is entered, because a password is only sent "
                            + "encrypted"));
        }
        if (password != null) {
            return vault.encrypt(password);
        }
        boolean keeps = saved != null && saved.token() != null && !sent;
        if (keeps && vault.decrypt(saved.url()).equals(url)) {
            return saved.token();
        }
        return fields.refuse(
                PASSWORD,
                keeps
                        ? Text.of("must be entered again for another server, because a saved password is only sent to "
                                + "the server for which it was saved")
                        : Text.of("is required if a user name is entered"));
    }

    private void log(Text message) {
        logs.addForSystem(LogRow.Level.INFO, "settings", message);
    }
}
