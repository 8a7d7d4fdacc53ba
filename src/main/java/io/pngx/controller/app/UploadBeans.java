package io.pngx.controller.app;

import io.pngx.controller.engine.adoption.AdoptionDecision;
import io.pngx.controller.engine.adoption.AdoptionSearch;
import io.pngx.controller.engine.session.ClockGaps;
import io.pngx.controller.engine.uploads.ChecksumSearch;
import io.pngx.controller.engine.uploads.ConsumeTimes;
import io.pngx.controller.engine.uploads.DuplicateBytes;
import io.pngx.controller.engine.uploads.EqualDocuments;
import io.pngx.controller.engine.uploads.FileChangeCheck;
import io.pngx.controller.engine.uploads.FileComparison;
import io.pngx.controller.engine.uploads.FileReader;
import io.pngx.controller.engine.uploads.FileUpdates;
import io.pngx.controller.engine.uploads.FilesNotStored;
import io.pngx.controller.engine.uploads.OpenQuestions;
import io.pngx.controller.engine.uploads.Replacements;
import io.pngx.controller.engine.uploads.RuleNotifier;
import io.pngx.controller.engine.uploads.SharedReads;
import io.pngx.controller.engine.uploads.Spool;
import io.pngx.controller.engine.uploads.StartDecision;
import io.pngx.controller.engine.uploads.UnknownTasks;
import io.pngx.controller.engine.uploads.UpcomingDocuments;
import io.pngx.controller.engine.uploads.UploadFailures;
import io.pngx.controller.engine.uploads.UploadIntents;
import io.pngx.controller.engine.uploads.UploadProgress;
import io.pngx.controller.engine.uploads.UploadRecovery;
import io.pngx.controller.engine.uploads.UploadRounds;
import io.pngx.controller.engine.uploads.UploadSettlement;
import io.pngx.controller.engine.uploads.UploadStart;
import io.pngx.controller.store.Tables;
import java.time.Duration;

/** Binds the beans of uploads, changed files and adoption. */
record UploadBeans(
        OpenQuestions questions,
        UploadFailures failures,
        AdoptionSearch adoptions,
        DuplicateBytes duplicates,
        EqualDocuments equalDocuments,
        ClockGaps gaps) {
    static UploadBeans bind(Core core, DocumentBeans documents) {
        Tables tables = core.tables();
        OpenQuestions questions =
                new OpenQuestions(tables.uploads(), tables.openUploads(), tables.replicas(), core.journal());
        UploadFailures failures = new UploadFailures(tables, core.journal());
        AdoptionSearch search = new AdoptionSearch(tables, core.stops());
        AdoptionDecision adoption = new AdoptionDecision(tables, core.journal());
        ConsumeTimes times = new ConsumeTimes();
        UploadIntents intents = new UploadIntents(tables, adoption, core.gateway());
        FileComparison comparison = new FileComparison(tables.mappings(), tables.versions());
        FileUpdates files = new FileUpdates(tables, comparison, intents, core.guard(), core.stops(), core.journal());
        FileChangeCheck changes = new FileChangeCheck(tables, comparison, documents.diverged(), core.journal());
        DuplicateBytes duplicates = new DuplicateBytes(tables);
        EqualDocuments equalDocuments = new EqualDocuments(tables, changes, documents.notes());
        Replacements replacements = new Replacements(tables, intents, core.guard(), core.stops(), core.journal());

        core.bind("adoptionSearch", search);
        core.bind("adoptionDecision", adoption);
        core.bind("fileUpdates", files);
        core.bind("fileChangeCheck", changes);
        core.bind("duplicateBytes", duplicates);
        core.bind("equalDocuments", equalDocuments);
        core.bind("replacements", replacements);
        core.bind("fileReader", new FileReader(tables.checksums()));
        Duration fresh =
                Duration.ofMillis(Long.parseLong(core.camel().resolvePropertyPlaceholders("{{pngx.settle.fresh}}")));
        Spool spool = new Spool(core.spoolFolder());
        core.bind("spool", spool);
        SharedReads reads = new SharedReads(core.sessions(), spool, fresh);
        core.bind("sharedReads", reads);
        core.bind("upcomingDocuments", new UpcomingDocuments(tables.runWork(), reads));
        core.bind(
                "uploadRounds",
                new UploadRounds(tables.database(), core.locks(), tables.openUploads(), tables.runWork()));
        UploadStart start = new UploadStart(tables, adoption, intents, times, core.stops());
        UnknownTasks unknownTasks = new UnknownTasks(tables, intents, times, core.gateway(), core.journal());
        FilesNotStored filesNotStored = new FilesNotStored(tables.uploadHistory(), tables.work(), core.journal());
        core.bind("uploadStart", start);
        core.bind("unknownTasks", unknownTasks);
        core.bind("filesNotStored", filesNotStored);
        core.bind("startDecision", new StartDecision(duplicates, filesNotStored, start, unknownTasks));
        ClockGaps gaps = new ClockGaps();
        core.bind("checksumSearch", new ChecksumSearch(tables, core.guard(), core.journal()));
        core.bind(
                "uploadProgress",
                new UploadProgress(
                        tables,
                        failures,
                        adoption,
                        questions,
                        times,
                        gaps,
                        core.stops(),
                        core.metrics().calls()));
        core.bind(
                "uploadRecovery",
                new UploadRecovery(
                        tables.uploads(),
                        tables.uploadedFiles(),
                        tables.openUploads(),
                        tables.uploadHistory(),
                        tables.settings(),
                        questions,
                        gaps));
        core.bind(
                "uploadSettlement",
                new UploadSettlement(
                        tables,
                        documents.documents(),
                        documents.copies(),
                        comparison,
                        replacements,
                        failures,
                        core.journal(),
                        fresh));
        core.bind("ruleNotifier", new RuleNotifier(core.journal()));
        return new UploadBeans(questions, failures, search, duplicates, equalDocuments, gaps);
    }
}
