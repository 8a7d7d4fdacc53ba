package io.pngx.controller.app;

import io.pngx.controller.engine.documents.CopyWriter;
import io.pngx.controller.engine.documents.DeletedLookups;
import io.pngx.controller.engine.documents.DivergedCopies;
import io.pngx.controller.engine.documents.DocumentJobs;
import io.pngx.controller.engine.documents.Documents;
import io.pngx.controller.engine.documents.Notes;
import io.pngx.controller.engine.documents.PrivateCopies;
import io.pngx.controller.engine.documents.RuleSelection;
import io.pngx.controller.engine.documents.SerialNumbers;
import io.pngx.controller.engine.identity.AcceptedChange;
import io.pngx.controller.engine.identity.MasterIdentityCheck;
import io.pngx.controller.engine.identity.ReplicaIdentityCheck;
import io.pngx.controller.engine.identity.ReplicaProof;
import io.pngx.controller.engine.lookups.LookupMatching;
import io.pngx.controller.engine.lookups.LookupUsers;
import io.pngx.controller.engine.lookups.SchemaParity;
import io.pngx.controller.store.Tables;
import java.time.Duration;

/** Binds the beans of identity check, lookups and documents. */
record DocumentBeans(
        MasterIdentityCheck masterIdentity,
        ReplicaIdentityCheck replicaIdentity,
        ReplicaProof proof,
        LookupMatching lookups,
        Notes notes,
        DocumentJobs jobs,
        Documents documents,
        CopyWriter copies,
        DivergedCopies diverged) {
    static DocumentBeans bind(Core core) {
        Tables tables = core.tables();
        AcceptedChange acceptedChange = new AcceptedChange(
                tables.replicas(),
                tables.instanceChanges(),
                tables.invalidation(),
                tables.lookups(),
                tables.maintenance(),
                core.journal());
        MasterIdentityCheck masterIdentity = new MasterIdentityCheck(
                tables.replicas(),
                tables.mappings(),
                tables.identitySamples(),
                acceptedChange,
                tables.maintenance(),
                tables.work(),
                core.clock());
        ReplicaIdentityCheck replicaIdentity = new ReplicaIdentityCheck(tables, acceptedChange, core.journal());
        LookupMatching matching = new LookupMatching(tables.lookups(), tables.invalidation(), core.journal());
        SchemaParity lookups = new SchemaParity(tables, matching, core.journal());
        Notes notes = new Notes(tables.notes(), tables.settings(), core.guard());
        DocumentJobs jobs = new DocumentJobs(tables.mappings(), tables.versions());
        Documents documents = new Documents(tables, jobs, core.stops(), core.journal());
        DivergedCopies diverged = new DivergedCopies(tables, core.clock());
        CopyWriter copies = new CopyWriter(tables, notes, diverged, core.journal());
        ReplicaProof proof = new ReplicaProof(tables, core.gateway(), core.guard());
        core.bind("replicaProof", proof);
        core.bind("masterIdentityCheck", masterIdentity);
        core.bind("replicaIdentityCheck", replicaIdentity);
        core.bind("schemaParity", lookups);
        core.bind("lookupMatching", matching);
        core.bind("lookupUsers", new LookupUsers(tables.lookups(), tables.mappings(), tables.invalidation()));
        core.bind("notes", notes);
        core.bind("documents", documents);
        core.bind("copyWriter", copies);
        core.bind(
                "deletedLookups",
                new DeletedLookups(Duration.ofMillis(
                        Long.parseLong(core.camel().resolvePropertyPlaceholders("{{pngx.lookups.fresh}}")))));
        core.bind(
                "serialNumbers",
                new SerialNumbers(
                        tables.mappings(),
                        tables.invalidation(),
                        tables.finishedDeletions(),
                        core.guard(),
                        core.journal()));
        core.bind(
                "privateCopies",
                new PrivateCopies(
                        tables.invalidation(),
                        tables.comparisons(),
                        tables.unselected(),
                        tables.plans(),
                        core.stops(),
                        core.journal()));
        core.bind(
                "ruleSelection",
                new RuleSelection(
                        tables.unselected(), tables.mappings(), tables.runWork(), core.stops(), core.journal()));
        return new DocumentBeans(
                masterIdentity, replicaIdentity, proof, matching, notes, jobs, documents, copies, diverged);
    }
}
