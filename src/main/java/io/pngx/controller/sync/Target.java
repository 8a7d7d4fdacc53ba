package io.pngx.controller.sync;

import com.fasterxml.jackson.databind.JsonNode;
import io.pngx.controller.text.Text;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * The target of a document on one replica: the master's state after the rules, with the replica's ids.
 *
 * @param content text of the document; null: the text is not compared, or waits for its file
 * @param tags tags with all their ancestors
 * @param grants {@code view.users}, {@code view.groups}, {@code change.users}, {@code change.groups}
 * @param customFields values to send, by the replica's field id
 * @param fingerprint hash of this target: of names instead of the master's ids of lookups and accounts, then of the
 *     replica's ids of lookups
 * @param linksMissing whether a linked document has no copy yet
 * @param omittedLinks linked documents that are missing on the master or that the rules exclude; the links are written
 *     when these documents return
 * @param foreignLinks foreign documents of the replica to which the copy links, and keeps its links; not part of the
 *     fingerprint
 * @param uncarried values that the replica cannot hold; shown to users
 * @param kept lookups that stay on the copy although they are missing on the master; shown to users, not part of the
 *     fingerprint
 */
public record Target(
        String title,
        String content,
        String created,
        Long correspondent,
        Long documentType,
        Long storagePath,
        Set<Long> tags,
        Long archiveSerialNumber,
        Long owner,
        Map<String, Set<Long>> grants,
        SortedMap<Long, JsonNode> customFields,
        String fingerprint,
        boolean linksMissing,
        Set<Long> omittedLinks,
        Set<Long> foreignLinks,
        List<Uncarried> uncarried,
        List<Text> kept) {

    /** Ends the fingerprint of a target without its text, which never counts as the fingerprint of the whole target. */
    private static final String WITHOUT_TEXT = "-text";

    /** Length of the fingerprints of earlier versions of the controller, which contain no ids of lookups. */
    private static final int WITHOUT_IDS = 32;

    /**
     * @return whether this is the target for which the fingerprint was stored. A copy that was equal to the whole
     *     target is also equal to the target without its text, but not the other way round
     */
    public boolean hasFingerprint(String stored) {
        return stored != null
                && (stored.equals(fingerprint)
                        || fingerprint.equals(stored + WITHOUT_TEXT)
                        || stored.length() == WITHOUT_IDS && fingerprint.startsWith(stored));
    }

    /**
     * Returns this target without its text, for a copy that does not show the master's newest file yet. On v3, the text
     * belongs to the file that the copy shows.
     */
    public Target withoutText() {
        return content == null ? this : with(null, fingerprint + WITHOUT_TEXT, customFields, foreignLinks);
    }

    /** @return the keys of the document whose lookups the replica does not have */
    public Set<String> keysWithoutLookup() {
        return uncarried.stream()
                .flatMap(value -> value.documentKey().stream())
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** Returns this target without the values of these custom fields. */
    public Target without(Set<Long> fields) {
        SortedMap<Long, JsonNode> others = new TreeMap<>(customFields);
        others.keySet().removeAll(fields);
        return with(others);
    }

    /** Returns this target with these custom fields. */
    Target with(SortedMap<Long, JsonNode> values) {
        return with(values, foreignLinks);
    }

    /** Returns this target with these custom fields, which contain links to these foreign documents. */
    Target with(SortedMap<Long, JsonNode> values, Set<Long> linked) {
        return with(content, fingerprint, values, linked);
    }

    private Target with(String text, String hash, SortedMap<Long, JsonNode> values, Set<Long> linked) {
        return new Target(
                title,
                text,
                created,
                correspondent,
                documentType,
                storagePath,
                tags,
                archiveSerialNumber,
                owner,
                grants,
                values,
                hash,
                linksMissing,
                omittedLinks,
                linked,
                uncarried,
                kept);
    }

    /** Returns this target with the lookups that stay on the copy although they are missing on the master. */
    Target keeping(
            Long correspondent,
            Long documentType,
            Long storagePath,
            Set<Long> tags,
            SortedMap<Long, JsonNode> customFields,
            List<Text> kept) {
        return new Target(
                title,
                content,
                created,
                correspondent,
                documentType,
                storagePath,
                tags,
                archiveSerialNumber,
                owner,
                grants,
                customFields,
                fingerprint,
                linksMissing,
                omittedLinks,
                foreignLinks,
                uncarried,
                List.copyOf(kept));
    }
}
