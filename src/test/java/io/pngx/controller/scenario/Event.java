package io.pngx.controller.scenario;

import java.util.ArrayList;
import java.util.List;

/**
 * An event of a random history.
 *
 * @param weight relative probability of the event
 * @param told returns the sentence of the event in the words of the vocabulary; null: the event is not possible now
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
