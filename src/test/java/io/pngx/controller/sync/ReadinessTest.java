package io.pngx.controller.sync;

import static org.assertj.core.api.Assertions.assertThat;

import io.pngx.controller.store.DocumentCounts;
import io.pngx.controller.sync.Readiness.Code;
import io.pngx.controller.sync.Readiness.Level;
import io.pngx.controller.sync.Readiness.Reason;
import io.pngx.controller.sync.ReadinessFacts.Contact;
import io.pngx.controller.text.Language;
import io.pngx.controller.text.Text;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The readiness of a replica, derived from facts. */
class ReadinessTest {
    private static final Instant NOW = Instant.parse("2026-11-28T12:00:00Z");
    private static final DocumentCounts WHOLE = documents(12_431, 0, 0, 0, 0, 0, 0, 0, 12_200, 0);

    private static DocumentCounts documents(
            long copies,
            long missing,
            long excluded,
            long outdated,
            long contested,
            long held,
            long damaged,
            long different,
            long verified,
            long newestOnly) {
        Instant oldest = verified == 0 ? null : NOW.minus(Duration.ofDays(12));
        return documents(
                copies,
                missing,
                0,
                excluded,
                outdated,
                contested,
                held,
                damaged,
                different,
                verified,
                oldest,
                newestOnly);
    }

    /** The replica has old copies of {@code excludedOld} of the excluded documents. */
    private static DocumentCounts documents(
            long copies,
            long missing,
            long excludedOld,
            long excluded,
            long outdated,
            long contested,
            long held,
            long damaged,
            long different,
            long verified,
            Instant oldest,
            long newestOnly) {
        return new DocumentCounts(
                copies - outdated - contested - damaged - different,
                missing + outdated,
                0,
                held,
                contested,
                damaged + different,
                excluded - excludedOld,
                excludedOld,
                0,
                0,
                missing,
                outdated,
                excluded - excludedOld,
                excludedOld,
                copies,
                held,
                damaged,
                different,
                verified,
                oldest,
                newestOnly);
    }

    private static Readiness of(
            Contact contact, String error, Instant success, DocumentCounts documents, String... accounts) {
        return Readiness.of(new ReadinessFacts(
                contact,
                error == null ? null : Text.verbatim(error),
                success,
                NOW,
                null,
                Duration.ofMinutes(30),
                documents,
                accounts(accounts),
                List.of(),
                List.of(),
                List.of(),
                false,
                null));
    }

    private static List<Text> accounts(String... names) {
        return Stream.of(names).map(Text::verbatim).toList();
    }

    private static Readiness of(DocumentCounts documents) {
        return of(Contact.OK, null, NOW.minusSeconds(40), documents);
    }

    @Test
    void aWholeReplicaIsReadyAndSaysHowMuchOfItWasVerified() {
        Readiness readiness = of(WHOLE);

        assertThat(readiness.level()).isEqualTo(Level.READY);
        assertThat(readiness.reasons()).isEmpty();
        assertThat(readiness.oldestVerification()).isEqualTo(Duration.ofDays(12));
        assertThat(readiness.sentence().toString())
                .isEqualTo("Ready to take over: all 12,431 documents, 98 % verified, the oldest 12 days ago, "
                        + "40 s behind.");
    }

    @Test
    void aReplicaIsReadyOnlyAfterAVerificationFoundACopyEqual() {
        Readiness never = of(documents(1, 0, 0, 0, 0, 0, 0, 0, 0, 0));

        assertThat(never.level()).isEqualTo(Level.UNVERIFIED);
        assertThat(never.reasons()).isEmpty();
        assertThat(never.sentence().toString())
                .isEqualTo("Could take over, not verified yet: the only document, 40 s behind.");
        assertThat(never.headline().toString()).isEqualTo("Could take over, not verified yet");
        assertThat(never.details().toString()).isEqualTo("The only document.");
        assertThat(never.sentence().in(Language.GERMAN))
                .isEqualTo("Könnte einspringen, noch nicht geprüft: das einzige Dokument, Rückstand 40 s.");
    }

    @Test
    void aVerificationThatHasOnlyBegunIsEnoughAndItsShareIsSaid() {
        Readiness begun = of(documents(12_431, 0, 0, 0, 0, 0, 0, 0, 1, 0));

        assertThat(begun.level()).isEqualTo(Level.READY);
        assertThat(begun.details().toString())
                .isEqualTo("All 12,431 documents, less than 1 % verified, the oldest 12 days ago.");
    }

    @Test
    void anEmptyReplicaOfAnEmptyMasterHasNothingToVerify() {
        assertThat(of(documents(0, 0, 0, 0, 0, 0, 0, 0, 0, 0)).level()).isEqualTo(Level.READY);
    }

