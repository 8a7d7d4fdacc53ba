package io.pngx.controller.engine.uploads;

import io.pngx.controller.engine.documents.DocumentJob;
import io.pngx.controller.engine.session.Journal;
import io.pngx.controller.engine.session.Session;
import io.pngx.controller.rules.RuleSet;
import io.pngx.controller.store.Upload;
import io.pngx.controller.sync.Ruled;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangeProperty;

/** Notifies rules of a settled document. Logs a rule that fails then; the document stays settled. */
public final class RuleNotifier {
    private final Journal journal;

    public RuleNotifier(Journal journal) {
        this.journal = journal;
    }

    public void settled(Exchange exchange, @ExchangeProperty("session") Session session) {
        if (!(session.rules() instanceof RuleSet rules)) {
            return;
        }
        DocumentJob work = exchange.getMessage().getBody() instanceof DocumentJob document ? document : null;
        Ruled ruled = work != null ? work.ruled() : exchange.getProperty("ruled", Ruled.class);
        String action =
                work != null ? work.action() : UploadSettlement.logAction(exchange.getProperty("upload", Upload.class));
        rules.tell(
                ruled,
                session.translation(),
                action,
                why -> journal.warn(session, ruled.document().id(), "rule", why));
    }
}
