package io.pngx.controller.paperless;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A missing key is not null: an answer without the key {@code owner} does not mean "no owner". */
class WholeAnswersTest {
    private static ObjectNode document() throws Exception {
        return (ObjectNode) Json.MAPPER.readTree("""
                {"id":1,"title":"","content":"","created":"2026-01-02","modified":"2026-01-02T03:04:05Z",
                 "added":"2026-01-02T03:04:05Z","correspondent":null,
                 "document_type":null,"storage_path":null,"tags":[],"archive_serial_number":null,"owner":null,
                 "custom_fields":[],"notes":[],
                 "permissions":{"view":{"users":[],"groups":[]},"change":{"users":[],"groups":[]}}}""");
    }

    @Test
    void nullsAreSaid() throws Exception {
        Document whole = Json.MAPPER.treeToValue(document(), Document.class);

        assertThat(whole.requireWhole().owner()).isNull();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "title",
                "created",
                "correspondent",
                "document_type",
                "storage_path",
                "tags",
                "archive_serial_number",
                "owner",
                "permissions",
                "custom_fields",
                "notes"
            })
    void nothingIsWrittenByADocumentThatLeavesSomethingOut(String key) throws Exception {
        ObjectNode document = document();
        document.remove(key);
        Document part = Json.MAPPER.treeToValue(document, Document.class);

        assertThatThrownBy(part::requireWhole)
                .isInstanceOf(PaperlessException.class)
                .hasMessageContaining("complete document");
        assertThat(part.owner()).isNull();
    }

    @Test
    void idsAreBelievedWhereTheyAreAsManyAsTheMatches() {
        Document one = new Document(
                1, null, null, null, null, null, null, null, null, null, null, null, null, null, null, null, null, null,
                null);

        assertThat(new DocumentPage(2L, List.of(one), new long[] {1, 2}).ids()).containsExactly(1, 2);
        assertThatThrownBy(() -> new DocumentPage(2L, List.of(one), new long[] {1}).ids())
                .hasMessageContaining("incomplete");
        assertThatThrownBy(() -> new DocumentPage(2L, List.of(one), null).ids()).hasMessageContaining("no ids");
    }

    @Test
    void aLookupHasToSayWhoseItIs() throws Exception {
        Lookup nobodys = Json.MAPPER.readValue("{\"id\":1,\"name\":\"bills\",\"owner\":null}", Lookup.class);
        Lookup annas = Json.MAPPER.readValue("{\"id\":1,\"name\":\"bills\",\"owner\":7}", Lookup.class);
        Lookup whose = Json.MAPPER.readValue("{\"id\":1,\"name\":\"bills\"}", Lookup.class);

        assertThat(nobodys.requireOwner(Kind.TAG).owner()).isNull();
        assertThat(annas.requireOwner(Kind.TAG).owner()).isEqualTo(7);
        assertThat(whose.requireOwner(Kind.CUSTOM_FIELD).owner()).isNull();
        assertThatThrownBy(() -> whose.requireOwner(Kind.TAG)).isInstanceOf(PaperlessException.class);
    }
}
