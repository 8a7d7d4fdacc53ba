package io.pngx.controller.web.api;

import io.pngx.controller.config.EnvFile.Entry;
import io.pngx.controller.config.PaperlessUrl;
import io.pngx.controller.config.Vault;
import io.pngx.controller.engine.instances.ConnectionCheck;
import io.pngx.controller.engine.instances.Connections;
import io.pngx.controller.engine.instances.Credentials;
import io.pngx.controller.paperless.ConnectionReport;
import io.pngx.controller.paperless.Instance;
import io.pngx.controller.paperless.Instance.Role;
import io.pngx.controller.store.ConnectionOptionsTable;
import io.pngx.controller.store.KeyValues;
import io.pngx.controller.store.Replica;
import io.pngx.controller.store.Setting;
import io.pngx.controller.store.Tables;
import io.pngx.controller.text.Text;
import io.pngx.controller.web.http.Answer;
import io.pngx.controller.web.http.Call;
import io.pngx.controller.web.http.Fields;
import io.pngx.controller.web.http.RequestFields;
import io.pngx.controller.web.pages.Html;
import io.pngx.controller.web.views.FieldNames;
import io.pngx.controller.web.views.Overview;
import java.util.Optional;
import org.apache.camel.Exchange;
import org.apache.camel.ProducerTemplate;

/** Checks the connection to a saved instance, or a connection with the unsaved values of a form. */
public final class ConnectionsApi {
    private static final String MASTER_URL = Setting.MASTER_URL.key();
    private static final String MASTER_TOKEN = Setting.MASTER_TOKEN.key();
    private static final Names API = new Names("url", "token", FieldNames.HEADERS, FieldNames.CA_CERTIFICATE);
    private static final Names FORM =
            new Names(MASTER_URL, MASTER_TOKEN, FieldNames.MASTER_HEADERS, FieldNames.MASTER_CA_CERTIFICATE);

    /** Names of the fields in the request. */
    private record Names(String url, String token, String headers, String ca) {}

    private final ConnectionOptionsTable connectionOptions;
    private final KeyValues settings;
    private final Overview overview;
    private final Html html;
    private final Vault vault;
    private final Credentials credentials;
    private final ProducerTemplate camel;

    public ConnectionsApi(
            Tables tables, Overview overview, Html html, Vault vault, Credentials credentials, ProducerTemplate camel) {
        this.connectionOptions = tables.connectionOptions();
        this.settings = tables.settings();
        this.overview = overview;
        this.html = html;
        this.vault = vault;
        this.credentials = credentials;
        this.camel = camel;
    }

    /** Checks the connection to the master. Accepts the field names of the API, and the field names of the form. */
    public Answer master(Exchange exchange) {
        Call call = Call.of(exchange);
        Fields fields = RequestFields.body(
                call,
                "url",
                "token",
                FieldNames.HEADERS,
                FieldNames.CA_CERTIFICATE,
                MASTER_URL,
                MASTER_TOKEN,
                FieldNames.MASTER_HEADERS,
                FieldNames.MASTER_CA_CERTIFICATE);
        boolean form = fields.has(MASTER_URL) || fields.has(MASTER_TOKEN);
        return test(
                call,
                Role.MASTER,
                fields,
                form ? FORM : API,
                connectionOptions.of(Instance.MASTER_HOST),
                settings.get(Setting.MASTER_URL).orElse(null),
                settings.get(Setting.MASTER_TOKEN).orElse(null));
    }

    public Answer replica(Exchange exchange) {
        Call call = Call.of(exchange);
        Replica saved = overview.find(call.id("replica"));
        return test(
                call,
                Role.REPLICA,
                replicaFields(call),
                API,
                connectionOptions.of(saved.host()),
                saved.url(),
                saved.token());
    }

    /** Checks a replica that is not saved yet. */
    public Answer newReplica(Exchange exchange) {
        Call call = Call.of(exchange);
        Fields fields = replicaFields(call);
        Optional<Entry> offer = credentials.offer().filter(entry -> fields.blank("token"));
        return test(
                call,
                Role.REPLICA,
                fields,
                API,
                ConnectionOptionsTable.Row.NONE,
                offer.map(entry -> entry.url().text()).orElse(null),
                offer.map(entry -> vault.encrypt(entry.token())).orElse(null));
    }

    private static Fields replicaFields(Call call) {
        return RequestFields.body(call, "url", "token", FieldNames.HEADERS, FieldNames.CA_CERTIFICATE);
    }

    private Answer test(
            Call call,
            Role role,
            Fields fields,
            Names names,
            ConnectionOptionsTable.Row savedReach,
            String savedUrl,
            String savedToken) {
        String urlField = names.url();
        String tokenField = names.token();
        boolean urlSent = fields.has(urlField) && !fields.blank(urlField);
        boolean tokenSent = fields.has(tokenField) && !fields.blank(tokenField);
        PaperlessUrl url = urlSent ? fields.address(urlField) : null;
        String token = tokenSent ? fields.token(tokenField) : null;
        if (fields.blank(urlField)) {
            fields.refuse(urlField, Text.of("is required"));
        } else if (!urlSent && savedUrl == null) {
            fields.refuse(urlField, Text.of("is required, because no address is saved"));
        }
        if (!tokenSent && savedToken == null) {
            fields.refuse(tokenField, Text.of("is required, because no token is saved"));
        } else if (!tokenSent && url != null && !Addresses.sameOrigin(savedUrl, url)) {
            fields.refuse(tokenField, Addresses.TOKEN_AGAIN);
        }
        ConnectionOptionsTable.Row reach =
                new ConnectionOptionFields(fields, vault).read(names.headers(), names.ca(), savedReach, savedUrl, url);
        fields.check();
        ConnectionCheck test = new ConnectionCheck(
                role,
                url == null ? savedUrl : url.text(),
                token == null ? vault.decrypt(savedToken) : token,
                Connections.options(reach, vault));
        ConnectionReport report = camel.requestBody("direct:testConnection", test, ConnectionReport.class);
        return call.answer(200, report).orHtml(() -> html.part("settings", "test-report", "report", report));
    }
}
