package io.pngx.controller.sync;

import static org.assertj.core.api.Assertions.assertThat;

import io.pngx.controller.paperless.Kind;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class LookupMatchesTest {
    private final Paper.World world = new Paper.World();

    private Map<Long, Long> match(Kind kind, Map<Long, Long> stored) {
        return LookupMatches.of(kind, world.translation(), stored);
    }

    @Test
    void aRenameIsARename() {
        world.onMaster(Kind.TAG, "'id':1,'name':'paid'")
                .onReplica(Kind.TAG, "'id':11,'name':'unpaid'")
                .onReplica(Kind.TAG, "'id':12,'name':'paid'");

        assertThat(match(Kind.TAG, Map.of(1L, 11L))).isEqualTo(Map.of(1L, 11L));
    }

    private List<Long> reused(Map<Long, String> missed, boolean older) {
        world.onMaster(Kind.TAG, "'id':1,'name':'paid'")
                .onMaster(Kind.TAG, "'id':2,'name':'due '")
                .onMaster(Kind.TAG, "'id':5,'name':'bills'")
                .onReplica(Kind.TAG, "'id':11,'name':'unpaid'")
                .onReplica(Kind.TAG, "'id':12,'name':'due'")
                .onReplica(Kind.TAG, "'id':13,'name':'lost'")
                .onReplica(Kind.TAG, "'id':15,'name':'invoices (renaming 15)'");
        return LookupMatches.reused(
                Kind.TAG,
                world.translation(),
                Map.of(1L, 11L, 2L, 12L, 3L, 13L, 4L, 14L, 5L, 15L, -13L, 13L),
                missed,
                older);
    }

    @Test
    void anOlderMasterMayReuseTheIdsOfRenamedAndLostLookups() {
        assertThat(reused(Map.of(), true)).containsExactly(1L, 3L);
    }

    @Test
    void aRenameIsNoReuse() {
        assertThat(reused(Map.of(), false)).isEmpty();
    }

    @Test
    void whatWasMissingAndIsBackUnderAnotherNameIsAnotherLookup() {
        assertThat(reused(Map.of(1L, "unpaid", 2L, "due", 3L, "lost"), false)).containsExactly(1L);
    }

    @Test
    void whatIsBackUnderItsNameIsTheSameLookup() {
        assertThat(reused(Map.of(1L, "paid"), true)).containsExactly(3L);
    }

    @Test
    void whatIsNewIsFoundByItsName() {
        world.onMaster(Kind.TAG, "'id':1,'name':'paid '")
                .onReplica(Kind.TAG, "'id':12,'name':'paid'")
                .onReplica(Kind.TAG, "'id':13,'name':'PAID'");

        assertThat(match(Kind.TAG, Map.of())).isEqualTo(Map.of(1L, 12L));
    }

    @Test
    void ofEqualNamesTheOneOfTheSameOwnerIsMeant() {
        world.user(5, "alice", 55L)
                .user(6, "bob", 66L)
                .onMaster(Kind.TAG, "'id':1,'name':'mine','owner':6")
                .onMaster(Kind.TAG, "'id':2,'name':'mine','owner':5")
                .onReplica(Kind.TAG, "'id':11,'name':'mine','owner':55")
                .onReplica(Kind.TAG, "'id':12,'name':'mine','owner':66");

        assertThat(match(Kind.TAG, Map.of())).isEqualTo(Map.of(1L, 12L, 2L, 11L));
    }

    @Test
    void whatIsSomebodyElsesIsNotTakenForItsName() {
        world.user(5, "alice", 55L)
                .user(6, "bob", 66L)
                .onMaster(Kind.TAG, "'id':1,'name':'mine'")
                .onMaster(Kind.TAG, "'id':2,'name':'mine','owner':5")
                .onReplica(Kind.TAG, "'id':11,'name':'mine','owner':66");

        assertThat(match(Kind.TAG, Map.of())).isEmpty();
    }

    @Test
    void whatBelongsToNobodyOrToUsIsTakenForItsName() {
        world.user(5, "alice", 55L)
                .onMaster(Kind.TAG, "'id':1,'name':'a','owner':5")
                .onMaster(Kind.TAG, "'id':2,'name':'b','owner':5")
                .onReplica(Kind.TAG, "'id':11,'name':'a'")
                .onReplica(Kind.TAG, "'id':12,'name':'b','owner':" + Paper.SYNC_USER);

        assertThat(match(Kind.TAG, Map.of())).isEqualTo(Map.of(1L, 11L, 2L, 12L));
    }

    @Test
    void aLookupOfTheReplicaStandsForOneOfTheMasterOnly() {
        world.onMaster(Kind.TAG, "'id':1,'name':'mine','owner':6")
                .onMaster(Kind.TAG, "'id':2,'name':'mine'")
                .onReplica(Kind.TAG, "'id':11,'name':'mine'");

        assertThat(match(Kind.TAG, Map.of())).isEqualTo(Map.of(2L, 11L));
        assertThat(match(Kind.TAG, Map.of(1L, 11L))).isEqualTo(Map.of(1L, 11L));
    }

    @Test
    void whatVanishedOnEitherSideIsNoLongerMapped() {
        world.onMaster(Kind.TAG, "'id':1,'name':'a'").onReplica(Kind.TAG, "'id':12,'name':'b'");

        assertThat(match(Kind.TAG, Map.of(1L, 11L, 2L, 12L))).isEmpty();
    }

    @Test
    void aFieldOfAnotherTypeIsAnotherField() {
        world.onMaster(Kind.CUSTOM_FIELD, "'id':1,'name':'sum','data_type':'monetary'")
                .onReplica(Kind.CUSTOM_FIELD, "'id':11,'name':'sum','data_type':'string'");

        assertThat(match(Kind.CUSTOM_FIELD, Map.of())).isEmpty();
    }
}
