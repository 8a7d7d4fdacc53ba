package io.pngx.controller.scenario;

import static io.pngx.controller.scenario.Now.quoted;

import io.pngx.simulator.DocumentView;
import java.util.List;

/** Events of the master's files: replaced in place on v2, new versions on v3. */
final class FileEvents {
    private FileEvents() {}

    static void addTo(List<Event> all) {
        all.add(new Event(4, "rotate", (now, choice) -> give(now, choice, "rotates", ", rotated")));
        all.add(new Event(2, "turn back", (now, choice) -> give(now, choice, "turns back", null)));
        all.add(new Event(3, "another file", (now, choice) -> {
            List<DocumentView> documents = now.documents(now.master);
            if (documents.isEmpty()) {
                return null;
            }
            DocumentView document = choice.of(documents);
            String file = "file " + choice.number() % 4;
            String label =
                    Now.isV3(now.master) && choice.number() % 2 == 1 ? ", labelled \"label " + now.fresh() + "\"" : "";
            return now.mayShow(document, file)
                    ? "the master gives " + quoted(document.title()) + " the file " + quoted(file) + label
                    : null;
        }));
        all.add(versions(
                3,
                "version deleted",
                (now, document) -> now.mayShow(document, now.fileBefore(document))
                        ? "the master deletes the newest version of " + quoted(document.title())
                        : null));
        all.add(versions(
                1,
                "version labelled",
                (now, document) -> "the master labels the newest version of " + quoted(document.title()) + " \"label "
                        + now.fresh() + "\""));
        // A restored version that is older than the master's newest one may be a version that the replica never had,
        // and cannot get any more.
        all.add(new Event(1, "version restored", (now, choice) -> {
            List<DocumentView> documents = now.documents(
                    now.master,
                    document -> now.master.library().trashed().stream()
                                    .filter(row -> row.root() != null && row.root() == document.id())
                                    .mapToInt(DocumentView::id)
                                    .max()
                                    .orElse(0)
                            > now.newestFile(document).id());
            return documents.isEmpty()
                    ? null
                    : "the master takes the newest version of "
                            + quoted(choice.of(documents).title()) + " out of the trash";
        }));
    }

    private static String give(Now now, Step.Choice choice, String what, String ending) {
        List<DocumentView> documents = now.documents(now.master);
        if (documents.isEmpty()) {
            return null;
        }
        DocumentView document = choice.of(documents);
        String text = ending == null ? "The text of " + document.title() : document.title() + ending;
        return now.mayShow(document, text) ? "the master " + what + " " + quoted(document.title()) : null;
    }

    private interface OfVersion {
        String tell(Now now, DocumentView document);
    }

    private static Event versions(int weight, String name, OfVersion told) {
        return new Event(weight, name, (now, choice) -> {
            List<DocumentView> documents = now.documents(
                    now.master,
                    document -> now.master.library().versions(document.id()).size() > 1);
            return documents.isEmpty() ? null : told.tell(now, choice.of(documents));
        });
    }
}
