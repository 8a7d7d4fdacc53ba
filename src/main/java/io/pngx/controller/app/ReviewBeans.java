package io.pngx.controller.app;

import io.pngx.controller.engine.review.DocumentReviews;
import io.pngx.controller.engine.review.DryDeletions;
import io.pngx.controller.engine.review.DryDocuments;
import io.pngx.controller.engine.review.DryEvidence;
import io.pngx.controller.engine.review.DryIdentity;
import io.pngx.controller.engine.review.DryLookups;
import io.pngx.controller.engine.review.DryRun;
import io.pngx.controller.engine.review.DryUploads;
import io.pngx.controller.engine.review.OldMasterReview;
import io.pngx.controller.engine.review.ReadOnlyRun;
import io.pngx.controller.engine.review.RuleTrials;
import io.pngx.controller.engine.review.Verifier;
import io.pngx.controller.store.Tables;

/** Binds the beans of runs that only read: dry run, verification, trial of a rule. */
final class ReviewBeans {
    private ReviewBeans() {}

    static void bind(Core core, DocumentBeans documents, UploadBeans uploads, CycleBeans cycle) {
        Tables tables = core.tables();
        ReadOnlyRun readOnlyRun =
                new ReadOnlyRun(core.guard(), core.sessions(), tables.runs(), core.stops(), core.journal());
        OldMasterReview oldMaster = new OldMasterReview(tables, documents.diverged(), core.stops(), core.clock());
        DryRun dryRun = new DryRun(tables, readOnlyRun, oldMaster);
        core.bind("oldMaster", oldMaster);
        core.bind("readOnlyRun", readOnlyRun);
        core.bind("dryRun", dryRun);
        core.bind("dryLookups", new DryLookups(tables));
        core.bind(
                "dryDocuments",
                new DryDocuments(
                        tables,
                        documents.jobs(),
                        documents.notes(),
                        uploads.equalDocuments(),
                        oldMaster,
                        core.stops()));
        core.bind(
                "dryUploads",
                new DryUploads(tables, uploads.duplicates(), uploads.adoptions(), oldMaster, core.stops()));
        core.bind(
                "dryIdentity",
                new DryIdentity(
                        dryRun,
                        documents.masterIdentity(),
                        documents.replicaIdentity(),
                        documents.proof(),
                        tables.replicas(),
                        tables.mappings(),
                        core.stops()));
        core.bind("dryEvidence", new DryEvidence(tables, core.stops()));
        core.bind("dryDeletions", new DryDeletions(tables, core.clock()));
        core.bind(
                "verifier",
                new Verifier(
                        tables,
                        cycle.nights(),
                        documents.jobs(),
                        documents.notes(),
                        readOnlyRun,
                        core.stops(),
                        core.journal()));
        core.bind("ruleTrials", new RuleTrials());
        core.bind("documentReviews", new DocumentReviews(tables, documents.lookups(), documents.notes()));
    }
}
