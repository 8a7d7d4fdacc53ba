package io.pngx.controller.sync;

import static io.pngx.controller.sync.Paper.document;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.pngx.controller.Recorded;
import io.pngx.controller.paperless.Document;
import io.pngx.controller.paperless.Json;
import io.pngx.controller.paperless.Kind;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DifferencesTest {
    private static final Paper.World WORLD = new Paper.World()
            .onMaster(Kind.TAG, "'id':1,'name':'paid'")
            .onReplica(Kind.TAG, "'id':1,'name':'paid'")
            .mapped(Kind.TAG, 1, 1)
            .onMaster(Kind.CORRESPONDENT, "'id':1,'name':'Bank'")
            .mapped(Kind.CORRESPONDENT, 1, 1)
            .onMaster(Kind.CUSTOM_FIELD, "'id':1,'name':'IBAN','data_type':'string'")
            .onReplica(Kind.CUSTOM_FIELD, "'id':1,'name':'IBAN','data_type':'string'")
            .mapped(Kind.CUSTOM_FIELD, 1, 1)
            .onMaster(Kind.CUSTOM_FIELD, "'id':2,'name':'see','data_type':'documentlink'")
            .onReplica(Kind.CUSTOM_FIELD, "'id':2,'name':'see','data_type':'documentlink'")
            .mapped(Kind.CUSTOM_FIELD, 2, 2)
            .user(5, "alice", 5L)
            .document(7, 7);

    private static String patch(String master, String replica) {
        Translation translation = WORLD.translation();
        return Differences.between(
                        Targets.target(document(master), translation, Rules.NONE),
                        document(replica),
                        translation.replica())
                .toString()
                .replace('"', '\'');
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "'title':'New'                     | 'title':'Old'                        | {'title':'New'}",
                "'title':' Same '                  | 'title':'Same'                       | {}",
                "'content':'new'                   | 'content':'old'                      | {'content':'new'}",
                "'content':null                    | 'content':'guessed'                  | {}",
                "'content':''                      | 'content':'guessed'                  | {'content':''}",
                "'created':'2024-05-02'            | 'created':'2024-05-01T00:00:00+02:00'| {'created':'2024-05-02'}",
                "'created':'2024-05-01'            | 'created':'2024-05-01T00:00:00+02:00'| {}",
                "'correspondent':1                 | 'correspondent':null                 | {'correspondent':1}",
                "'correspondent':null              | 'correspondent':3                    | {'correspondent':null}",
                "'document_type':null              | 'document_type':3                    | {'document_type':null}",
                "'storage_path':null               | 'storage_path':3                     | {'storage_path':null}",
                "'archive_serial_number':9         | 'archive_serial_number':8            | "
                        + "{'archive_serial_number':9}",
                "'archive_serial_number':null      | 'archive_serial_number':8            | "
                        + "{'archive_serial_number':null}",
                "'archive_serial_number':0         | 'archive_serial_number':null         | "
                        + "{'archive_serial_number':0}",
                "'owner':null                      | 'owner':5                            | {'owner':null}",
                "'owner':5                         | 'owner':null                         | {'owner':5}",
                "'tags':[1]                        | 'tags':[]                            | {'tags':[1]}",
                "'tags':[]                         | 'tags':[1,3]                         | {'tags':[]}",
                "'custom_fields':[]                | 'custom_fields':[{'field':1,'value':'x'}]    | "
                        + "{'custom_fields':[]}",
                "'custom_fields':[{'field':1,'value':null}] | 'custom_fields':[]                  | "
                        + "{'custom_fields':[{'field':1,'value':null}]}",
                "'custom_fields':[{'field':1,'value':null}] | 'custom_fields':[{'field':1,'value':null}] | {}",
                "'custom_fields':[]                | 'custom_fields':[{'field':2,'value':[]}]     | {}",
                "'custom_fields':[]                | 'custom_fields':[{'field':2,'value':null}]   | {}",
                "'custom_fields':[{'field':2,'value':[7]}]  | 'custom_fields':[{'field':2,'value':[7]}] | {}",
                "'custom_fields':[]                | 'custom_fields':[{'field':99,'value':'x'}]   | "
                        + "{'custom_fields':[]}",
                "'original_file_name':'a.pdf'      | 'original_file_name':'b.pdf'         | {}",
                "'mime_type':'text/plain'          | 'mime_type':'application/pdf'        | {}",
            })
    void onlyWhatDiffersIsWritten(String master, String replica, String patch) {
        assertThat(patch(master, replica)).isEqualTo(patch);
    }

    @Test
    void oneFieldThatDiffersSendsThemAllSinceAPatchReplacesAll() {
        assertThat(patch(
                        "'custom_fields':[{'field':1,'value':'x'},{'field':2,'value':[7]}]",
                        "'custom_fields':[{'field':1,'value':'y'},{'field':2,'value':[7]}]"))
                .isEqualTo("{'custom_fields':[{'field':1,'value':'x'},{'field':2,'value':[7]}]}");
    }

    @Test
    void grantsAreSentWholeSoThatWhatWasGrantedBeforeGoes() {
        assertThat(patch(
                        "'permissions':{'view':{'users':[5],'groups':[]},'change':{'users':[],'groups':[]}}",
                        "'permissions':{'view':{'users':[6],'groups':[7]},'change':{'users':[],'groups':[7]}}"))
                .isEqualTo("{'set_permissions':{'change':{'groups':[],'users':[]},'view':{'groups':[],'users':[5]}}}");
    }

    @Test
    void whoMayChangeIsNoDifferenceWhereTheReplicaAlsoShowsHimAsViewer() {
        assertThat(patch(
                        "'permissions':{'view':{'users':[],'groups':[]},'change':{'users':[5],'groups':[]}}",
                        "'permissions':{'view':{'users':[5],'groups':[]},'change':{'users':[5],'groups':[]}}"))
                .isEqualTo("{}");
    }

    @Test
    void aConsumedDocumentIsSentEverythingNullsToo() {
        Target target = Targets.target(document("'content':'text'"), WORLD.translation(), Rules.NONE);

        assertThat(Differences.everything(target).toString().replace('"', '\''))
                .isEqualTo("{'title':'Invoice','content':'text',"
                        + "'created':'2024-05-01','correspondent':null,'document_type':null,"
                        + "'storage_path':null,'archive_serial_number':null,"
                        + "'owner':null,'tags':[],'set_permissions':{'change':{'groups':[],'users':[]},"
                        + "'view':{'groups':[],'users':[]}},"
                        + "'custom_fields':[]}");
    }

    /** A document that equals its target needs no PATCH. Otherwise every run would write it. */
    @Test
    void aRecordedDocumentThatIsItsOwnTargetNeedsNoPatch() {
        Lookups nothing = new Lookups(java.util.Map.of(), java.util.List.of(), java.util.List.of());
        assertThat(Recorded.answered("PATCH", "/api/documents/\\d+/")
                        .filter(each -> each.answer().has("permissions")
                                && each.answer().has("content")))
                .hasSizeGreaterThan(80)
                .allSatisfy(each -> {
                    Document document = each.answer(Document.class);
                    Target target = itself(document);
                    ObjectNode patch = Differences.between(target, document, nothing);
                    assertThat(patch).as(each.toString()).isEmpty();
                });
    }

    /** A PATCH with {@code deleted_at} would hide the document (paperless-api.md §2.3). */
    @Test
    void onlyKeysOfTheWhiteListAreEverWritten() {
        Document trashed = Json.MAPPER.convertValue(
                Paper.json(
                        "{'id':1,'title':'a','content':'b','created':'2024-01-01','deleted_at':'2024-01-01T00:00:00Z',"
                                + "'tags':[1],'custom_fields':[],'archive_serial_number':3,'owner':4,"
                                + "'is_shared_by_requester':true,'page_count':3}"),
                Document.class);
        Document empty = Json.MAPPER.convertValue(
                Paper.json("{'id':1,'title':'','content':'','created':'2020-01-01','deleted_at':null,"
                        + "'custom_fields':[{'field':1,'value':'x'}]}"),
                Document.class);
        java.util.Set<String> keys = new java.util.TreeSet<>();
        Differences.everything(itself(trashed)).fieldNames().forEachRemaining(keys::add);
        Differences.between(itself(trashed), empty, WORLD.translation().replica())
                .fieldNames()
                .forEachRemaining(keys::add);
        Differences.between(itself(empty), trashed, WORLD.translation().replica())
                .fieldNames()
                .forEachRemaining(keys::add);

        assertThat(keys)
                .isSubsetOf(
                        "title",
                        "content",
                        "created",
                        "correspondent",
                        "document_type",
                        "storage_path",
                        "archive_serial_number",
                        "owner",
                        "tags",
                        "set_permissions",
                        "custom_fields")
                .contains("title", "content", "tags");
    }

    private static Target itself(Document document) {
        java.util.TreeMap<Long, JsonNode> fields = new java.util.TreeMap<>();
        document.customFields().forEach(field -> fields.put(field.field(), field.value()));
        return new Target(
                Normal.text(document.title()),
                Normal.text(document.content()),
                document.created(),
                document.correspondent(),
                document.documentType(),
                document.storagePath(),
                new java.util.TreeSet<>(document.tags()),
                document.archiveSerialNumber(),
                document.owner(),
                Normal.grants(document.permissions()),
                fields,
                "",
                false,
                java.util.Set.of(),
                java.util.Set.of(),
                java.util.List.of(),
                java.util.List.of());
    }

    @Test
    void anOwnerIsTheOneOfTheTranslation() {
        Translation translation = WORLD.translation();

        assertThat(translation.owner(null)).isNull();
        assertThat(translation.owner(5L)).isEqualTo(5);
        assertThat(translation.owner(77L)).isEqualTo(Paper.SYNC_USER);
        assertThat(translation.lookup(Kind.TAG, 1)).isEqualTo(Optional.of(1L));
        assertThat(translation.masterLookup(Kind.TAG, 1).orElseThrow().name()).isEqualTo("paid");
        assertThat(translation.masterLookup(Kind.TAG, 9)).isEmpty();
    }
}
