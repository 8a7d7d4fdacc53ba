package io.pngx.controller.engine.session;

import io.pngx.controller.store.Changed;
import io.pngx.controller.text.Explained;
import io.pngx.controller.text.Text;

/** Freezes a replica: the controller writes nothing to the replica until the user decides. The message is for users. */
public final class ReplicaFrozenException extends RuntimeException implements Explained {
    private final Changed what;
    private final Text text;

    public ReplicaFrozenException(Text message) {
        this(null, message);
    }

    /** @param what the change that the user can accept after a dry run */
    public ReplicaFrozenException(Changed what, Text message) {
        super(message.toString());
        this.what = what;
        this.text = message;
    }

    @Override
    public Text text() {
        return text;
    }

    /** @return the change that the user can accept; null if there is none */
    public Changed what() {
        return what;
    }
}
