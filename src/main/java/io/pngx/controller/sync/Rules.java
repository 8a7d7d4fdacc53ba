package io.pngx.controller.sync;

/**
 * The rules of a replica at one revision. There are none yet: every document goes to every replica as it is. The
 * revision is part of every fingerprint, so that rules, once there are some, reach old documents.
 */
public record Rules(String revision) {
    public static final Rules NONE = new Rules("none");
}
