package io.pngx.controller.cli;

import io.pngx.controller.metrics.ReadinessReader;
import io.pngx.controller.metrics.TakeoverDifferences;
import io.pngx.controller.store.Coverage;
import io.pngx.controller.store.Database;
import io.pngx.controller.store.KeyValues;
import io.pngx.controller.store.OtherCopies;
import io.pngx.controller.store.Replica;
import io.pngx.controller.store.Tables;
import io.pngx.controller.sync.Readiness;
import io.pngx.controller.text.Text;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;

/** Prints what users would miss if a replica became the master now. The page of the switchover shows the same. */
final class TakeoverLoss {
    /** Maximum number of documents under each heading, as on the page. */
    private static final int LISTED = 100;

    private final String name;

    /** @param name the name of the replica */
    TakeoverLoss(String name) {
        this.name = name;
    }

    /**
     * Prints the loss. Prints nothing if the replica is missing or the database is not readable; the switchover reports
     * this problem.
     */
    void print(Path file) {
        try (Database database = Database.openReadOnly(file)) {
            Tables tables = Tables.of(database);
            tables.replicas().all().stream()
                    .filter(replica -> replica.name().equals(name))
                    .findFirst()
                    .ifPresent(replica -> print(tables, replica));
        } catch (Database.Unusable unread) {
            // The switchover upgrades an older database, and reports an unusable database.
        }
    }

    private static void print(Tables tables, Replica replica) {
        KeyValues settings = tables.settings();
        Readiness readiness = new ReadinessReader(tables)
                .of(replica, settings.interval(replica), settings.masterFailingSince(), Instant.now());
        System.out.println(readiness.sentence());
        if (readiness.loss() != null) {
            System.out.println(readiness.loss());
        }
        TakeoverDifferences differences = TakeoverDifferences.read(tables, replica, LISTED);
        differences
                .better()
                .forEach(other -> System.out.println(
                        "Replica \"" + other.replicaName() + "\" could be the better choice. " + other.text()));
        differences.others().forEach(other -> {
            print(other.unknownText(), other.unknownDocuments(), other.unknown());
            print(other.newerText(), other.newerDocuments(), other.newer());
            print(other.lookupsText(), List.of(), 0);
        });
        if (differences.version() != null) {
            System.out.println(differences.version());
        }
        if (differences.rules() != null) {
            System.out.println(differences.rules());
        }
        Coverage coverage = tables.coverage();
        print(
                "Would be missing:",
                coverage.missing(replica.id(), LISTED),
                readiness.facts().documents().missingAfterTakeover());
        print(
                "Could be old or different:",
                coverage.old(replica.id(), LISTED),
                readiness.facts().documents().oldAfterTakeover());
        print("Deleted on the master, but still on the replica:", differences.documents(), differences.retained());
        if (!differences.lookups().isEmpty()) {
            System.out.println("Lookups deleted on the master, but still on the replica:");
            differences.lookups().forEach(lookup -> System.out.println("- " + lookup.name() + ": " + lookup.why()));
        }
    }

    private static void print(String heading, List<Coverage.Missing> documents, long all) {
        if (documents.isEmpty()) {
            return;
        }
        System.out.println(heading);
        documents.forEach(document ->
                System.out.println("- " + title(document.title(), document.masterId()) + ": " + document.why()));
        printMore(all - documents.size());
    }

    private static void print(Text sentence, List<OtherCopies.Row> documents, long all) {
        if (sentence == null) {
            return;
        }
        System.out.println(sentence);
        documents.forEach(document -> System.out.println("- " + title(document.title(), document.masterId())));
        printMore(all - documents.size());
    }

    private static void printMore(long more) {
        if (more > 0) {
            System.out.println(Text.plural(more, "And {0} more document.", "And {0} more documents.", more));
        }
    }

    private static String title(String title, long masterId) {
        return title == null ? "Document " + masterId : title + " (document " + masterId + ")";
    }
}
