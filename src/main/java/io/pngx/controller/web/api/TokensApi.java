package io.pngx.controller.web.api;

import io.pngx.controller.store.ApiTokens.ApiToken;
import io.pngx.controller.store.ApiTokens.Role;
import io.pngx.controller.store.LogRow;
import io.pngx.controller.store.Logs;
import io.pngx.controller.store.Tables;
import io.pngx.controller.text.LowerCase;
import io.pngx.controller.text.Text;
import io.pngx.controller.web.http.Answer;
import io.pngx.controller.web.http.ApiProblem;
import io.pngx.controller.web.http.Call;
import io.pngx.controller.web.http.Fields;
import io.pngx.controller.web.http.RequestFields;
import io.pngx.controller.web.pages.Html;
import io.pngx.controller.web.security.Tokens;
import io.pngx.controller.web.views.TokenView;
import java.util.List;
import org.apache.camel.Exchange;

/** {@code /api/tokens}: lists, creates and revokes API tokens. */
public final class TokensApi {
    private final Tokens tokens;
    private final Logs logs;
    private final Html html;

    public TokensApi(Tables tables, Tokens tokens, Html html) {
        this.tokens = tokens;
        this.logs = tables.logs();
        this.html = html;
    }

    /** @param token text of the token, which is shown only once */
    public record Made(long id, String name, String role, String token) {}

    public List<TokenView> views() {
        return tokens.all().stream().map(TokenView::of).toList();
    }

    public Answer list(Exchange exchange) {
        Call call = Call.of(exchange);
        RequestFields.query(call).check();
        List<TokenView> views = views();
        return call.answer(200, Items.all(views)).orHtml(() -> html.part("settings", "tokens", "tokens", views));
    }

    public Answer make(Exchange exchange) {
        Call call = Call.of(exchange);
        Fields fields = RequestFields.body(call, "name", "role");
        String name = fields.text("name", 60);
        if (name != null && tokens.all().stream().anyMatch(other -> other.name().equalsIgnoreCase(name))) {
            fields.refuse("name", Text.of("is already the name of another token"));
        }
        Role role = fields.word("role", Role.class);
        fields.required("role", role);
        fields.check();
        Tokens.Made made = tokens.make(name, role, call.viewer().name());
        logs.addForSystem(
                LogRow.Level.INFO,
                "token",
                Text.of(
                        "The API token \"{0}\" ({1}) was created {2}.",
                        name, LowerCase.of(role), call.viewer().author()));
        Made answer = new Made(made.id(), name, LowerCase.of(role), made.token());
        return call.answer(201, answer)
                .orHtml(() -> html.part("settings", "token-made", "made", answer, "tokens", views()));
    }

    public Answer revoke(Exchange exchange) {
        Call call = Call.withoutFields(exchange);
        long id = call.id("token");
        String name = tokens.all().stream()
                .filter(token -> token.id() == id)
                .map(ApiToken::name)
                .findFirst()
                .orElseThrow(() ->
                        ApiProblem.notFound(Text.of("There is no API token with the id {0}.", String.valueOf(id))));
        call.requireConfirmation();
        tokens.revoke(id);
        logs.addForSystem(
                LogRow.Level.INFO,
                "token",
                Text.of(
                        "The API token \"{0}\" was revoked {1}.",
                        name, call.viewer().author()));
        return call.answer(204, null).orNote(Text.of("The token \"{0}\" is revoked and can no longer be used.", name));
    }
}
