package io.pngx.controller.engine.cycle;

import io.pngx.controller.engine.session.Session;
import io.pngx.controller.sync.Rules;
import java.util.Objects;

/**
 * The reasons to plan all documents, not only those that changed since the last run.
 *
 * @param rulesRevision digest of the present rules
 * @param otherRules whether the rules changed since the last plan
 * @param accounts digest of the present users and groups
 * @param otherAccounts whether users or groups changed since the last plan
 * @param fullRun whether the run is a full run that was not planned yet; a run that takes longer than an interval is
 *     planned again in each interval, without the documents that the run already compared
 * @param lostChanges whether the scan since the watermark may lack changes
 * @param acceptedChange whether master or replica changed and the change was accepted; on a restored instance,
 *     documents with older values may seem unchanged
 */
record PlanScope(
        String rulesRevision,
        boolean otherRules,
        String accounts,
        boolean otherAccounts,
        boolean fullRun,
        boolean lostChanges,
        boolean acceptedChange) {

    static PlanScope of(Session session, LostChangeCheck.Found lostChanges) {
        String revision = session.rules().revision();
        String accounts = session.translation().accountsDigest();
        return new PlanScope(
                revision,
                !revision.equals(Objects.requireNonNullElse(session.replica().rulesRevision(), Rules.NONE.revision())),
                accounts,
                !accounts.equals(session.replica().people()),
                session.run().isFullAndUnplanned(),
                lostChanges.isAny(),
                session.accepted() != null);
    }

    /** @return whether the plan contains all documents */
    boolean full() {
        return fullRun || lostChanges || otherRules || otherAccounts || acceptedChange;
    }
}
