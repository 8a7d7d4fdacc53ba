package io.pngx.controller.scenario;

import io.pngx.controller.flow.Papers;
import io.pngx.controller.scenario.Vocabulary.Words;
import io.pngx.simulator.DocumentView;
import io.pngx.simulator.NewDocument;
import io.pngx.simulator.Paperless;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Sentences about actions on documents of the master and the replica. */
final class LibrarySentences {
    private final Stage stage;
    private final LookupSentences lookups;

    LibrarySentences(Stage stage, LookupSentences lookups) {
        this.stage = stage;
        this.lookups = lookups;
    }

    void teach(Vocabulary vocabulary) {
        documents(vocabulary);
        libraries(vocabulary);
    }

    private void documents(Vocabulary say) {
        say.say(
                "INSTANCE (?:has|gets) DOCUMENTS(?: with the text of (?<like>paper \\d+|\"[^\"]+\"))?(?: "
                        + "with the number (?<number>\\d+))?",
                this::add);
        say.say(
                "INSTANCE (?:has|gets) the (?<type>PDF|big file|photo) \"(?<title>[^\"]+)\"(?: "
                        + "with the archive file of paper (?<archive>\\d+))?",
                this::addFile);
        say.say(
                "INSTANCE trashes DOCUMENTS",
                words -> each(
                        words,
                        title -> server(words)
                                .api()
                                .delete("/api/documents/"
                                        + stage.live(server(words), title).id() + "/")));
        say.say("INSTANCE takes DOCUMENTS out of the trash", words -> trash(words, "restore"));
        say.say("INSTANCE purges DOCUMENTS from the trash", words -> trash(words, "empty"));
        say.say(
                "INSTANCE loses DOCUMENTS without a trace",
                words -> each(
                        words,
                        title -> server(words)
                                .library()
                                .erase(stage.live(server(words), title).id())));
        say.say(
                "INSTANCE renames DOCUMENTS to \"(?<new>[^\"]+)\"",
                words -> each(words, title -> stage.edit(server(words), title, "title", words.get("new"))));
        say.say(
                "INSTANCE numbers DOCUMENTS with (?<number>\\d+|nothing)",
                words -> each(
                        words,
                        title -> stage.edit(
                                server(words),
                                title,
                                "archive_serial_number",
                                words.get("number").equals("nothing") ? null : words.number("number"))));
        say.say(
                "INSTANCE swaps the numbers of (?<one>paper \\d+|\"[^\"]+\") and (?<other>paper \\d+|\"[^\"]+\")",
                this::swap);
        say.say(
                "INSTANCE (?<way>rotates|turns back) DOCUMENTS",
                words -> each(
                        words,
                        title -> newFile(
                                server(words),
                                title,
                                words.get("way").equals("rotates") ? title + ", rotated" : text(title),
                                null)));
        say.say(
                "INSTANCE gives DOCUMENTS the (?:text of (?<like>paper \\d+)|file \"(?<text>[^\"]+)\")(?:, "
                        + "labelled \"(?<label>[^\"]+)\")?",
                words -> each(
                        words,
                        title -> newFile(
                                server(words),
                                title,
                                words.has("like") ? text(words.get("like")) : words.get("text"),
                                words.get("label"))));
        say.say(
                "INSTANCE deletes the newest version of DOCUMENTS",
                words -> each(
                        words,
                        title -> server(words)
                                .api()
                                .delete("/api/documents/"
                                        + stage.live(server(words), title).id() + "/versions/"
                                        + newestVersion(server(words), title) + "/")));
        say.say(
                "INSTANCE labels the newest version of DOCUMENTS \"(?<label>[^\"]+)\"",
                words -> each(
                        words,
                        title -> server(words)
                                .api()
                                .patch(
                                        "/api/documents/"
                                                + stage.live(server(words), title)
                                                        .id() + "/versions/" + newestVersion(server(words), title)
                                                + "/",
                                        Papers.json("version_label", words.get("label")))));
        say.say(
                "INSTANCE takes the newest version of DOCUMENTS out of the trash",
                words -> each(words, title -> {
                    int root = stage.live(server(words), title).id();
                    int version = server(words).library().trashed().stream()
                            .filter(row -> Integer.valueOf(root).equals(row.root()))
                            .mapToInt(DocumentView::id)
                            .max()
                            .orElseThrow();
                    server(words)
                            .api()
                            .post("/api/trash/", Papers.json("action", "restore", "documents", List.of(version)));
                }));
        say.say(
                "(?:(?<author>\\w+) writes on )?INSTANCE(?: writes)? the note \"(?<note>[^\"]+)\" on DOCUMENTS",
                words -> each(
                        words,
                        title -> as(server(words), words.get("author"))
                                .post(
                                        "/api/documents/"
                                                + stage.live(server(words), title)
                                                        .id() + "/notes/",
                                        Papers.json("note", words.get("note")))));
        say.say(
                "INSTANCE deletes the note \"(?<note>[^\"]+)\" of DOCUMENTS",
                words -> each(words, title -> {
                    DocumentView document = stage.live(server(words), title);
                    int note = document.notes().stream()
                            .filter(each -> each.text().endsWith(words.get("note")))
                            .findFirst()
                            .orElseThrow()
                            .id();
                    server(words).api().delete("/api/documents/" + document.id() + "/notes/?id=" + note);
                }));
        say.say("INSTANCE tags DOCUMENTS with \"(?<tag>[^\"]+)\"", this::tag);
        say.say("INSTANCE sets the " + LookupSentences.KIND + " of DOCUMENTS to \"(?<name>[^\"]+)\"", this::set);
    }