    @Test
    void aReplicaWithoutAnyCopyIsNotReady() {
        Readiness empty = of(documents(0, 30, 0, 0, 0, 0, 0, 0, 0, 0));

        assertThat(empty.level()).isEqualTo(Level.NOT_READY);
        assertThat(empty.headline().toString()).isEqualTo("Not ready to take over");
        assertThat(empty.details().toString()).isEqualTo("Of 30 documents 30 are missing.");
        assertThat(empty.sentence().toString()).isEqualTo("Not ready to take over. Of 30 documents 30 are missing.");
        assertThat(of(documents(0, 1, 0, 0, 0, 0, 0, 0, 0, 0)).sentence().toString())
                .isEqualTo("Not ready to take over. Of 1 document 1 is missing.");
        assertThat(of(Contact.UNREACHABLE, "Why.", NOW, documents(0, 30, 0, 0, 0, 0, 0, 0, 0, 0))
                        .sentence()
                        .toString())
                .isEqualTo("Not ready to take over: the replica is not available; 30 are missing: Why.");
        Readiness excluded = of(documents(0, 3, 5, 0, 0, 0, 0, 0, 0, 0));
        assertThat(excluded.sentence().toString())
                .isEqualTo("Not ready to take over. Of 8 documents 5 are excluded by rules, and would be missing after"
                        + " a takeover; 3 are missing.");
        assertThat(of(documents(0, 0, 5, 0, 0, 0, 0, 0, 0, 0)).level()).isEqualTo(Level.NOT_READY);
        assertThat(of(documents(0, 3, 5, 5, 0, 0, 0, 0, 0, 0, null, 0)).level()).isEqualTo(Level.PARTIAL);
        assertThat(of(documents(1, 29, 0, 0, 0, 0, 0, 0, 0, 0)).sentence().toString())
                .startsWith("Could take over, with exceptions. Of 30 documents 29 are missing; not verified yet");
    }

    @Test
    void everyKindOfDocumentThatIsNotThereAsOnTheMasterIsAnException() {
        Readiness readiness = of(documents(10, 2, 0, 3, 1, 1, 1, 2, 5, 4));

        assertThat(readiness.level()).isEqualTo(Level.EXCEPT);
        assertThat(readiness.reasons())
                .extracting(Reason::code)
                .containsExactly(
                        Code.MISSING,
                        Code.DAMAGED,
                        Code.DIFFERENT,
                        Code.OUTDATED,
                        Code.CONTESTED,
                        Code.HELD,
                        Code.NEWEST_ONLY);
        assertThat(readiness.reasons()).extracting(Reason::count).containsExactly(2L, 1L, 2L, 3L, 1L, 1L, 4L);
        assertThat(readiness.sentence().toString())
                .startsWith("Ready to take over, with exceptions. Of 12 documents 2 are missing; 1 has another file;")
                .endsWith("50 % verified, the oldest 12 days ago, 40 s behind.");
    }

    @Test
    void aReplicaFromWhichRulesExcludeDocumentsIsNeverReadyAsAWhole() {
        Readiness both = of(documents(29, 0, 277, 289, 0, 0, 0, 0, 0, 0, null, 0));

        assertThat(both.level()).isEqualTo(Level.PARTIAL);
        assertThat(both.headline().toString()).isEqualTo("Could take over the part that its rules select");
        assertThat(both.sentence().toString())
                .isEqualTo("Could take over the part that its rules select. Of 318 documents 289 are excluded by"
                        + " rules: after a takeover, 12 would be missing, and 277 could be old; "
                        + "not verified yet, 40 s behind.");
        assertThat(both.details().toString()).startsWith("Of 318 documents 289 are excluded by rules: after");
        assertThat(of(documents(29, 0, 289, 0, 0, 0, 0, 0, 0, 0)).details().toString())
                .isEqualTo("Of 318 documents 289 are excluded by rules, and would be missing after a takeover;"
                        + " not verified yet.");
        assertThat(of(documents(29, 0, 1, 1, 0, 0, 0, 0, 0, 0, null, 0))
                        .details()
                        .toString())
                .isEqualTo("Of 30 documents 1 is excluded by a rule, and could be old after a takeover;"
                        + " not verified yet.");
    }

    @Test
    void rulesComeFirstAmongOtherExceptionsAndAfterWhatPreventsATakeover() {
        DocumentCounts documents = documents(29, 3, 289, 0, 0, 0, 0, 0, 0, 0);

        assertThat(of(documents).reasons()).extracting(Reason::code).containsExactly(Code.EXCLUDED, Code.MISSING);
        assertThat(of(documents).headline().toString())
                .isEqualTo("Could take over the part that its rules select, with exceptions");
        Readiness broken = of(Contact.UNREACHABLE, null, NOW, documents);
        assertThat(broken.level()).isEqualTo(Level.NOT_READY);
        assertThat(broken.reasons())
                .extracting(Reason::code)
                .containsExactly(Code.UNREACHABLE, Code.EXCLUDED, Code.MISSING);
    }

