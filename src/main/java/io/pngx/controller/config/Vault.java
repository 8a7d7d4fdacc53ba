package io.pngx.controller.config;

import com.macasaet.fernet.Key;
import com.macasaet.fernet.StringValidator;
import com.macasaet.fernet.Token;
import io.pngx.controller.text.Text;
import java.time.Duration;
import java.time.temporal.TemporalAmount;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;

/**
 * Encrypts API tokens for storage, as Fernet tokens under SECRET_KEY.
 *
 * <p>Immutable and thread-safe.
 */
public final class Vault {
    private static final String KEY_FORM =
            "a key is 32 bytes in url-safe base64, which is 44 characters including " + "the '=' at the end";

    private final List<Key> keys;

    /**
     * Reads the keys.
     *
     * @param secretKey the text of SECRET_KEY: one or more keys, separated by commas, newest first; the first key
     *     encrypts, every key decrypts
     * @throws SettingsException if a key is not usable; the message names its position
     */
    public Vault(String secretKey) {
        String[] parts = secretKey.split(",", -1);
        List<Key> read = new ArrayList<>();
        for (int i = 0; i < parts.length; i++) {
            // Ignores an extra comma, as in "new,old,".
            if (!parts[i].isBlank()) {
                read.add(key(parts[i], "SECRET_KEY, key " + (i + 1) + " of " + parts.length));
            }
        }
        if (read.isEmpty()) {
            throw new SettingsException("SECRET_KEY holds no key: " + KEY_FORM + ". " + keyHint());
        }
        keys = List.copyOf(read);
    }

    /** Generates a random key in the form of SECRET_KEY. */
    public static String generateKey() {
        return Key.generateKey().serialise();
    }

    /** Returns a sentence that names two ways to generate a key, for the end of an error message. */
    static String keyHint() {
        return "Generate a key with `java -jar pngx-controller.jar key generate` or `head -c 32 /dev/urandom | "
                + "base64 | tr '+/' '-_'`.";
    }

    /** Encrypts with the newest key. Two calls with the same text return different tokens. */
    public String encrypt(String plain) {
        return Token.generate(keys.get(0), plain).serialise();
    }

    /**
     * Decrypts with the first key that fits. A token never expires.
     *
     * @throws VaultException if no key fits, or the token is damaged
     */
    public String decrypt(String token) {
        return keys.stream()
                .flatMap(key -> open(token, key).stream())
                .findFirst()
                .orElseThrow(() -> new VaultException(
                        Text.of("No key in SECRET_KEY decrypts this stored token. The token was saved with "
                                + "another key, or is damaged. Add the old key at the end of "
                                + "SECRET_KEY, or enter the token again.")));
    }

    /**
     * Returns whether the token must be encrypted again, because the newest key does not decrypt the token. Also
     * returns true for a token that no key decrypts.
     */
    public boolean needsRotation(String token) {
        return open(token, keys.get(0)).isEmpty();
    }

    @Override
    public String toString() {
        return "Vault[keys=" + keys.size() + "]";
    }

    private static Optional<String> open(String token, Key key) {
        try {
            return Optional.of(Token.fromString(token).validateAndDecrypt(key, new Forever()));
        } catch (RuntimeException notOpened) {
            // The library throws many kinds of exceptions: for wrong base64, times, signatures and padding.
            return Optional.empty();
        }
    }

    /**
     * Reads a key. Every key that Python's {@code cryptography} generates is valid. Accepts standard and url-safe
     * base64. Ignores blanks, and the quotes of an env file around the key. Requires the '=' at the end of the key.
     * Refuses invalid characters. Python ignores invalid characters, and so accepts a mistyped key, or two keys without
     * a comma between them.
     */
    private static Key key(String text, String where) {
        String plain = text.replaceAll("\\s", "")
                .replaceAll("^(['\"])(.*)\\1$", "$2")
                .replace('+', '-')
                .replace('/', '_');
        String data = plain.replaceAll("=+$", "");
        if (data.contains("=")) {
            throw unusable(where, "it has characters after the '='; separate keys by commas");
        }
        if (!data.matches("[A-Za-z0-9_-]*")) {
            throw unusable(where, "it has a character that does not exist in base64");
        }
        if (data.length() != 43) {
            throw unusable(where, "it is " + plain.length() + " characters long");
        }
        if (plain.length() == data.length()) {
            throw unusable(where, "the '=' at its end is missing");
        }
        return new Key(Base64.getUrlDecoder().decode(data));
    }

    private static SettingsException unusable(String where, String why) {
        return new SettingsException(where + ": " + why + "; " + KEY_FORM + ". " + keyHint());
    }

    /**
     * Accepts tokens with any time. By default, the library refuses tokens that are older than 60 seconds, and tokens
     * from the future, which a wrong clock can create.
     */
    private static final class Forever implements StringValidator {
        private static final Duration MILLENNIUM = Duration.ofDays(365_250);

        @Override
        public TemporalAmount getTimeToLive() {
            return MILLENNIUM;
        }

        @Override
        public TemporalAmount getMaxClockSkew() {
            return MILLENNIUM;
        }
    }
}