    private Paperless server(Words words) {
        return stage.instance(words.get("instance"));
    }

    /** Changes a file as rotate does: in place on v2, a new version on v3. */
    private void newFile(Paperless server, String title, String text, String label) {
        int id = stage.live(server, title).id();
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        if (server.version().startsWith("3")) {
            server.library().addVersion(id, bytes, label);
        } else {
            stage.replaceInPlace(server, id, bytes);
        }
    }

    private int newestVersion(Paperless server, String title) {
        return server.library().versions(stage.live(server, title).id()).get(0).id();
    }

    private static io.pngx.simulator.LocalApi as(Paperless server, String author) {
        if (author == null) {
            return server.api();
        }
        if (!server.library().users().containsKey(author)) {
            server.createSuperuser(author);
        }
        return server.api(author);
    }

    private interface Title {
        void accept(String title) throws Exception;
    }

    private void each(Words words, Title action) throws Exception {
        for (String title : Stage.titles(words.get("documents"))) {
            action.accept(title);
        }
    }

    private static String text(String title) {
        return "The text of " + title;
    }

    private void add(Words words) throws Exception {
        each(words, title -> {
            NewDocument document = NewDocument.text(
                            title + ".txt",
                            text(
                                    words.has("like")
                                            ? Stage.titles(words.get("like")).get(0)
                                            : title))
                    .title(title);
            if (words.has("number")) {
                document.asn(words.number("number"));
            } else if (title.matches("paper \\d+")) {
                document.asn(Integer.parseInt(title.substring(6)));
            }
            keep(server(words), server(words).library().add(document));
        });
    }

    private void addFile(Words words) {
        String title = words.get("title");
        NewDocument document = switch (words.get("type")) {
            case "PDF" -> NewDocument.of(title + ".pdf", Papers.pdf(text(title)));
            case "photo" ->
                NewDocument.of(
                        title + ".png",
                        ("\u0089PNG\r\n\u001a\n" + text(title).repeat(1000)).getBytes(StandardCharsets.ISO_8859_1));
            default -> NewDocument.text(title + ".txt", text(title).repeat(20_000));
        };
        if (words.has("archive")) {
            document.archive(text("paper " + words.get("archive")).getBytes(StandardCharsets.UTF_8));
        }
        keep(server(words), server(words).library().add(document.title(title)));
    }

    /** Records a document that someone adds to the replica as foreign. */
    private void keep(Paperless server, int id) {
        if (server == stage.replica) {
            stage.foreign.add(id);
        }
    }

    private void trash(Words words, String action) throws Exception {
        List<Integer> ids = new ArrayList<>();
        each(words, title -> ids.add(stage.trashed(server(words), title).id()));
        if (action.equals("restore")) {
            ids.forEach(id ->
                    keep(server(words), id)); // if the master does not have its bytes, the restored document is foreign
        }
        server(words).api().post("/api/trash/", Papers.json("action", action, "documents", ids));
    }

    private void swap(Words words) {
        DocumentView one =
                stage.live(server(words), Stage.titles(words.get("one")).get(0));
        DocumentView other =
                stage.live(server(words), Stage.titles(words.get("other")).get(0));
        stage.edit(server(words), one.title(), "archive_serial_number", null);
        stage.edit(server(words), other.title(), "archive_serial_number", one.asn());
        stage.edit(server(words), one.title(), "archive_serial_number", other.asn());
    }

    private void tag(Words words) throws Exception {
        Paperless server = server(words);
        int tag = lookups.ensure(server, "tags", words.get("tag"));
        each(words, title -> {
            DocumentView document = stage.live(server, title);
            stage.edit(
                    server,
                    title,
                    "tags",
                    Stream.concat(document.tags().stream(), Stream.of(tag))
                            .distinct()
                            .toList());
        });
    }

    private void set(Words words) throws Exception {
        Paperless server = server(words);
        String kind = Stage.kind(words.get("kind"));
        int id = lookups.ensure(server, kind, words.get("name"));
        each(words, title -> {
            if (kind.equals("custom_fields")) {
                stage.edit(server, title, "custom_fields", List.of(Papers.json("field", id, "value", "a value")));
            } else {
                stage.edit(server, title, words.get("kind").replace(' ', '_'), id);
            }
        });
    }

    private void libraries(Vocabulary say) {
        say.say(
                "INSTANCE is made anew, and empty",
                words -> server(words).library().wipe());
        say.say("INSTANCE is restored from a backup that has only papers 1 to (?<last>\\d+)", this::restoreBackup);
        say.say(
                "INSTANCE is restored by the importer",
                words -> server(words).library().importExport());
        say.say("INSTANCE is upgraded to v3", words -> {
            if (server(words) == stage.replica) {
                stage.past.beforeUpgrade(stage.master, stage.replica);
            }
            server(words).upgradeToV3();
        });
    }

    /** Restores an older state. Later documents and tasks are gone, and the ids of documents are assigned again. */
    private void restoreBackup(Words words) {
        Paperless server = server(words);
        int highest = 0;
        for (DocumentView document : server.library().documents()) {
            boolean kept = document.title().matches("paper \\d+")
                    && Integer.parseInt(document.title().substring(6)) <= words.number("last");
            if (kept) {
                highest = Math.max(highest, document.id());
            } else {
                server.library().erase(document.id());
            }
        }
        for (DocumentView document : server.library().trashed()) {
            if (document.id() > highest && server.library().holds(document.id())) {
                server.library().erase(document.id());
            }
        }
        server.library().forgetTasks();
        server.library().reuseDocumentIdsAbove(highest);
    }
}
