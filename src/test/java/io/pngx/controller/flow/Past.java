package io.pngx.controller.flow;

import io.pngx.simulator.DocumentView;
import io.pngx.simulator.Paperless;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** What happened to files while one end was a v2, which has one file of a document, and nobody can undo since. By SHA-256. */
public final class Past {
    private final Set<String> replacedInPlace = new HashSet<>();
    private final Set<String> neverCarried = new HashSet<>();
    private final Set<String> firstFiles = new HashSet<>();

    /** The master, a v2, has this file no longer. A v3 replica keeps it as an older version: the first one can't be deleted. */
    public void replacedInPlace(String sha256) {
        replacedInPlace.add(sha256);
    }

    /**
     * A v2 replica, which was given the newest file alone, is about to become a v3: files that are older than the one it holds
     * can't come any more, since a version is only ever added as the newest, and that one itself can't be deleted.
     */
    public void beforeUpgrade(Paperless master, Paperless replica) {
        Set<String> held =
                replica.library().documents().stream().map(DocumentView::sha256).collect(Collectors.toSet());
        firstFiles.addAll(held);
        for (DocumentView document : master.library().documents()) {
            // Of a v3; a v2 shows no checksums and has nothing older.
            List<String> files = master.api()
                    .get("/api/documents/" + document.id() + "/")
                    .path("versions")
                    .findValuesAsText("checksum");
            for (int i = 0; i < files.size(); i++) {
                if (held.contains(files.get(i))) {
                    neverCarried.addAll(files.subList(i + 1, files.size()));
                    break;
                }
            }
        }
    }

    /** Of the replica's files, newest first and each beginning with its checksum, those that the master could have. */
    List<String> ofReplica(List<String> replica, List<String> master) {
        Set<String> known = master.stream().map(Past::sha256).collect(Collectors.toSet());
        String first = replica.get(replica.size() - 1);
        return replica.stream()
                .filter(file -> known.contains(sha256(file))
                        || !replacedInPlace.contains(sha256(file))
                                && !(file.equals(first) && firstFiles.contains(sha256(file))))
                .toList();
    }

    /** Of the master's files those that the replica could have: the oldest ones may be missing there. */
    List<String> ofMaster(List<String> master, List<String> replica) {
        List<String> files = new ArrayList<>(master);
        while (files.size() > Math.max(1, replica.size())
                && neverCarried.contains(sha256(files.get(files.size() - 1)))) {
            files.remove(files.size() - 1);
        }
        return files;
    }

    private static String sha256(String file) {
        return file.split(" ")[0];
    }
}