    @Test
    void accountsThatTheReplicaLacksAreNamed() {
        Readiness readiness = of(Contact.OK, null, NOW, WHOLE, "user \"ben\"");

        assertThat(readiness.level()).isEqualTo(Level.EXCEPT);
        assertThat(readiness.sentence().toString()).contains("an account does not exist on the replica (user \"ben\")");
    }

    private static Readiness holding(DocumentCounts documents, String... lookups) {
        return Readiness.of(new ReadinessFacts(
                Contact.OK,
                null,
                NOW.minusSeconds(40),
                NOW,
                null,
                Duration.ofMinutes(30),
                documents,
                List.of(),
                List.of(),
                accounts(lookups),
                List.of(),
                false,
                null));
    }

    @Test
    void lookupsThatWereDeletedOnTheMasterAndAreStillThereAreNamed() {
        Readiness one = holding(WHOLE, "tag \"Inbox\"");

        assertThat(one.level()).isEqualTo(Level.EXCEPT);
        assertThat(one.has(Code.HELD_LOOKUPS)).isTrue();
        assertThat(one.sentence())
                .hasToString("Ready to take over, with exceptions: a lookup was deleted on the master, and is still on"
                        + " the replica (tag \"Inbox\"); 98 % verified, the oldest 12 days ago, 40 s behind.");
        assertThat(one.sentence().in(Language.GERMAN))
                .startsWith("Mit Ausnahmen bereit, einzuspringen: ein Stammdatum wurde auf dem Master gelöscht und ist"
                        + " noch auf dem Replikat (tag \"Inbox\"); ");
        assertThat(holding(WHOLE, "a", "b").details().toString())
                .startsWith("2 lookups were deleted on the master, and are still on the replica (a, b); ");
        assertThat(holding(WHOLE, "a", "b", "c", "d", "e", "f").details().toString())
                .startsWith("6 lookups were deleted on the master, and are still on the replica, for example a, b, c,"
                        + " d, e; ");
        assertThat(holding(documents(10, 0, 0, 0, 0, 5, 0, 0, 0, 0), "a").details())
                .hasToString("Of 10 documents 5 were deleted on the master, and are still on the replica; a lookup was"
                        + " deleted on the master, and is still on the replica (a); not verified yet.");
    }

    private static Readiness ruled(boolean changed, String... rules) {
        return Readiness.of(new ReadinessFacts(
                Contact.OK,
                null,
                NOW.minusSeconds(40),
                NOW,
                null,
                Duration.ofMinutes(30),
                WHOLE,
                List.of(),
                List.of(),
                List.of(),
                List.of(rules),
                changed,
                null));
    }

    @Test
    void rulesThatMayChangeDocumentsAreNamed() {
        Readiness one = ruled(false, "prefix");

        assertThat(one.level()).isEqualTo(Level.EXCEPT);
        assertThat(one.reasons()).extracting(Reason::code).containsExactly(Code.CHANGED_BY_RULES);
        assertThat(one.sentence())
                .hasToString("Ready to take over, with exceptions: a rule may change documents on their way to the"
                        + " replica (prefix); 98 % verified, the oldest 12 days ago, 40 s behind.");
        assertThat(ruled(true, "a", "b").details().toString())
                .startsWith("2 rules may change documents on their way to the replica (a, b); ");
        assertThat(ruled(true).level()).as("switched off since the last run").isEqualTo(Level.EXCEPT);
        assertThat(ruled(true).details().toString()).startsWith("Rules were changed since the last run");
    }

    @ParameterizedTest
    @EnumSource(
            value = Contact.class,
            names = {"BLOCKED", "UNREACHABLE", "AUTH_FAILED", "ERROR"})
    void aReplicaThatCannotBeUsedIsNotReadyAndSaysWhy(Contact contact) {
        Readiness readiness = of(contact, "Connection refused.", NOW.minusSeconds(5), WHOLE);

        assertThat(readiness.level()).isEqualTo(Level.NOT_READY);
        assertThat(readiness.has(Code.valueOf(contact.name()))).isTrue();
        assertThat(readiness.sentence().toString())
                .startsWith("Not ready to take over: ")
                .endsWith(": Connection refused.");
        assertThat(readiness.headline() + " " + readiness.details().toString()).doesNotContain("Connection refused");
    }

    @Test
    void beforeTheFirstCompleteRunNothingIsReady() {
        assertThat(of(Contact.NEW, null, null, documents(0, 0, 0, 0, 0, 0, 0, 0, 0, 0))
                        .sentence()
                        .toString())
                .isEqualTo("Not ready to take over: no run was successful yet.");
    }

