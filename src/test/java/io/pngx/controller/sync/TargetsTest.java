package io.pngx.controller.sync;

import static io.pngx.controller.sync.Paper.SYNC_USER;
import static io.pngx.controller.sync.Paper.document;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pngx.controller.paperless.Kind;
import java.util.List;
import org.junit.jupiter.api.Test;

class TargetsTest {
    private static Target target(String document, Paper.World world) {
        return Targets.target(document(document), world.translation(), Rules.NONE);
    }

    private static String fingerprint(String document, Paper.World world) {
        return target(document, world).fingerprint();
    }

    @Test
    void lookupsAreTheReplicasOwn() {
        Paper.World world = new Paper.World()
                .onMaster(Kind.CORRESPONDENT, "'id':1,'name':'Bank'")
                .mapped(Kind.CORRESPONDENT, 1, 21)
                .onMaster(Kind.DOCUMENT_TYPE, "'id':1,'name':'Bill'")
                .mapped(Kind.DOCUMENT_TYPE, 1, 31)
                .onMaster(Kind.STORAGE_PATH, "'id':1,'name':'Year'")
                .mapped(Kind.STORAGE_PATH, 1, 41);

        Target target = target("'correspondent':1,'document_type':1,'storage_path':1,'archive_serial_number':7", world);

        assertThat(target.correspondent()).isEqualTo(21);
        assertThat(target.documentType()).isEqualTo(31);
        assertThat(target.storagePath()).isEqualTo(41);
        assertThat(target.archiveSerialNumber()).isEqualTo(7);
        assertThat(target.uncarried()).isEmpty();
    }

    @Test
    void aLinkThatTheMasterHasTwiceIsThereOnce() {
        Paper.World world = new Paper.World()
                .onMaster(Kind.CUSTOM_FIELD, "'id':1,'name':'see','data_type':'documentlink'")
                .mapped(Kind.CUSTOM_FIELD, 1, 21)
                .document(7, 107)
                .document(5, 105);

        assertThat(target("'custom_fields':[{'field':1,'value':[7,5,7]}]", world)
                        .customFields()
                        .get(21L))
                .hasToString("[107,105]");
    }

    @Test
    void aLookupThatIsNotThereYetPutsTheDocumentBack() {
        Paper.World world = new Paper.World().onMaster(Kind.CORRESPONDENT, "'id':1,'name':'Bank'");

        assertThatThrownBy(() -> target("'correspondent':1", world))
                .isInstanceOf(Translation.NotYetKnown.class)
                .hasMessage(
                        "The document refers to correspondent 1, which the replica does not have yet. The next cycle "
                                + "tries the document again.");
    }

    @Test
    void aLookupThatWasMadeAfterTheMasterWasReadPutsTheDocumentBack() {
        assertThatThrownBy(() -> target("'tags':[99]", new Paper.World())).isInstanceOf(Translation.NotYetKnown.class);
    }

    @Test
    void aLookupThatTheReplicaCannotHoldIsLeftOutAndSaid() {
        Paper.World world = new Paper.World()
                .onMaster(Kind.TAG, "'id':1,'name':'secret'")
                .uncarried(Kind.TAG, 1)
                .onMaster(Kind.STORAGE_PATH, "'id':2,'name':'Year'")
                .uncarried(Kind.STORAGE_PATH, 2)
                .onMaster(Kind.CUSTOM_FIELD, "'id':3,'name':'IBAN','data_type':'string'")
                .uncarried(Kind.CUSTOM_FIELD, 3);

        Target target = target("'tags':[1],'storage_path':2,'custom_fields':[{'field':3,'value':'x'}]", world);

        assertThat(target.tags()).isEmpty();
        assertThat(target.storagePath()).isNull();
        assertThat(target.customFields()).isEmpty();
        assertThat(target.uncarried())
                .extracting(Uncarried::toString)
                .containsExactly("storage path \"Year\"", "tag \"secret\"", "custom field \"IBAN\"");
    }

