package io.pngx.controller.web.pages;

import io.pngx.controller.web.http.Answer;
import io.pngx.controller.web.http.Call;
import io.pngx.controller.web.http.EntityTags;
import io.pngx.controller.web.http.Flash;
import io.pngx.controller.web.http.JsonText;
import io.pngx.controller.web.http.LanguageCookie;
import io.pngx.controller.web.http.MediaTypes;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.apache.camel.Exchange;
import org.apache.camel.Message;

/** Sends an {@link Answer} as the last step of every web route. The response contains no header of the request. */
public final class Answers {
    private final Html html;
    private final Layout layout;
    private final SentForms forms;

    public Answers(Html html, Layout layout, SentForms forms) {
        this.html = html;
        this.layout = layout;
        this.forms = forms;
    }

    /** Sends the answer in the language of the viewer. */
    public void send(Exchange exchange) {
        Call call = Call.of(exchange);
        html.in(call.language(), () -> send(call, exchange));
    }

    private void send(Call call, Exchange exchange) {
        Message message = exchange.getMessage();
        Answer answer =
                call.plain() ? withoutScripts(call, message.getBody(Answer.class)) : message.getBody(Answer.class);
        message.removeHeaders("*");
        message.setHeader(Exchange.HTTP_RESPONSE_CODE, answer.status());
        message.setHeader("Cache-Control", "no-store");
        message.setHeader("Vary", "HX-Request, Accept-Language, Cookie");
        if (answer.status() == 303) {
            message.setHeader("Location", answer.to());
            if (answer.note() != null) {
                message.setHeader(
                        "Set-Cookie", new Flash(answer.note().in(call.language()), answer.problem()).cookie());
            }
            if (answer.language() != null) {
                message.setHeader("Set-Cookie", LanguageCookie.set(answer.language()));
            }
            message.setBody(null);
        } else if (answer.page() && answer.note() != null) {
            note(message, answer);
        } else if (answer.html() != null && (answer.page() || answer.json() == null)) {
            body(message, MediaTypes.HTML, answer.html().get());
            if (!answer.page() && call.flash().isPresent()) {
                message.setHeader("Set-Cookie", Flash.TAKEN);
            }
        } else if (answer.json() == null) {
            message.setBody(null);
        } else {
            json(call, message, answer);
        }
    }

    private static void json(Call call, Message message, Answer answer) {
        byte[] text = JsonText.of(answer.json()).getBytes(StandardCharsets.UTF_8);
        message.setHeader(Exchange.CONTENT_TYPE, answer.problem() ? MediaTypes.PROBLEM : MediaTypes.JSON);
        message.setBody(text);
        if (call.method().equals("GET") && answer.status() == 200) {
            EntityTags.apply(call, message, text);
        }
    }

    /** Replaces a note by a redirect to the page that shows the note, and a fragment by a whole page. */
    private Answer withoutScripts(Call call, Answer answer) {
        if (answer.note() != null) {
            return answer.redirect(answer.to() == null ? call.back() : answer.to());
        }
        if (answer.html() == null || answer.json() == null) {
            return answer;
        }
        String fragment = answer.html().get();
        return answer.orPage(() -> layout.answer(
                call, answer.problem() ? fragment : forms.tried(call, fragment).orElse(fragment)));
    }

    private void note(Message message, Answer answer) {
        message.setHeader("HX-Retarget", "#notes");
        message.setHeader("HX-Reswap", "innerHTML");
        if (answer.to() != null) {
            message.setHeader("HX-Trigger-After-Swap", JsonText.of(Map.of("go", answer.to())));
        } else if (answer.status() < 500) { // after a server error, a refresh would fail again in a loop
            message.setHeader("HX-Trigger", "changed");
        }
        if (answer.status() == 204) {
            message.setHeader(Exchange.HTTP_RESPONSE_CODE, 200); // a 204 has no body, so it can't contain the note
        }
        body(message, MediaTypes.HTML, html.note(answer.note(), answer.problem()));
    }

    private static void body(Message message, String type, String text) {
        if (text.isEmpty()) {
            message.setHeader(Exchange.HTTP_RESPONSE_CODE, 204);
            message.setBody(null);
            return;
        }
        message.setHeader(Exchange.CONTENT_TYPE, type);
        message.setBody(text.getBytes(StandardCharsets.UTF_8));
    }
}
