package io.pngx.controller.flow;

import io.pngx.simulator.DocumentView;
import io.pngx.simulator.Paperless;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Lasting differences of files from a time when one instance was a v2, which keeps only one file. Files are named by
 * SHA-256.
 */
public final class Past {
    private final Set<String> replacedInPlace = new HashSet<>();
    private final Set<String> neverCarried = new HashSet<>();
    private final Set<String> firstFiles = new HashSet<>();

    /**
     * A v2 master has replaced this file. A v3 replica keeps the file as a version, because the first version can't be
     * deleted.
     */
    public void replacedInPlace(String sha256) {
        replacedInPlace.add(sha256);
    }

    /**
     * Records the files of a v2 replica before its upgrade to v3. The replica can't get older files any more, because a
     * new version is always the newest. Its present file can't be deleted, because it is the first version.
     */
    public void beforeUpgrade(Paperless master, Paperless replica) {
        Set<String> held =
                replica.library().documents().stream().map(DocumentView::sha256).collect(Collectors.toSet());
        firstFiles.addAll(held);
        for (DocumentView document : master.library().documents()) {
            // Only for a v3 master; a v2 master has no older files.
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

    /**
     * Returns the files of the replica that the master can have. The files are sorted, newest first, and begin with
     * their checksums.
     */
    List<String> ofReplica(List<String> replica, List<String> master) {
        Set<String> known = master.stream().map(Past::sha256).collect(Collectors.toSet());
        String first = replica.get(replica.size() - 1);
        return replica.stream()
                .filter(file -> known.contains(sha256(file))
                        || !replacedInPlace.contains(sha256(file))
                                && !(file.equals(first) && firstFiles.contains(sha256(file))))
                .toList();
    }

    /** Returns the files of the master that the replica can have. The oldest files may be missing. */
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
