package io.pngx.controller.web.api;

import com.fasterxml.jackson.databind.JsonNode;
import io.pngx.controller.config.Vault;
import io.pngx.controller.engine.instances.Credentials;
import io.pngx.controller.store.LogRow;
import io.pngx.controller.store.Logs;
import io.pngx.controller.store.Tables;
import io.pngx.controller.sync.Hash;
import io.pngx.controller.text.Text;
import io.pngx.controller.web.http.Answer;
import io.pngx.controller.web.http.ApiProblem;
import io.pngx.controller.web.http.Call;
import io.pngx.controller.web.http.Fields;
import io.pngx.controller.web.http.RequestFields;
import io.pngx.controller.web.http.StrictJson;
import io.pngx.controller.web.pages.Html;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.apache.camel.Exchange;

/** {@code /api/configuration}: exports and imports the configuration, without secrets. */
public final class ConfigurationApi {
    private static final String CONFIGURATION = "configuration";
    private static final String APPLY = "apply";
    /** Field that the page sends: the digest of the file and of the changes that the user saw. */
    private static final String SHOWN = "shown";

    /**
     * Maximum length of an imported file, in characters. A form sends many characters as three bytes or more
     * ({@code %XX}). So a form with a file of this length can exceed the maximum size of a request. Such a form is
     * refused.
     */
    private static final int LONGEST = 250_000;

    private final Tables tables;
    private final Logs logs;
    private final Vault vault;
    private final Credentials credentials;
    private final AlertTargetFields targetFields;
    private final Html html;
    private final Runnable connectionsChanged;

    public ConfigurationApi(
            Tables tables, Vault vault, Credentials credentials, Html html, Runnable connectionsChanged) {
        this.tables = tables;
        this.vault = vault;
        this.credentials = credentials;
        this.logs = tables.logs();
        this.targetFields = new AlertTargetFields(tables.alertTargets(), logs, vault);
        this.html = html;
        this.connectionsChanged = connectionsChanged;
    }

    /** @param applied false: nothing was written, and the sentences say what an import would change */
    public record Imported(boolean applied, List<Text> changes, List<Text> needs) {}

    public Answer show(Exchange exchange) {
        return Call.withoutParameters(exchange).answer(200, new ConfigurationExport(tables, targetFields).read());
    }

    /** Compares a file with the configuration. If {@code apply} is true, applies all changes, or none. */
    public Answer change(Exchange exchange) {
        Call call = Call.of(exchange);
        Fields fields = RequestFields.body(call, CONFIGURATION, APPLY, SHOWN);
        boolean apply = fields.isTrue(APPLY);
        fields.check();
        JsonNode file = file(fields);
        Imported imported = tables.database().inTransaction(() -> {
            ConfigurationImport.Plan plan = plan(fields, file);
            if (apply
                    && fields.has(SHOWN)
                    && !digest(file, plan.changes(), plan.needs())
                            .equals(fields.raw(SHOWN).asText())) {
                throw ApiProblem.conflict(
                        Text.of("The changes differ from the changes that were shown; press \"Show the changes\" "
                                + "again, then apply the new changes."));
            }
            if (apply && !plan.changes().isEmpty()) {
                plan.writes().forEach(Runnable::run);
                logs.addForSystem(
                        LogRow.Level.INFO,
                        "settings",
                        Text.of(
                                "A configuration was imported ({0}): {1}",
                                call.viewer().author(), Text.join(" ", plan.changes())));
            }
            return new Imported(apply, plan.changes(), plan.needs());
        });
        if (apply) {
            connectionsChanged.run();
        }
        return call.answer(200, imported)
                .orHtml(() -> html.part(
                        "settings",
                        "configuration",
                        "text",
                        apply ? "" : fields.raw(CONFIGURATION).asText(),
                        "error",
                        null,
                        "imported",
                        imported,
                        SHOWN,
                        digest(file, imported.changes(), imported.needs())));
    }

    /**
     * Returns a digest of the changes. The digest also covers the file, because the sentences do not show a long value,
     * such as a certificate, in full.
     */
    private static String digest(JsonNode file, List<Text> changes, List<Text> needs) {
        return new Hash().add(file).add(changes).add(needs).hex();
    }

    /** Reads the object of a JSON body, or the text of a form. */
    private static JsonNode file(Fields fields) {
        JsonNode sent = fields.raw(CONFIGURATION);
        if (!sent.isTextual()) {
            fields.required(CONFIGURATION, sent.isNull() ? null : sent);
            fields.check();
            return sent;
        }
        String text = fields.lines(CONFIGURATION, LONGEST);
        fields.check();
        try {
            return StrictJson.read(text.getBytes(StandardCharsets.UTF_8));
        } catch (ApiProblem notJson) {
            fields.refuse(
                    CONFIGURATION, Text.of("is not valid JSON; use the whole text of a file that was exported here"));
            fields.check();
            throw notJson;
        }
    }

    private ConfigurationImport.Plan plan(Fields fields, JsonNode file) {
        try {
            return new ConfigurationImport(tables, vault, credentials, new TargetImport(tables, targetFields))
                    .plan(file);
        } catch (ConfigurationImport.Refused e) {
            fields.refuse(CONFIGURATION, e.text());
            fields.check();
            throw e;
        }
    }
}