    @Test
    void whatWasLeftOutIsMissingOnceTheReplicaCanHoldIt() {
        Paper.World without =
                new Paper.World().onMaster(Kind.TAG, "'id':1,'name':'secret'").uncarried(Kind.TAG, 1);
        Paper.World with = new Paper.World()
                .onMaster(Kind.TAG, "'id':1,'name':'secret'")
                .onReplica(Kind.TAG, "'id':11,'name':'secret'")
                .mapped(Kind.TAG, 1, 11);

        assertThat(fingerprint("'tags':[1]", without)).isNotEqualTo(fingerprint("'tags':[1]", with));
    }

    @Test
    void noOwnerStaysNoOwner() {
        assertThat(target("'owner':null", new Paper.World()).owner()).isNull();
    }

    @Test
    void anOwnerIsTheUserOfTheSameName() {
        assertThat(target("'owner':5", new Paper.World().user(5, "alice", 55L)).owner())
                .isEqualTo(55);
    }

    @Test
    void anOwnerWhomTheReplicaDoesNotHaveIsTheSyncUserAndThatIsSaid() {
        Target target = target("'owner':5", new Paper.World().user(5, "alice", null));

        assertThat(target.owner()).isEqualTo(SYNC_USER);
        assertThat(target.uncarried()).containsExactly(Uncarried.owner("alice", 5));
    }

    @Test
    void anOwnerWhoIsHiddenFromUsIsTheSyncUser() {
        Target target = target("'owner':5", new Paper.World());

        assertThat(target.owner()).isEqualTo(SYNC_USER);
        assertThat(target.uncarried()).containsExactly(Uncarried.owner(null, 5));
    }

    @Test
    void anOwnerWhoComesToTheReplicaLaterIsADifference() {
        assertThat(fingerprint("'owner':5", new Paper.World().user(5, "alice", null)))
                .isNotEqualTo(fingerprint("'owner':5", new Paper.World().user(5, "alice", 55L)));
    }

    @Test
    void grantsAreNarrowedToThoseWhoAreThere() {
        Paper.World world = new Paper.World()
                .user(1, "alice", 11L)
                .user(2, "bob", null)
                .group(3, "staff", 13L)
                .group(4, "board", null);

        Target target = target(
                "'permissions':{'view':{'users':[1,2],'groups':[3,4]},'change':{'users':[2],'groups':[3]}}", world);

        assertThat(target.grants().get("view.users")).containsExactly(11L);
        assertThat(target.grants().get("change.users")).isEmpty();
        assertThat(target.grants().get("view.groups")).containsExactly(13L);
        assertThat(target.grants().get("change.groups")).containsExactly(13L);
        assertThat(target.uncarried())
                .extracting(Uncarried::toString)
                .contains("view.users bob", "view.groups board", "change.users bob");
        assertThat(target.uncarried())
                .extracting(each -> each.missing().toString())
                .contains(
                        "user \"bob\", who may view the document",
                        "group \"board\", which may view the document",
                        "user \"bob\", who may change the document");
    }

    @Test
    void aUserIsNoGroupOfTheSameName() {
        Target target = target(
                "'permissions':{'view':{'users':[],'groups':[3]},'change':{'users':[],'groups':[]}}",
                new Paper.World().group(3, "staff", null).user(3, "staff", 13L));

        assertThat(target.grants().get("view.groups")).isEmpty();
        assertThat(target.grants().get("view.users")).isEmpty();
    }

    @Test
    void aLinkToADocumentThatIsNotThereYetWaitsForTheSecondPass() {
        Paper.World world = new Paper.World()
                .onMaster(Kind.CUSTOM_FIELD, "'id':1,'name':'see also','data_type':'documentlink'")
                .onReplica(Kind.CUSTOM_FIELD, "'id':11,'name':'see also','data_type':'documentlink'")
                .mapped(Kind.CUSTOM_FIELD, 1, 11)
                .document(7, 107);

        Target target = target("'custom_fields':[{'field':1,'value':[7,8]}]", world);

        assertThat(target.customFields().get(11L)).hasToString("[107]");
        assertThat(target.linksMissing()).isTrue();
        assertThat(target("'custom_fields':[{'field':1,'value':[7]}]", world).linksMissing())
                .isFalse();
    }

