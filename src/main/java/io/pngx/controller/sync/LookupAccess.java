package io.pngx.controller.sync;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.pngx.controller.paperless.Lookup;
import io.pngx.controller.text.Text;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Names the owner and the permissions of a written lookup that the replica has no user or group for. */
public final class LookupAccess {
    private LookupAccess() {}

    /**
     * @param before the replica's lookup before the change; null: the lookup was created
     * @return what the change left out of the owner and the permissions that it wrote; empty: nothing
     */
    public static Optional<Text> omitted(LookupChanges.Change change, Lookup before, Translation translation) {
        if (change.isTemporaryName()) {
            return Optional.empty();
        }
        ObjectNode written = change.differences(before);
        Text kind = Text.of(change.kind().word());
        Lookup master = change.master();
        List<Text> sentences = new ArrayList<>();
        if (written.has("owner") && master.owner() != null) {
            String owner = translation.master().user(master.owner());
            if (translation.replica().userNamed(owner) == null) {
                sentences.add(Text.of(
                        "The replica has no user {0}, who owns {1} \"{2}\" on the master; on the replica, the lookup"
                                + " belongs to \"{3}\", the API user.",
                        Uncarried.owner(owner, master.owner()).name(),
                        kind,
                        master.name(),
                        translation.replica().user(translation.syncUser())));
            }
        }
        if (written.has("set_permissions")) {
            List<Uncarried> dropped = new ArrayList<>();
            Grants.translate(master.permissions(), translation, dropped::add);
            dropped.stream()
                    .map(Uncarried::missingForLookup)
                    .reduce((first, second) -> Text.of("{0}, no {1}", first, second))
                    .ifPresent(others -> sentences.add(Text.of(
                            "The replica has no {0}, so {1} \"{2}\" is written without.",
                            others, kind, master.name())));
        }
        return sentences.isEmpty() ? Optional.empty() : Optional.of(Text.join(" ", sentences));
    }
}
