package io.pngx.controller.sync;

import static org.assertj.core.api.Assertions.assertThat;

import io.pngx.controller.paperless.Document.Version;
import io.pngx.controller.sync.FileStep.Action;
import io.pngx.controller.sync.FileStep.OwnFile;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The next step for the files of a copy on a v3 replica. The copy is document 100, the master's document is 1. */
class FileStepTest {
    /** Returns a text in the form of a SHA-256 for a name of bytes. */
    private static String sha256(String bytes) {
        String hex = HexFormat.of().formatHex(bytes.getBytes(StandardCharsets.UTF_8));
        return hex + "0".repeat(64 - hex.length());
    }

    private static Version of(long id, String bytes) {
        return new Version(id, sha256(bytes), id == 1 || id == 100, null);
    }

    private static OwnFile ours(long master, long replica, String bytes) {
        return new OwnFile(master, replica, null, sha256(bytes), null, true);
    }

    private static FileStep next(List<Version> master, List<OwnFile> ours, List<Version> there) {
        return FileStep.next(master, ours, there, 100);
    }

    @Test
    void equalFilesNeedNothing() {
        assertThat(next(
                                List.of(of(1, "a"), of(2, "b")),
                                List.of(ours(1, 100, "a"), ours(2, 101, "b")),
                                List.of(of(100, "a"), of(101, "b")))
                        .action())
                .isEqualTo(Action.NONE);
    }

    @Test
    void missingFilesAreSentOldestFirst() {
        List<Version> master = List.of(of(1, "a"), of(2, "b"), of(3, "c"));
        assertThat(next(master, List.of(ours(1, 100, "a")), List.of(of(100, "a")))
                        .master()
                        .id())
                .isEqualTo(2);
        assertThat(next(master, List.of(ours(1, 100, "a"), ours(2, 101, "b")), List.of(of(100, "a"), of(101, "b")))
                        .master()
                        .id())
                .isEqualTo(3);
    }

    @Test
    void aFileThatChangedInPlaceIsSentAgainUnderItsOldId() {
        FileStep step = next(List.of(of(1, "other")), List.of(ours(1, 100, "a")), List.of(of(100, "a")));
        assertThat(step.action()).isEqualTo(Action.UPLOAD);
        assertThat(step.master().checksum()).isEqualTo(sha256("other"));
    }

    @Test
    void aFileOfWhichTheMasterKeptAnMd5IsKnownByThat() {
        List<Version> master = List.of(new Version(1, "0".repeat(32), true, null));
        assertThat(next(
                                master,
                                List.of(new OwnFile(1, 100, "0".repeat(32), sha256("a"), null, true)),
                                List.of(of(100, "a")))
                        .action())
                .isEqualTo(Action.NONE);
        assertThat(next(
                                master,
                                List.of(new OwnFile(1, 100, "1".repeat(32), sha256("a"), null, true)),
                                List.of(of(100, "a")))
                        .action())
                .isEqualTo(Action.UPLOAD);
    }

    @Test
    void aFileThatWasFoundToBeBadIsSentAgainAlthoughItsChecksumIsStillListed() {
        FileStep step =
                next(List.of(of(1, "a")), List.of(new OwnFile(1, 100, null, "", null, true)), List.of(of(100, "a")));
        assertThat(step.action()).isEqualTo(Action.UPLOAD);
        assertThat(next(List.of(of(1, "a")), List.of(ours(1, 101, "a")), List.of(of(100, "a"), of(101, "a")))
                        .action())
                .isEqualTo(Action.NONE);
    }

    @Test
    void aFileInTheTrashIsTakenOutAndNotSent() {
        OwnFile trashed = new OwnFile(2, 101, null, sha256("b"), null, false);
        FileStep step =
                next(List.of(of(1, "a"), of(2, "b")), List.of(ours(1, 100, "a"), trashed), List.of(of(100, "a")));
        assertThat(step).isEqualTo(new FileStep(Action.RESTORE, null, trashed));
    }