    @Test
    void anOptionIsTheOneWithTheSameLabel() {
        Paper.World world = new Paper.World()
                .onMaster(
                        Kind.CUSTOM_FIELD,
                        "'id':1,'name':'state','data_type':'select',"
                                + "'extra_data':{'select_options':"
                                + "[{'id':'a','label':'open'},{'id':'b','label':'paid'}]}")
                .onReplica(
                        Kind.CUSTOM_FIELD,
                        "'id':11,'name':'state','data_type':'select',"
                                + "'extra_data':{'select_options':"
                                + "[{'id':'x','label':'paid'},{'id':'y','label':'open'}]}")
                .mapped(Kind.CUSTOM_FIELD, 1, 11);

        assertThat(target("'custom_fields':[{'field':1,'value':'a'}]", world)
                        .customFields()
                        .get(11L)
                        .asText())
                .isEqualTo("y");
        assertThat(target("'custom_fields':[{'field':1,'value':'gone'}]", world)
                        .customFields()
                        .get(11L)
                        .isNull())
                .isTrue();
        assertThat(target("'custom_fields':[{'field':1,'value':null}]", world)
                        .customFields()
                        .get(11L)
                        .isNull())
                .isTrue();
    }

    @Test
    void lookupsOfOneNameAndTwoOwnersAreTwo() {
        Paper.World world = new Paper.World().user(5, "anna", 55L).user(6, "bob", 66L);
        for (Kind kind : new Kind[] {Kind.TAG, Kind.CORRESPONDENT, Kind.DOCUMENT_TYPE, Kind.STORAGE_PATH}) {
            world.onMaster(kind, "'id':1,'name':'bank','owner':5")
                    .onReplica(kind, "'id':11,'name':'bank','owner':55")
                    .mapped(kind, 1, 11)
                    .onMaster(kind, "'id':2,'name':'bank','owner':6")
                    .onReplica(kind, "'id':12,'name':'bank','owner':66")
                    .mapped(kind, 2, 12)
                    .onMaster(kind, "'id':3,'name':'bank','owner':null")
                    .onReplica(kind, "'id':13,'name':'bank','owner':null")
                    .mapped(kind, 3, 13);
        }

        assertThat(java.util.stream.Stream.of(
                                "'tags':[1]",
                                "'tags':[2]",
                                "'tags':[3]",
                                "'tags':[1,2]",
                                "'correspondent':1",
                                "'correspondent':2",
                                "'document_type':1",
                                "'document_type':2",
                                "'storage_path':1",
                                "'storage_path':2")
                        .map(change -> fingerprint(change, world)))
                .doesNotHaveDuplicates();
    }

    @Test
    void otherIdsOfTheMasterAreNoDifference() {
        Paper.World one = new Paper.World()
                .user(5, "alice", 55L)
                .onMaster(Kind.TAG, "'id':1,'name':'paid'")
                .onReplica(Kind.TAG, "'id':11,'name':'paid'")
                .mapped(Kind.TAG, 1, 11);
        Paper.World other = new Paper.World()
                .user(6, "alice", 66L)
                .onMaster(Kind.TAG, "'id':2,'name':'paid'")
                .onReplica(Kind.TAG, "'id':11,'name':'paid'")
                .mapped(Kind.TAG, 2, 11);

        assertThat(fingerprint("'tags':[1],'owner':5", one)).isEqualTo(fingerprint("'tags':[2],'owner':6", other));
    }

