package io.pngx.simulator;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Simulates a user who works on the master: every few seconds, this user adds a document, changes a tag or changes a
 * title.
 */
public final class DemoEditor implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(DemoEditor.class);
    private static final int FIRST_NUMBER = 10_000;

    private final Paperless master;
    private final LocalApi api;
    private final Random random;
    private final Consumer<String> told;
    private final List<Supplier<String>> edits = List.of(
            this::addDocument,
            this::addDocument,
            this::retag,
            this::renameDocument,
            this::changeCorrespondent,
            this::addNote,
            this::renameTag,
            this::markPaid,
            this::changeOwner);
    private ScheduledExecutorService timer;
    private int number = FIRST_NUMBER;

    /** @param told receives one sentence about each edit */
    public DemoEditor(Paperless master, long seed, Consumer<String> told) {
        this.master = master;
        this.api = master.api();
        this.random = new Random(seed);
        this.told = told;
    }

    public DemoEditor(Paperless master, long seed) {
        this(master, seed, sentence -> LOG.info("Demo: {}", sentence));
    }

    /** Makes one edit in each interval until this object is closed. */
    public synchronized DemoEditor start(Duration interval) {
        timer = Executors.newSingleThreadScheduledExecutor(work -> {
            Thread thread = new Thread(work, "demo-editor");
            thread.setDaemon(true);
            return thread;
        });
        timer.scheduleWithFixedDelay(this::editSafely, interval.toMillis(), interval.toMillis(), TimeUnit.MILLISECONDS);
        return this;
    }

    private void editSafely() {
        try {
            edit();
        } catch (RuntimeException e) {
            // A visitor may have deleted the object to edit. The next edit picks another object.
            LOG.debug("A demo edit failed", e);
        }
    }

    /** Makes one edit now. */
    public synchronized void edit() {
        told.accept(edits.get(random.nextInt(edits.size())).get());
    }

    private JsonNode anyDocument() {
        JsonNode ids = api.get("/api/documents/?page_size=1&fields=id").path("all");
        return api.get("/api/documents/" + ids.get(random.nextInt(ids.size())).asInt() + "/");
    }

    private JsonNode any(String lookups) {
        JsonNode all = api.get("/api/" + lookups + "/?page_size=1000").path("results");
        return all.get(random.nextInt(all.size()));
    }

    private void patch(JsonNode document, String key, Object value) {
        api.patch("/api/documents/" + document.path("id").asInt() + "/", Json.object(key, value));
    }

    private String addDocument() {
        DemoPapers.Paper paper = DemoPapers.paper(++number, master.clock().today(), random);
        master.library()
                .add(NewDocument.of(
                                paper.kind().title().replace(' ', '_') + "_" + number + ".pdf",
                                DemoPdf.page(paper.title(), paper.lines()))
                        .title(paper.title())
                        .created(paper.date())
                        .owner(master.library().users().get("anna")));
        return "new document \"" + paper.title() + "\"";
    }

    private String retag() {
        JsonNode document = anyDocument();
        JsonNode tag = any("tags");
        List<Integer> tags = new ArrayList<>();
        document.path("tags").forEach(id -> tags.add(id.asInt()));
        int id = tag.path("id").asInt();
        boolean remove = tags.remove(Integer.valueOf(id));
        if (!remove) {
            tags.add(id);
        }
        patch(document, "tags", tags);
        return "\"" + document.path("title").asText() + "\" " + (remove ? "loses" : "gets") + " the tag "
                + tag.path("name").asText();
    }

    private String renameDocument() {
        JsonNode document = anyDocument();
        String title = document.path("title").asText().replaceFirst(" \\(.*\\)$", "");
        patch(document, "title", title + " (" + (1 + random.nextInt(99)) + ")");
        return "\"" + title + "\" gets another title";
    }

    private String changeCorrespondent() {
        JsonNode document = anyDocument();
        JsonNode correspondent = any("correspondents");
        patch(document, "correspondent", correspondent.path("id").asInt());
        return "\"" + document.path("title").asText() + "\" now comes from "
                + correspondent.path("name").asText();
    }

    private String addNote() {
        JsonNode document = anyDocument();
        api.post(
                "/api/documents/" + document.path("id").asInt() + "/notes/",
                Json.object("note", "Looked at it again, number " + ++number + "."));
        return "a note on \"" + document.path("title").asText() + "\"";
    }

    private String renameTag() {
        JsonNode tag = any("tags");
        String name = tag.path("name").asText();
        String other = name.endsWith("*") ? name.substring(0, name.length() - 1) : name + "*";
        api.patch("/api/tags/" + tag.path("id").asInt() + "/", Json.object("name", other));
        return "the tag " + name + " is now called " + other;
    }

    private String markPaid() {
        JsonNode paid = api.get("/api/custom_fields/?name__iexact=paid").at("/results/0/id");
        JsonNode document = anyDocument();
        ArrayNode values = Json.array();
        document.path("custom_fields").forEach(value -> {
            if (!value.path("field").equals(paid) && !value.path("value").isArray()) {
                values.add(value);
            }
        });
        values.add(Json.object("field", paid, "value", true));
        patch(document, "custom_fields", values);
        return "\"" + document.path("title").asText() + "\" is paid";
    }

    private String changeOwner() {
        JsonNode document = anyDocument();
        String name = random.nextBoolean() ? "anna" : "ben";
        patch(document, "owner", master.library().users().get(name));
        return "\"" + document.path("title").asText() + "\" belongs to " + name;
    }

    @Override
    public synchronized void close() {
        if (timer != null) {
            timer.shutdownNow();
        }
    }
}
