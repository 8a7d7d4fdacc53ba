package io.pngx.controller.web;

import io.pngx.controller.config.EnvFile.Entry;
import io.pngx.controller.config.PaperlessUrl;
import io.pngx.controller.config.Vault;
import io.pngx.controller.paperless.ConnectionReport;
import io.pngx.controller.paperless.Instance.Role;
import io.pngx.controller.pipeline.ConnectionTest;
import io.pngx.controller.pipeline.Credentials;
import io.pngx.controller.store.Database;
import io.pngx.controller.store.KeyValues;
import io.pngx.controller.store.Replica;
import java.util.Optional;
import org.apache.camel.Exchange;
import org.apache.camel.ProducerTemplate;

/** The connection tests: of saved values, or of what stands in a form. */
public final class ConnectionsApi {
    private final KeyValues settings;
    private final Overview overview;
    private final Html html;
    private final Vault vault;
    private final Credentials credentials;
    private final ProducerTemplate camel;

    ConnectionsApi(Database db, Overview overview, Html html, Vault vault, Credentials credentials, ProducerTemplate camel) {
        this.settings = new KeyValues(db);
        this.overview = overview;
        this.html = html;
        this.vault = vault;
        this.credentials = credentials;
        this.camel = camel;
    }

    /** The master; the form's own names for address and token will do too. */
    public Answer master(Exchange exchange) {
        Call call = Call.of(exchange);
        Fields fields = Fields.body(call, "url", "token", KeyValues.MASTER_URL, KeyValues.MASTER_TOKEN);
        boolean form = fields.has(KeyValues.MASTER_URL) || fields.has(KeyValues.MASTER_TOKEN);
        return test(call, Role.MASTER, fields, form ? KeyValues.MASTER_URL : "url", form ? KeyValues.MASTER_TOKEN : "token",
                settings.get(KeyValues.MASTER_URL).orElse(null), settings.get(KeyValues.MASTER_TOKEN).orElse(null));
    }

    public Answer replica(Exchange exchange) {
        Call call = Call.of(exchange);
        Replica saved = overview.find(call.id("replica"));
        return test(call, Role.REPLICA, Fields.body(call, "url", "token"), "url", "token", saved.url(), saved.token());
    }

    /** A replica that is not saved yet. */
    public Answer newReplica(Exchange exchange) {
        Call call = Call.of(exchange);
        Fields fields = Fields.body(call, "url", "token");
        Optional<Entry> offer = credentials.offer().filter(entry -> fields.blank("token"));
        return test(call, Role.REPLICA, fields, "url", "token", offer.map(entry -> entry.url().text()).orElse(null),
                offer.map(entry -> vault.encrypt(entry.token())).orElse(null));
    }

    private Answer test(Call call, Role role, Fields fields, String urlField, String tokenField, String savedUrl, String savedToken) {
        boolean urlSent = fields.has(urlField) && !fields.blank(urlField);
        boolean tokenSent = fields.has(tokenField) && !fields.blank(tokenField);
        PaperlessUrl url = urlSent ? fields.address(urlField) : null;
        String token = tokenSent ? fields.token(tokenField) : null;
        if (!urlSent && savedUrl == null) {
            fields.refuse(urlField, "is required, since no address is saved");
        }
        if (!tokenSent && savedToken == null) {
            fields.refuse(tokenField, "is required, since no token is saved");
        } else if (!tokenSent && url != null && !Addresses.sameOrigin(savedUrl, url)) {
            fields.refuse(tokenField, Addresses.TOKEN_AGAIN);
        }
        fields.check();
        ConnectionTest test = new ConnectionTest(role, url == null ? savedUrl : url.text(),
                token == null ? vault.decrypt(savedToken) : token);
        ConnectionReport report = camel.requestBody("direct:testConnection", test, ConnectionReport.class);
        return call.answer(200, report).orHtml(() -> html.part("settings", "test-report", "report", report));
    }
}
