package io.pngx.simulator;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A document that is added to the library directly, without upload and worker. Unset values get the values that
 * consumption would set. Without {@link #owner}, the document has no owner.
 */
public final class NewDocument {
    final String fileName;
    final byte[] bytes;
    String title;
    String content;
    LocalDate created;
    Instant added;
    Instant modified;
    Long asn;
    Integer correspondent;
    Integer documentType;
    Integer storagePath;
    List<Integer> tags = List.of();
    Integer owner;
    JsonNode permissions;
    final Map<Integer, JsonNode> fields = new LinkedHashMap<>();
    final Map<String, Integer> notes = new LinkedHashMap<>();
    byte[] archive;

    private NewDocument(String fileName, byte[] bytes) {
        this.fileName = fileName;
        this.bytes = bytes;
    }

    public static NewDocument of(String fileName, byte[] bytes) {
        return new NewDocument(fileName, bytes);
    }

    public static NewDocument text(String fileName, String text) {
        return of(fileName, text.getBytes(StandardCharsets.UTF_8));
    }

    public NewDocument title(String title) {
        this.title = title;
        return this;
    }

    public NewDocument content(String content) {
        this.content = content;
        return this;
    }

    public NewDocument created(LocalDate created) {
        this.created = created;
        return this;
    }

    public NewDocument added(Instant added) {
        this.added = added;
        return this;
    }

    public NewDocument modified(Instant modified) {
        this.modified = modified;
        return this;
    }

    public NewDocument asn(long asn) {
        this.asn = asn;
        return this;
    }

    public NewDocument correspondent(Integer id) {
        this.correspondent = id;
        return this;
    }

    public NewDocument documentType(Integer id) {
        this.documentType = id;
        return this;
    }

    public NewDocument storagePath(Integer id) {
        this.storagePath = id;
        return this;
    }

    /** Sets exactly these tags, without their ancestors. */
    public NewDocument tags(Integer... ids) {
        this.tags = List.of(ids);
        return this;
    }

    public NewDocument tags(List<Integer> ids) {
        this.tags = new ArrayList<>(ids);
        return this;
    }

    /** Sets the owner; null: no owner. */
    public NewDocument owner(Integer id) {
        this.owner = id;
        return this;
    }

    /** Sets permissions in the form of {@code set_permissions} of the API. */
    public NewDocument permissions(JsonNode permissions) {
        this.permissions = permissions;
        return this;
    }

    /** Sets a custom field. The other end of a document link is only added if the link is set through the API. */
    public NewDocument field(int id, Object value) {
        fields.put(id, Json.node(value));
        return this;
    }

    public NewDocument note(Integer user, String text) {
        notes.put(text, user);
        return this;
    }

    public NewDocument archive(byte[] pdf) {
        this.archive = pdf;
        return this;
    }
}