    /** A name can move from one lookup to another. The copy must then get the other lookup. */
    @Test
    void anotherLookupOfTheSameNameIsADifference() {
        Paper.World world = new Paper.World();
        for (Kind kind : Kind.values()) {
            String type = kind == Kind.CUSTOM_FIELD ? ",'data_type':'string'" : "";
            world = world.onMaster(kind, "'id':1,'name':'paid'" + type)
                    .onReplica(kind, "'id':11,'name':'paid'" + type)
                    .mapped(kind, 1, 11)
                    .onMaster(kind, "'id':2,'name':'paid'" + type)
                    .onReplica(kind, "'id':12,'name':'paid'" + type)
                    .mapped(kind, 2, 12);
        }
        for (String use : List.of(
                "'tags':[%d]",
                "'correspondent':%d",
                "'document_type':%d",
                "'storage_path':%d",
                "'custom_fields':[{'field':%d,'value':'x'}]")) {
            assertThat(fingerprint(use.formatted(1), world)).as(use).isNotEqualTo(fingerprint(use.formatted(2), world));
        }
    }

    /** An earlier version of the controller stored the hash of the names alone. Its copies are no drift. */
    @Test
    void aStoredHashOfTheNamesIsTheSameTarget() {
        Paper.World world = new Paper.World()
                .onMaster(Kind.TAG, "'id':1,'name':'paid'")
                .onReplica(Kind.TAG, "'id':11,'name':'paid'")
                .mapped(Kind.TAG, 1, 11);
        Target target = target("'tags':[1]", world);
        String names = target.fingerprint().substring(0, 32);

        assertThat(target.hasFingerprint(target.fingerprint())).isTrue();
        assertThat(target.hasFingerprint(names)).isTrue();
        assertThat(target.hasFingerprint(names.substring(1))).isFalse();
        assertThat(target.hasFingerprint(null)).isFalse();
        assertThat(target("'tags':[1],'title':'Other'", world).hasFingerprint(names))
                .isFalse();
    }

    @Test
    void aCopyWithoutItsTextIsNotEqualToTheWholeTarget() {
        Target whole = target("'content':'the text'", new Paper.World());
        Target without = whole.withoutText();

        assertThat(without.content()).isNull();
        assertThat(whole.hasFingerprint(without.fingerprint())).isFalse();
        assertThat(without.hasFingerprint(without.fingerprint())).isTrue();
        assertThat(without.hasFingerprint(whole.fingerprint())).isTrue();
    }

    @Test
    void everythingThatIsWrittenIsPartOfTheFingerprint() {
        Paper.World world = new Paper.World()
                .user(5, "alice", 55L)
                .group(6, "staff", 66L)
                .onMaster(Kind.TAG, "'id':1,'name':'paid'")
                .mapped(Kind.TAG, 1, 11)
                .onMaster(Kind.CORRESPONDENT, "'id':1,'name':'Bank'")
                .mapped(Kind.CORRESPONDENT, 1, 11)
                .onMaster(Kind.DOCUMENT_TYPE, "'id':1,'name':'Bank'")
                .mapped(Kind.DOCUMENT_TYPE, 1, 11)
                .onMaster(Kind.STORAGE_PATH, "'id':1,'name':'Bank'")
                .mapped(Kind.STORAGE_PATH, 1, 11)
                .onMaster(Kind.CUSTOM_FIELD, "'id':1,'name':'IBAN','data_type':'string'")
                .mapped(Kind.CUSTOM_FIELD, 1, 11);
        String none = "{'users':[],'groups':[]}";

        assertThat(java.util.stream.Stream.of(
                                "'id':1",
                                "'title':'Other'",
                                "'content':'other'",
                                "'created':'2024-05-02'",
                                "'archive_serial_number':1",
                                "'correspondent':1",
                                "'document_type':1",
                                "'storage_path':1",
                                "'tags':[1]",
                                "'owner':5",
                                "'permissions':{'view':{'users':[5],'groups':[]},'change':" + none + "}",
                                "'permissions':{'view':" + none + ",'change':{'users':[5],'groups':[]}}",
                                "'permissions':{'view':{'users':[],'groups':[6]},'change':" + none + "}",
                                "'custom_fields':[{'field':1,'value':null}]",
                                "'custom_fields':[{'field':1,'value':'x'}]",
                                "'custom_fields':[{'field':1,'value':''}]")
                        .map(change -> fingerprint(change, world)))
                .doesNotHaveDuplicates();
    }
}
