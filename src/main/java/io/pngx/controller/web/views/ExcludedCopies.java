package io.pngx.controller.web.views;

import io.pngx.controller.store.DeletionMode;
import io.pngx.controller.store.KeyValues;
import io.pngx.controller.store.Setting;
import io.pngx.controller.text.Text;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Replicas on which the same happens to copies that a rule excludes.
 *
 * @param fate sentence that tells what happens with the current settings
 */
public record ExcludedCopies(Text fate, List<ReplicaView> replicas) {

    /** Groups replicas by what happens to their excluded copies. */
    static List<ExcludedCopies> of(List<ReplicaView> replicas, KeyValues settings) {
        Map<Text, List<ReplicaView>> groups = replicas.stream()
                .collect(Collectors.groupingBy(
                        replica -> fate("trash".equals(replica.unselected()), settings),
                        LinkedHashMap::new,
                        Collectors.toList()));
        return groups.entrySet().stream()
                .map(group -> new ExcludedCopies(group.getKey(), group.getValue()))
                .toList();
    }

    /** @param trashes whether the settings of the replica send excluded copies to its trash */
    public static Text fate(boolean trashes, KeyValues settings) {
        DeletionMode mode = settings.get(Setting.DELETION_MODE);
        if (!trashes) {
            return Text.of("Copies that a rule excludes stay on the replica, and are no longer kept equal to the "
                    + "master's documents.");
        }
        return switch (mode) {
            case OFF -> Text.of("Copies that a rule excludes stay on the replica, because deletions are switched off.");
            case HOLD ->
                Text.of("The page Deletions asks you whether copies that a rule excludes go to the "
                        + "replica's trash.");
            case TRASH ->
                Text.of(
                        "Copies that a rule excludes go to the replica's trash, at most {0} documents and {1} percent a"
                                + " day. Copies over this limit, and copies that the replica had before the controller,"
                                + " wait for your decision.",
                        settings.get(Setting.MAX_DELETE_COUNT), settings.get(Setting.MAX_DELETE_PERCENT));
        };
    }
}
