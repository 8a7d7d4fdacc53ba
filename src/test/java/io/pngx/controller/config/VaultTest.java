package io.pngx.controller.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.macasaet.fernet.Key;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import javax.crypto.spec.IvParameterSpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class VaultTest {
    // The bytes 0 to 31, and a key with both special characters of base64.
    private static final String KEY = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=";
    private static final String OTHER = "-_v7-_v7-_v7-_v7-_v7-_v7-_v7-_v7-_v7-_v7-_s=";

    private final Vault vault = new Vault(KEY);

    @Test
    void aTokenIsReadBack() {
        String stored = vault.encrypt("0123456789abcdef");
        assertThat(stored).doesNotContain("0123456789abcdef");
        assertThat(vault.decrypt(stored)).isEqualTo("0123456789abcdef");
    }

    @Test
    void theSameTokenIsStoredDifferentlyEachTime() {
        assertThat(vault.encrypt("same")).isNotEqualTo(vault.encrypt("same"));
    }

    /** The tokens were written by cryptography 50.0.2 for Python, with the time 14 November 2023. */
    @Test
    void tokensWrittenByPythonAreRead() {
        assertThat(vault.decrypt("gAAAAABlU_EAAAECAwQFBgcICQoLDA0OD8zTj7aYw76sT2BMihR6GOcSdnUF_7JfZ_35oKW5QNDj8zdr"
                        + "XihX5UPAFX33zLB3TwUn_bBOkX3hT2Fj9mQhmr61Ok2FVxUwTO6hZL4l4hZM"))
                .isEqualTo("0123456789abcdef0123456789abcdef01234567");
        assertThat(vault.decrypt("gAAAAABlU_EAAAECAwQFBgcICQoLDA0ODyiYrN1j8TBG0x-3jwzeQKtBisBkB-esQ1Ojz-TxNF-MQhYq2TvW"
                        + "zNE4lZVRvYz6ZQ=="))
                .isEqualTo("p\u00e4ssw\u00f6rt \u2713");
    }

    @Test
    void aTokenThatIsAYearOldIsRead() throws IOException {
        assertThat(vault.decrypt(writtenAt(Instant.now().minus(Duration.ofDays(366)))))
                .isEqualTo("old");
    }

    @Test
    void aTokenWrittenWhileTheClockWasAYearAheadIsRead() throws IOException {
        assertThat(vault.decrypt(writtenAt(Instant.now().plus(Duration.ofDays(366)))))
                .isEqualTo("old");
    }

    @Test
    void theFirstKeyWritesAndEveryKeyReads() {
        String stored = vault.encrypt("secret");
        Vault rotated = new Vault(OTHER + "," + KEY);

        assertThat(rotated.decrypt(stored)).isEqualTo("secret");
        assertThat(new Vault(OTHER).decrypt(rotated.encrypt("secret"))).isEqualTo("secret");
    }

    @Test
    void aTokenUnderAnOlderKeyNeedsRotationUntilItIsWrittenAgain() {
        String stored = vault.encrypt("secret");
        Vault rotated = new Vault(OTHER + "," + KEY);

        assertThat(vault.needsRotation(stored)).isFalse();
        assertThat(rotated.needsRotation(stored)).isTrue();
        assertThat(rotated.needsRotation(rotated.encrypt(rotated.decrypt(stored))))
                .isFalse();
    }

    @Test
    void aTokenUnderALostKeySaysWhatToDoAndShowsNothing() {
        String stored = new Vault(OTHER).encrypt("secret");
        assertThatThrownBy(() -> vault.decrypt(stored))
                .isInstanceOf(VaultException.class)
                .hasNoCause()
                .hasMessageContaining("No key in SECRET_KEY decrypts this stored token")
                .hasMessageContaining("enter the token again")
                .hasMessageNotContaining(stored)
                .hasMessageNotContaining(KEY);
        assertThat(vault.needsRotation(stored)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "plain text", "gAAAAA==", "0123456789abcdef0123456789abcdef01234567"})
    void whatIsNoTokenIsRefusedTheSameWay(String stored) {
        assertThatThrownBy(() -> vault.decrypt(stored)).isInstanceOf(VaultException.class);
    }

    @Test
    void aGeneratedKeyIsUsableAndNew() {
        String key = Vault.generateKey();
        assertThat(key).hasSize(44).isNotEqualTo(Vault.generateKey());
        assertThat(new Vault(key).decrypt(new Vault(key).encrypt("x"))).isEqualTo("x");
    }

    /** Python's cryptography also accepts each of these keys. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "-_v7-_v7-_v7-_v7-_v7-_v7-_v7-_v7-_v7-_v7-_s=",
                "+/v7+/v7+/v7+/v7+/v7+/v7+/v7+/v7+/v7+/v7+/s=",
                " -_v7-_v7-_v7-_v7-_v7-_v7-_v7-_v7-_v7-_v7-_s=\n",
                "-_v7-_v7-_v7-_v7-_v7-\n_v7-_v7-_v7-_v7-_v7-_s=",
                "\"-_v7-_v7-_v7-_v7-_v7-_v7-_v7-_v7-_v7-_v7-_s=\"",
                "-_v7-_v7-_v7-_v7-_v7-_v7-_v7-_v7-_v7-_v7-_s===",
                "-_v7-_v7-_v7-_v7-_v7-_v7-_v7-_v7-_v7-_v7-_t=",
            })
    void allSpellingsOfAKeyThatPythonReadsAreTheSameKey(String spelling) {
        assertThat(new Vault(spelling).decrypt(new Vault(OTHER).encrypt("x"))).isEqualTo("x");
    }

    @Test
    void aCommaTooManyAndBlanksInTheListAreIgnored() {
        assertThat(new Vault(OTHER + " , " + KEY + ",").decrypt(vault.encrypt("x")))
                .isEqualTo("x");
    }

    @Test
    void aBadKeyIsNamedByItsPlaceAndNeverShown() {
        assertThatThrownBy(() -> new Vault(KEY + ",c2hvcnQ=," + OTHER))
                .isInstanceOf(SettingsException.class)
                .hasMessageStartingWith("SECRET_KEY, key 2 of 3: it is 8 characters long; a key is 32 bytes")
                .hasMessageContaining("key generate")
                .hasMessageNotContaining("c2hvcnQ");
    }

    @Test
    void aKeyWithoutItsPaddingIsRefusedAsPythonDoes() {
        assertThatThrownBy(() -> new Vault(KEY.replace("=", "")))
                .hasMessageStartingWith("SECRET_KEY, key 1 of 1: the '=' at its end is missing");
    }

    @Test
    void twoKeysWithoutACommaBetweenThemAreNotTakenForOne() {
        assertThatThrownBy(() -> new Vault(KEY + " " + OTHER)).hasMessageContaining("separate keys by commas");
        assertThatThrownBy(() -> new Vault(KEY + ";" + OTHER)).hasMessageContaining("separate keys by commas");
    }

    @Test
    void aMistypedCharacterIsNotDropped() {
        assertThatThrownBy(() -> new Vault("!" + KEY))
                .hasMessageContaining("a character that does not exist in base64");
    }

    @Test
    void aListOfNothingHoldsNoKey() {
        assertThatThrownBy(() -> new Vault(" , ")).hasMessageStartingWith("SECRET_KEY holds no key");
    }

    @Test
    void printingAVaultShowsNoKey() {
        assertThat(vault).hasToString("Vault[keys=1]");
    }

    private static String writtenAt(Instant time) throws IOException {
        Key key = new Key(KEY);
        IvParameterSpec iv = new IvParameterSpec(new byte[16]);
        byte[] cipherText = key.encrypt("old".getBytes(StandardCharsets.UTF_8), iv);
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        DataOutputStream out = new DataOutputStream(bytes);
        out.writeByte(0x80);
        out.writeLong(time.getEpochSecond());
        out.write(iv.getIV());
        out.write(cipherText);
        out.write(key.sign((byte) 0x80, time, iv, cipherText));
        return Base64.getUrlEncoder().encodeToString(bytes.toByteArray());
    }
}
