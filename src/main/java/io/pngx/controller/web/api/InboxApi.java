package io.pngx.controller.web.api;

import io.pngx.controller.web.http.Answer;
import io.pngx.controller.web.http.Call;
import io.pngx.controller.web.views.Inbox;
import org.apache.camel.Exchange;

/** {@code /api/inbox}: lists everything that waits for a user's decision. */
public final class InboxApi {
    private final Inbox inbox;

    public InboxApi(Inbox inbox) {
        this.inbox = inbox;
    }

    public Answer list(Exchange exchange) {
        return Call.withoutParameters(exchange).answer(200, Items.all(inbox.entries()));
    }
}
