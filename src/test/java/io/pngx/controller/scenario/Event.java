package io.pngx.controller.scenario;

import java.util.ArrayList;
import java.util.List;

/**
 * Something that may happen in a history.
 *
 * @param weight how often it is drawn, compared with others
 * @param told   says it in the words of the vocabulary; null where it can't happen now
 */
record Event(int weight, String name, Told told) {
    interface Told {
        String tell(Now now, Step.Choice choice);
    }

    static final List<Event> ALL = all();

    private static List<Event> all() {
        List<Event> all = new ArrayList<>();
        DocumentEvents.addTo(all);
        FileEvents.addTo(all);
        LookupEvents.addTo(all);
        FieldEvents.addTo(all);
        ReplicaEvents.addTo(all);
        ControllerEvents.addTo(all);
        TroubleEvents.addTo(all);
        return List.copyOf(all);
    }
}