    @Test
    void whatTheMasterDeletedGoesLast() {
        List<OwnFile> ours = List.of(ours(1, 100, "a"), ours(2, 101, "b"));
        List<Version> there = List.of(of(100, "a"), of(101, "b"));
        assertThat(next(List.of(of(1, "a"), of(3, "c")), ours, there).action()).isEqualTo(Action.UPLOAD);
        assertThat(next(List.of(of(1, "a")), ours, there)).isEqualTo(new FileStep(Action.DELETE, null, ours.get(1)));
    }

    @Test
    void theFirstFileOfACopyIsNeverDeletedNorIsOneThatIsNotOurs() {
        assertThat(next(
                                List.of(of(2, "b")),
                                List.of(ours(1, 100, "a"), ours(2, 101, "b")),
                                List.of(of(100, "a"), of(101, "b")))
                        .action())
                .isEqualTo(Action.NONE);
        assertThat(next(List.of(of(1, "a")), List.of(ours(1, 100, "a")), List.of(of(100, "a"), of(150, "a")))
                        .action())
                .isEqualTo(Action.NONE);
    }

    @Test
    void somebodyElsesNewerFileIsCoveredByTheMastersNewest() {
        FileStep step = next(
                List.of(of(1, "a"), of(2, "b")),
                List.of(ours(1, 100, "a"), ours(2, 101, "b")),
                List.of(of(100, "a"), of(101, "b"), of(150, "not ours")));
        assertThat(step.action()).isEqualTo(Action.UPLOAD);
        assertThat(step.master().id()).isEqualTo(2);
    }

    @Test
    void anAdoptedCopyThatShowsTheNewestBytesIsAsItShouldBe() {
        assertThat(next(List.of(of(1, "a"), of(2, "b")), List.of(), List.of(of(100, "x"), of(101, "b")))
                        .action())
                .isEqualTo(Action.NONE);
    }

    @Test
    void anotherLabelIsWritten() {
        assertThat(next(
                                List.of(new Version(1, sha256("a"), true, "signed")),
                                List.of(ours(1, 100, "a")),
                                List.of(of(100, "a")))
                        .action())
                .isEqualTo(Action.LABEL);
    }

    @Test
    void whereOneEndDoesNotSayWhatItHoldsNothingIsDone() {
        assertThat(next(List.of(), List.of(ours(1, 100, "a")), List.of(of(100, "a")))
                        .action())
                .isEqualTo(Action.NONE);
        assertThat(next(List.of(of(1, "b")), List.of(ours(1, 100, "a")), List.of())
                        .action())
                .isEqualTo(Action.NONE);
    }

    @Test
    void aCopyShowsTheNewestFileOnlyAfterAllUploadsAndDeletes() {
        List<Version> master = List.of(of(1, "a"), of(2, "b"), of(3, "a"));
        List<OwnFile> two = List.of(ours(1, 100, "a"), ours(2, 101, "b"));
        List<OwnFile> all = List.of(ours(1, 100, "a"), ours(2, 101, "b"), ours(3, 102, "a"));
        List<Version> there = List.of(of(100, "a"), of(101, "b"), of(102, "a"));
        assertThat(FileStep.isNewestShown(master, List.of(two.get(0)), List.of(of(100, "a"))))
                .as("the first file has the bytes of the newest")
                .isFalse();
        assertThat(FileStep.isNewestShown(master, two, List.of(of(100, "a"), of(101, "b"))))
                .isFalse();
        assertThat(FileStep.isNewestShown(master, all, there)).isTrue();
        assertThat(FileStep.isNewestShown(master, all, List.of(of(100, "a"), of(101, "b"), of(102, "a"), of(103, "x"))))
                .as("a user added a version")
                .isFalse();
        assertThat(FileStep.isNewestShown(master.subList(0, 2), all, there))
                .as("the master deleted its newest version")
                .isFalse();
        assertThat(FileStep.isNewestShown(List.of(), all, there))
                .as("a v2 master lists no files")
                .isTrue();
    }
}
