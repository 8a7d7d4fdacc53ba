package io.pngx.controller.sync;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.pngx.controller.paperless.Account;
import io.pngx.controller.paperless.Document;
import io.pngx.controller.paperless.Json;
import io.pngx.controller.paperless.Kind;
import io.pngx.controller.paperless.Lookup;
import io.pngx.controller.text.Language;
import io.pngx.controller.text.Text;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ReadableTest {
    private final Lookups replica = new Lookups(
            Map.of(
                    Kind.TAG, List.of(lookup("{\"id\":7,\"name\":\"bills\"}"), lookup("{\"id\":8,\"name\":\"paid\"}")),
                    Kind.CORRESPONDENT, List.of(lookup("{\"id\":3,\"name\":\"the bank\"}")),
                    Kind.CUSTOM_FIELD,
                            List.of(lookup("{\"id\":5,\"name\":\"colour\",\"data_type\":\"select\","
                                    + "\"extra_data\":{\"select_options\":[{\"id\":\"x1\","
                                    + "\"label\":\"red\"}]}}"))),
            List.of(new Account(2, "alice", null)),
            List.of(new Account(9, null, "family")));

    private static Lookup lookup(String json) {
        return read(json, Lookup.class);
    }

    private static <T> T read(String json, Class<T> type) {
        try {
            return Json.MAPPER.readValue(json, type);
        } catch (com.fasterxml.jackson.core.JsonProcessingException e) {
            throw new IllegalArgumentException(e);
        }
    }

    private String said(String patch, String document) {
        return Readable.changes(read(patch, ObjectNode.class), read(document, Document.class), replica)
                .toString();
    }

    @Test
    void namesStandInPlaceOfIds() {
        assertThat(said("{\"correspondent\":3,\"tags\":[8,7],\"owner\":2}", "{\"id\":1,\"tags\":[7],\"owner\":null}"))
                .isEqualTo("[{\"key\":\"correspondent\",\"old\":null,\"new\":\"the bank\"},{\"key\":\"tags\","
                        + "\"old\":[\"bills\"],\"new\":[\"bills\",\"paid\"]},"
                        + "{\"key\":\"owner\",\"old\":null,\"new\":\"alice\"}]");
    }

    @Test
    void whatHasNoNameHereKeepsItsId() {
        assertThat(said("{\"correspondent\":null,\"owner\":77}", "{\"id\":1,\"correspondent\":44}"))
                .contains("\"old\":\"#44\",\"new\":null")
                .contains("\"new\":\"#77\"");
    }

    @Test
    void optionsAreShownByTheirLabel() {
        assertThat(said("{\"custom_fields\":[{\"field\":5,\"value\":\"x1\"}]}", "{\"id\":1}"))
                .contains("\"new\":[\"colour: red\"]");
    }

    @Test
    void permissionsAreShownAsWhoMayDoWhat() {
        assertThat(said(
                        "{\"set_permissions\":{\"view\":{\"users\":[2],\"groups\":[9]},"
                                + "\"change\":{\"users\":[],\"groups\":[]}}}",
                        "{\"id\":1}"))
                .isEqualTo(
                        "[{\"key\":\"permissions\",\"old\":[],\"new\":[\"view: group family\",\"view: user alice\"]}]");
    }

    @Test
    void aLongTextIsShortened() {
        assertThat(said("{\"content\":\"" + "x".repeat(5000) + "\"}", "{\"id\":1}")
                        .length())
                .isLessThan(300);
    }

    @Test
    void fieldsAreNamedInEachLanguage() {
        Text fields = Readable.fields(List.of(
                "title",
                "content",
                "correspondent",
                "document_type",
                "storage_path",
                "archive_serial_number",
                "created",
                "tags",
                "custom_fields",
                "notes",
                "owner",
                "set_permissions"));

        assertThat(fields.toString())
                .isEqualTo("title, content, correspondent, document type, storage path, archive serial number, created,"
                        + " tags, custom fields, notes, owner, permissions");
        assertThat(fields.in(Language.GERMAN))
                .isEqualTo(
                        "Titel, Inhalt, Korrespondent, Dokumenttyp, Speicherpfad, Archiv-Seriennummer, Erstellt, Tags,"
                                + " benutzerdefinierte Felder, Notizen, Besitzer, Berechtigungen");
        assertThat(Readable.fields(read("{\"title\":\"a\",\"tags\":[]}", ObjectNode.class))
                        .toString())
                .isEqualTo("title, tags");
    }
}
