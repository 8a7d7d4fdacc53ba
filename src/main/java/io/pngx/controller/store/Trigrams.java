package io.pngx.controller.store;

/**
 * The digest of many messages: a bit for each three successive characters (trigram) of a message. If the bit of a
 * trigram is not set, no message contains the trigram. Several trigrams share a bit, so a bit that is set proves
 * nothing.
 */
final class Trigrams {
    /** About 1,000 messages with different titles set a sixth of these bits. */
    private static final int BITS = 1 << 16;

    private final byte[] digest = new byte[BITS / 8];

    /** Sets the bits of all trigrams of a message. */
    void add(String message) {
        for (int i = 2; i < message.length(); i++) {
            int bit = bit(message, i);
            digest[bit >> 3] |= (byte) (1 << (bit & 7));
        }
    }

    byte[] digest() {
        return digest;
    }

    /** Returns the bits of a text, upper and lower case alike; none for a text of less than three characters. */
    static int[] bits(String text) {
        int[] bits = new int[Math.max(0, text.length() - 2)];
        for (int i = 0; i < bits.length; i++) {
            bits[i] = bit(text, i + 2);
        }
        return bits;
    }

    /** Returns whether a digest has all these bits. */
    static boolean hasAll(byte[] digest, int[] bits) {
        for (int bit : bits) {
            if ((digest[bit >> 3] & 1 << (bit & 7)) == 0) {
                return false;
            }
        }
        return true;
    }

    /**
     * Returns the bit of the trigram that ends at a position. The conversion to lower case is that of single
     * characters, so that a part of a text has the same trigrams as within the text.
     */
    private static int bit(String text, int end) {
        int hash = (Character.toLowerCase(text.charAt(end - 2)) * 31 + Character.toLowerCase(text.charAt(end - 1))) * 31
                + Character.toLowerCase(text.charAt(end));
        return hash * 0x9E3779B1 >>> 16;
    }
}
