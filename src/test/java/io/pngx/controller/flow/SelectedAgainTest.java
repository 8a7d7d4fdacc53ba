package io.pngx.controller.flow;

import static org.assertj.core.api.Assertions.assertThat;

import io.pngx.controller.store.Replica;
import io.pngx.controller.store.Run;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** A rule excluded a document, and selects it again: the replica then has exactly one copy. */
class SelectedAgainTest extends Ruled {
    private static final String ALSO_TWO =
            ONLY_SHARED.replace("contains 'share'", "contains 'share' || ${body[title]} == 'two'");

    /** The ways in which the document is selected again. */
    enum Again {
        SWITCHED_OFF,
        CHANGED,
        TAGGED
    }

    private int two;
    private int copy;

    private static Stream<Arguments> ways() {
        return Stream.of(Version.values())
                .flatMap(version -> Stream.of(Again.values()).map(again -> Arguments.of(version, again)));
    }

    /** Creates twenty selected documents, and one document that is no longer selected. */
    private void excluded(Version version, Replica.UnselectedCopies unselected) throws Exception {
        begin(version);
        for (int i = 0; i < 20; i++) {
            paper("paper " + i, share);
        }
        two = paper("two", share);
        succeeds();
        copy = replica.library().documents().stream()
                .filter(document -> document.title().equals("two"))
                .findFirst()
                .orElseThrow()
                .id();
        rule("only-shared", ONLY_SHARED);
        world.boot.replicas().unselected(world.replica().id(), unselected);
        master.api().patch("/api/documents/" + two + "/", Papers.json("tags", List.of()));
        succeeds();
    }

    private void selectedAgain(Again again) throws Exception {
        switch (again) {
            case SWITCHED_OFF -> world.boot.rules().table().switchTo("only-shared", false, List.of());
            case CHANGED -> rule("only-shared", ALSO_TWO);
            case TAGGED -> master.api().patch("/api/documents/" + two + "/", Papers.json("tags", List.of(share)));
        }
    }

    private void isThereOnce() {
        world.assertEqual();
        assertThat(replica.library().documents()).anyMatch(document -> document.id() == copy);
        assertThat(replica.library().trashed()).isEmpty();
        assertThat(World.uploads(replica)).isEqualTo(21);
        Run next = run();
        assertThat(next.state()).as(() -> world.said(next)).isEqualTo(Run.State.SUCCESS);
        assertThat(world.said(next)).doesNotContain("WARN");
        world.assertEqual();
    }

    @ParameterizedTest
    @MethodSource("ways")
    void aCopyThatWeTrashedComesBack(Version version, Again again) throws Exception {
        excluded(version, Replica.UnselectedCopies.TRASH);
        succeeds();
        world.boot.clock.move(AN_INTERVAL);
        succeeds();
        assertThat(replica.library().trashed()).hasSize(1);

        selectedAgain(again);
        succeeds();

        isThereOnce();
    }

    @ParameterizedTest
    @MethodSource("ways")
    void aCopyThatAUserOfTheReplicaTrashedComesBack(Version version, Again again) throws Exception {
        excluded(version, Replica.UnselectedCopies.KEEP);
        replica.api().delete("/api/documents/" + copy + "/");
        succeeds();
        assertThat(replica.library().trashed())
                .as("whether it lives is not our business")
                .hasSize(1);

        selectedAgain(again);
        succeeds();

        isThereOnce();
    }

    @ParameterizedTest
    @MethodSource("ways")
    void aCopyThatAUserOfTheReplicaPurgedIsUploadedAgain(Version version, Again again) throws Exception {
        excluded(version, Replica.UnselectedCopies.KEEP);
        replica.library().erase(copy);
        succeeds();

        selectedAgain(again);
        succeeds();

        world.assertEqual();
        assertThat(World.uploads(replica)).isEqualTo(22);
    }
}
