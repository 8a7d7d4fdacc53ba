package io.pngx.controller.sync;

import static io.pngx.controller.sync.Paper.document;
import static org.assertj.core.api.Assertions.assertThat;

import io.pngx.controller.paperless.Document;
import io.pngx.controller.paperless.Kind;
import io.pngx.controller.text.Text;
import org.junit.jupiter.api.Test;

/** Lookups that stay on a copy although they are missing on the master. */
class KeptLookupsTest {
    private final Paper.World world = new Paper.World()
            .onMaster(Kind.TAG, "'id':1,'name':'above'")
            .onReplica(Kind.TAG, "'id':11,'name':'above'")
            .mapped(Kind.TAG, 1, 11)
            .onMaster(Kind.TAG, "'id':2,'name':'other'")
            .onReplica(Kind.TAG, "'id':12,'name':'other'")
            .mapped(Kind.TAG, 2, 12)
            .kept(Kind.TAG, "'id':13,'name':'gone'")
            .kept(Kind.TAG, "'id':14,'name':'gone below','parent':11")
            .kept(Kind.TAG, "'id':15,'name':'child','parent':13")
            .onReplica(Kind.TAG, "'id':16,'name':'of the replica'")
            .onMaster(Kind.CORRESPONDENT, "'id':1,'name':'ACME'")
            .onReplica(Kind.CORRESPONDENT, "'id':21,'name':'ACME'")
            .mapped(Kind.CORRESPONDENT, 1, 21)
            .kept(Kind.CORRESPONDENT, "'id':22,'name':'gone'")
            .onReplica(Kind.CORRESPONDENT, "'id':23,'name':'of the replica'")
            .kept(Kind.DOCUMENT_TYPE, "'id':31,'name':'gone'")
            .kept(Kind.STORAGE_PATH, "'id':41,'name':'gone'")
            .onMaster(Kind.CUSTOM_FIELD, "'id':1,'name':'due','data_type':'string'")
            .onReplica(Kind.CUSTOM_FIELD, "'id':51,'name':'due','data_type':'string'")
            .mapped(Kind.CUSTOM_FIELD, 1, 51)
            .kept(Kind.CUSTOM_FIELD, "'id':52,'name':'gone','data_type':'string'");

    private Target target(String master, String copy) {
        return target(document(master), document(copy));
    }

    private Target target(Document master, Document copy) {
        return KeptLookups.on(
                Targets.target(master, world.translation(), Rules.NONE), master, copy, world.translation());
    }

    @Test
    void allFiveKindsStayWhereTheCopyHasThemAndNothingDiffers() {
        Document copy = document("'tags':[12,13],'correspondent':22,'document_type':31,'storage_path':41,"
                + "'custom_fields':[{'field':52,'value':'x'}]");
        Target target = target(document("'tags':[2]"), copy);

        assertThat(Differences.between(target, copy, world.translation().replica()))
                .isEmpty();
        assertThat(target.kept())
                .extracting(Text::toString)
                .containsExactly(
                        "correspondent \"gone\"",
                        "document type \"gone\"",
                        "storage path \"gone\"",
                        "tag \"gone\"",
                        "custom field \"gone\"");
    }

    @Test
    void nothingIsGivenToACopyThatDoesNotHaveIt() {
        Target target = target("'tags':[2]", "'tags':[12]");

        assertThat(target.tags()).containsExactly(12L);
        assertThat(target.correspondent()).isNull();
        assertThat(target.customFields()).isEmpty();
        assertThat(target.kept()).isEmpty();
    }

    @Test
    void theFingerprintIsThatOfTheMastersDocument() {
        Target without = Targets.target(document("'tags':[2]"), world.translation(), Rules.NONE);

        assertThat(target("'tags':[2]", "'tags':[12,13],'correspondent':22").fingerprint())
                .isEqualTo(without.fingerprint());
    }

    @Test
    void anEditOfTheMasterArrives() {
        Target target = target(
                "'tags':[1],'correspondent':1,'custom_fields':[{'field':1,'value':'new'}]",
                "'tags':[12,13],'correspondent':22,'custom_fields':[{'field':51,'value':'old'},{'field':52,"
                        + "'value':'x'}]");

        assertThat(target.tags()).as("other taken away, above added").containsExactly(11L, 13L);
        assertThat(target.correspondent()).isEqualTo(21);
        assertThat(target.customFields()).hasToString("{51=\"new\", 52=\"x\"}");
    }

    @Test
    void whatTheReplicaCanNotHoldOfAnEditDoesNotKeepTheOldOne() {
        world.onMaster(Kind.CORRESPONDENT, "'id':2,'name':'refused'").uncarried(Kind.CORRESPONDENT, 2);

        assertThat(target("'correspondent':2", "'correspondent':22").correspondent())
                .isNull();
    }

    @Test
    void whatIsOfTheReplicaAloneIsNotKept() {
        Target target = target("'tags':[]", "'tags':[16],'correspondent':23");

        assertThat(target.tags()).isEmpty();
        assertThat(target.correspondent()).isNull();
    }

    @Test
    void aTagGoesWithTheOneAboveItThatTheMasterTookAway() {
        assertThat(target("'tags':[1]", "'tags':[11,14]").tags()).containsExactly(11L, 14L);
        assertThat(target("'tags':[]", "'tags':[11,14]").tags()).isEmpty();
    }

    @Test
    void aTagStaysWithTheOneAboveItThatLeftTheMasterToo() {
        assertThat(target("'tags':[]", "'tags':[13,15]").tags()).containsExactly(13L, 15L);
    }
}
