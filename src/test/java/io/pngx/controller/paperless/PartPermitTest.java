package io.pngx.controller.paperless;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import org.junit.jupiter.api.Test;

/** Each delete of a note or version needs its own permit. */
class PartPermitTest {
    private static final Instance REPLICA =
            new Instance("replica-1", "Replica", Instance.Role.REPLICA, URI.create("http://attic:8000"), "token");

    private final Guard guard = new Guard();

    private boolean passes(String path, String query) {
        return guard.refusal(REPLICA, "DELETE", path, query).isEmpty();
    }

    @Test
    void aNoteIsDeletedOnceAndNoOther() {
        assertThat(passes("/api/documents/5/notes/", "id=7")).isFalse();
        guard.permitNoteDelete("replica-1", 5, 7);
        assertThat(passes("/api/documents/5/notes/", "id=8")).isFalse();
        assertThat(passes("/api/documents/5/notes/", null)).isFalse();
        assertThat(passes("/api/documents/6/notes/", "id=7")).isFalse();
        assertThat(passes("/api/documents/5/notes/", "id=7")).isTrue();
        assertThat(passes("/api/documents/5/notes/", "id=7")).isFalse();
    }

    @Test
    void aVersionIsDeletedOnceAndNotItsDocument() {
        guard.permitVersionDelete("replica-1", 5, 9);
        assertThat(passes("/api/documents/5/", null)).isFalse();
        assertThat(passes("/api/documents/9/", null)).isFalse();
        assertThat(passes("/api/documents/5/versions/8/", null)).isFalse();
        assertThat(passes("/api/documents/5/versions/9/", null)).isTrue();
        assertThat(passes("/api/documents/5/versions/9/", null)).isFalse();
    }

    @Test
    void noPermitIsGoodForAnotherReplica() {
        guard.permitNoteDelete("replica-2", 5, 7);
        assertThat(passes("/api/documents/5/notes/", "id=7")).isFalse();
    }
}
