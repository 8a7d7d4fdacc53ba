package io.pngx.controller.engine.uploads;

import io.pngx.controller.engine.documents.DocumentJob;
import io.pngx.controller.engine.documents.RuledJob;
import io.pngx.controller.engine.session.Journal;
import io.pngx.controller.engine.session.Session;
import io.pngx.controller.rules.RuleSet;
import io.pngx.controller.sync.Ruled;
import org.apache.camel.Body;

/** Notifies rules of a settled document. If a rule fails, the failure is logged, and the document stays settled. */
public final class RuleNotifier {
    private final Journal journal;

    public RuleNotifier(Journal journal) {
        this.journal = journal;
    }

    public void settled(@Body RuledJob job) {
        Session session = job.session();
        if (session.rules() instanceof RuleSet rules) {
            Ruled ruled = job.ruled();
            rules.tell(
                    ruled,
                    session.translation(),
                    job instanceof DocumentJob document ? document.action() : ((UploadJob) job).action(),
                    why -> journal.warn(session, ruled.document().id(), "rule", why));
        }
    }
}