    @Test
    void aSuccessMayBeTwoIntervalsOldAndNoOlder() {
        assertThat(of(Contact.OK, null, NOW.minus(Duration.ofMinutes(30)), WHOLE)
                        .level())
                .isEqualTo(Level.READY);
        Readiness stale = of(Contact.OK, null, NOW.minus(Duration.ofMinutes(31)), WHOLE);
        assertThat(stale.level()).isEqualTo(Level.NOT_READY);
        assertThat(stale.sentence().toString())
                .isEqualTo("Not ready to take over: the last successful run ended 31 min ago.");
    }

    private static Readiness drilled(boolean passed, long problems) {
        ReadinessFacts.Drill drill = new ReadinessFacts.Drill(
                NOW.minus(Duration.ofDays(12)), passed, 50, problems, Text.verbatim("What was found."));
        return Readiness.of(new ReadinessFacts(
                Contact.OK,
                null,
                NOW.minusSeconds(40),
                NOW,
                null,
                Duration.ofMinutes(30),
                WHOLE,
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                false,
                drill));
    }

    @Test
    void headlineAndDetailsTogetherAreTheAnswer() {
        assertThat(of(WHOLE).headline().toString()).isEqualTo("Ready to take over");
        assertThat(of(WHOLE).details().toString())
                .isEqualTo("All 12,431 documents, 98 % verified, the oldest 12 days ago.");
        Readiness except = of(documents(10, 2, 0, 0, 0, 0, 0, 0, 0, 0));
        assertThat(except.headline().toString()).isEqualTo("Could take over, with exceptions");
        assertThat(except.details().toString()).isEqualTo("Of 12 documents 2 are missing; not verified yet.");
        assertThat(drilled(false, 0).details().toString()).startsWith("The last drill failed; ");
        Readiness never = of(Contact.NEW, null, null, documents(0, 0, 0, 0, 0, 0, 0, 0, 0, 0));
        assertThat(never.headline().toString()).isEqualTo("Not ready to take over");
        assertThat(never.details().toString()).isEqualTo("No run was successful yet.");
    }

    @Test
    void aRightThatATokenLacksDoesNotMakeTheTokenRefused() {
        assertThat(of(Contact.AUTH_FAILED, "The replica refuses DELETE /api/tags/5/ (403).", NOW, WHOLE)
                        .sentence()
                        .toString())
                .isEqualTo("Not ready to take over: the replica refuses the API token, or the token lacks a right: "
                        + "The replica refuses DELETE /api/tags/5/ (403).");
    }

    @Test
    void theAnswerIsASentenceInGermanToo() {
        assertThat(drilled(true, 0).sentence().in(Language.GERMAN))
                .isEqualTo("Bereit, einzuspringen: alle 12.431 Dokumente, 98 % geprüft, älteste Prüfung vor 12 Tagen, "
                        + "Notfallübung vor 12 Tagen mit 50 Dokumenten, Rückstand 40 s.");
        Readiness except = of(documents(10, 2, 0, 0, 0, 0, 0, 0, 0, 0));
        assertThat(except.sentence().in(Language.GERMAN))
                .isEqualTo("Könnte mit Ausnahmen einspringen. Von 12 Dokumenten: 2 fehlen; noch nicht geprüft, "
                        + "Rückstand 40 s.");
        Readiness refused = of(Contact.AUTH_FAILED, "Why.", NOW, WHOLE);
        assertThat(refused.sentence().in(Language.GERMAN))
                .isEqualTo("Nicht bereit, einzuspringen: das Replikat weist das API-Token ab, oder dem Token fehlt ein "
                        + "Recht: Why.");
        assertThat(refused.details().in(Language.GERMAN))
                .isEqualTo("Das Replikat weist das API-Token ab, oder dem Token fehlt ein Recht.");
    }

    @Test
    void aDrillThatPassedIsSaidAndOneThatFailedIsAReason() {
        assertThat(drilled(true, 0).level()).isEqualTo(Level.READY);
        assertThat(drilled(true, 0).sentence().toString())
                .isEqualTo("Ready to take over: all 12,431 documents, 98 % verified, the oldest 12 days ago, "
                        + "drilled 12 days ago with 50 documents, 40 s behind.");
        assertThat(drilled(false, 2).level()).isEqualTo(Level.EXCEPT);
        assertThat(drilled(false, 2).has(Code.DRILL_FAILED)).isTrue();
        assertThat(drilled(false, 2).sentence().toString())
                .isEqualTo("Ready to take over, with exceptions. Of 12,431 documents 2 failed the last drill; 98 % "
                        + "verified, the oldest 12 days ago, 40 s behind.");
        assertThat(drilled(false, 0).sentence().toString())
                .isEqualTo("Ready to take over, with exceptions: the last drill failed; "
                        + "98 % verified, the oldest 12 days ago, 40 s behind.");
    }
}
