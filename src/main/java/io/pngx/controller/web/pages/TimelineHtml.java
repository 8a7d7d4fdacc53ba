package io.pngx.controller.web.pages;

import io.pngx.controller.text.Language;
import io.pngx.controller.web.views.Timeline;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Renders timelines. Keeps the last results, because an open page refreshes itself while the timeline stays equal. */
final class TimelineHtml {
    private static final int MOST = 8; // each result has 90 kB

    private final Html html;
    private final Map<Place, Rendered> known = new ConcurrentHashMap<>();

    TimelineHtml(Html html) {
        this.html = html;
    }

    private record Place(long replicaId, Timeline.Range range, Language language) {}

    private record Rendered(Timeline timeline, String html) {}

    String of(Timeline timeline) {
        Place place = new Place(timeline.replicaId(), timeline.range(), html.language());
        Rendered last = known.get(place);
        if (last == null || !last.timeline().equals(timeline)) {
            if (known.size() >= MOST) {
                known.clear();
            }
            last = new Rendered(timeline, html.part("timeline", "timeline", "t", timeline));
            known.put(place, last);
        }
        return last.html();
    }
}
