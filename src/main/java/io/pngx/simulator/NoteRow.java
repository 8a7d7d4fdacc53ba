package io.pngx.simulator;

import java.time.Instant;

/** A note on a document. */
final class NoteRow {
    final int id;
    final String text;
    final Instant created;
    Integer user;

    NoteRow(int id, String text, Instant created, Integer user) {
        this.id = id;
        this.text = text;
        this.created = created;
        this.user = user;
    }
}
