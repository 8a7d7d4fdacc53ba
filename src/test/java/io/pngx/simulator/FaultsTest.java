package io.pngx.simulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The simulator simulates faults, and records all calls. */
class FaultsTest {
    private static final Duration PATIENCE = Duration.ofMinutes(1);
    private static final byte[] TEXT = "a text to be stored".getBytes(StandardCharsets.UTF_8);

    private final Paperless server = Paperless.v2().consumeTime(Duration.ZERO).start();
    private final Client client = new Client(server);

    @AfterEach
    void stop() {
        server.close();
    }

    private int seed() {
        return server.library().add(NewDocument.of("seed.txt", TEXT));
    }

    @Test
    void answersAnErrorTwiceAndThenAsUsual() throws IOException {
        Rule rule = server.faults()
                .on("GET", "/api/documents/")
                .times(2)
                .status(503)
                .header("Retry-After", "7")
                .html("<h1>restarting</h1>");
        for (int i = 0; i < 2; i++) {
            HttpResponse<byte[]> answer = client.get("/api/documents/");
            assertThat(answer.statusCode()).isEqualTo(503);
            assertThat(answer.headers().firstValue("Retry-After")).contains("7");
            assertThat(answer.headers().firstValue("Date")).isPresent();
        }
        assertThat(client.get("/api/documents/").statusCode()).isEqualTo(200);
        assertThat(rule.hits()).isEqualTo(2);
    }

    @Test
    void losesTheAnswerAfterTheEffect() throws IOException {
        int id = seed();
        server.faults().on("PATCH", "/api/documents/\\d+/").once().cutAfter();
        assertThatThrownBy(() -> client.patch("/api/documents/" + id + "/", "{\"title\":\"new\"}"))
                .isInstanceOf(IOException.class);
        assertThat(server.library().document(id).title()).isEqualTo("new");
    }

    @Test
    void cutsTheConnectionBeforeTheEffect() throws IOException {
        int id = seed();
        server.faults().on("PATCH", ".*").once().cutBefore();
        assertThatThrownBy(() -> client.patch("/api/documents/" + id + "/", "{\"title\":\"new\"}"))
                .isInstanceOf(IOException.class);
        assertThat(server.library().document(id).title()).isEqualTo("seed");
    }

    @Test
    void cutsAndTruncatesBodies() throws IOException {
        int id = seed();
        String path = "/api/documents/" + id + "/download/?original=true";
        server.faults().on("GET", ".*/download/").once().cutInBody(5);
        assertThatThrownBy(() -> client.get(path)).isInstanceOf(IOException.class);
        server.faults().on("GET", ".*/download/").once().truncate(5);
        assertThat(client.get(path).body()).hasSize(5);
        server.faults().on("GET", ".*/download/").once().drip(200);
        assertThat(client.get(path).body()).isEqualTo(TEXT);
        assertThat(client.get(path).body()).isEqualTo(TEXT);
    }

    @Test
    void callsHooksAroundTheHandling() throws IOException {
        int id = seed();
        AtomicInteger order = new AtomicInteger();
        CountDownLatch done = new CountDownLatch(1);
        server.faults()
                .on("PATCH", ".*")
                .once()
                .before(() -> assertThat(server.library().document(id).title()).isEqualTo("seed"))
                .after(() -> {
                    assertThat(server.library().document(id).title()).isEqualTo("new");
                    order.incrementAndGet();
                    done.countDown();
                });
        client.patch("/api/documents/" + id + "/", "{\"title\":\"new\"}");
        assertThat(done.getCount()).isZero();
        assertThat(order).hasValue(1);
    }

    @Test
    void aKilledWorkerLeavesTheTaskStartedForEver() throws IOException {
        server.worker().killNext(Worker.Point.CONSUMING);
        String lost = client.upload("lost.txt", TEXT);
        server.worker().awaitIdle(PATIENCE);
        assertThat(client.task(lost).path("status").asText()).isEqualTo("STARTED");
        assertThat(server.library().documents()).isEmpty();

        server.worker().killNext(Worker.Point.STORED);
        String stored = client.upload("stored.txt", TEXT);
        server.worker().awaitIdle(PATIENCE);
        assertThat(client.task(stored).path("status").asText()).isEqualTo("STARTED");
        assertThat(server.library().documents()).hasSize(1);
    }

    @Test
    void aPausedWorkerLeavesTasksPending() throws IOException {
        server.worker().pause();
        String task = client.upload("wait.txt", TEXT);
        assertThat(client.task(task).path("status").asText()).isEqualTo("PENDING");
        server.worker().resume();
        await().until(() -> client.task(task).path("status").asText().equals("SUCCESS"));
    }

    @Test
    void aTaskFailsOrEndsWithoutADocument() throws IOException {
        server.worker().failNext("scan.pdf: out of paper");
        String failed = client.upload("a.txt", TEXT);
        server.worker().awaitIdle(PATIENCE);
        assertThat(client.task(failed).path("result").asText()).isEqualTo("scan.pdf: out of paper");
        server.worker().endNextWithoutDocument("Barcode splitting complete!");
        String split = client.upload("b.txt", TEXT);
        server.worker().awaitIdle(PATIENCE);
        assertThat(client.task(split).path("status").asText()).isEqualTo("SUCCESS");
        assertThat(client.task(split).path("related_document").isNull()).isTrue();
        server.faults().loseTaskRows(1);
        String unseen = client.upload("c.txt", TEXT);
        server.worker().awaitIdle(PATIENCE);
        assertThat(client.task(unseen).isMissingNode()).isTrue();
        assertThat(server.library().documents()).hasSize(1);
    }

    @Test
    void anEncryptedPdfFailsAtConsumption() throws IOException {
        String task = client.upload(
                "secret.pdf", "%PDF-1.4 trailer << /Encrypt 5 0 R >>".getBytes(StandardCharsets.US_ASCII));
        server.worker().awaitIdle(PATIENCE);
        assertThat(client.task(task).path("status").asText()).isEqualTo("FAILURE");
        assertThat(client.task(task).path("result").asText())
                .startsWith("secret.pdf: ")
                .contains("encrypted");
    }

    @Test
    void rightsAndTokensCanBeTakenAway() throws IOException {
        String old = server.adminToken();
        server.revokeToken("admin");
        assertThat(server.adminToken()).isNotEqualTo(old);
        server.library()
                .add(NewDocument.text("mine.txt", "owned by nobody else").owner(2));
        server.createUser("bob", "view_document", "view_uisettings");
        server.library()
                .add(NewDocument.text("his.txt", "owned by bob")
                        .owner(server.library().users().get("bob")));
        server.demote("admin", "view_document", "view_uisettings");
        assertThat(Client.json(client.get("/api/documents/")).path("count").asInt())
                .isEqualTo(1);
        assertThat(Client.json(client.get("/api/ui_settings/"))
                        .at("/user/is_superuser")
                        .asBoolean())
                .isFalse();
    }

    @Test
    void theJournalKnowsEveryCall() throws IOException {
        int id = seed();
        client.get("/api/documents/?page_size=1");
        client.patch("/api/documents/" + id + "/", "{\"title\":\"x\"}");
        client.send("DELETE", "/api/documents/" + id + "/", null, null);
        assertThat(server.journal().count()).isEqualTo(3);
        assertThat(server.journal().writes()).extracting(Journal.Entry::method).containsExactly("PATCH", "DELETE");
        assertThat(server.journal().where("PATCH", "/api/documents/\\d+/"))
                .singleElement()
                .satisfies(entry -> {
                    assertThat(entry.user()).isEqualTo("admin");
                    assertThat(entry.status()).isEqualTo(200);
                    assertThat(entry.bodySize()).isEqualTo(13);
                });
        server.journal().clear();
        assertThat(server.journal().all()).isEmpty();
        // The journal does not record calls of the Java API.
        server.api().get("/api/tags/");
        assertThat(server.journal().count()).isZero();
    }

    @Test
    void anUpgradeKeepsEverythingButTasksAndChecksums() throws IOException {
        client.upload("up.txt", TEXT);
        server.worker().awaitIdle(PATIENCE);
        DocumentView before = server.library().documents().get(0);
        server.upgradeToV3();
        assertThat(client.get("/api/tasks/").body()).isEqualTo("[]".getBytes(StandardCharsets.UTF_8));
        HttpResponse<byte[]> answer = client.get("/api/documents/" + before.id() + "/");
        assertThat(answer.headers().firstValue("X-Version")).contains("3.0.5");
        assertThat(Client.json(answer).at("/versions/0/checksum").asText()).isEqualTo(before.sha256());
        assertThat(server.library().document(before.id()).modified()).isEqualTo(before.modified());
    }

    @Test
    void aThousandDocumentsShareOneMinute() throws IOException {
        Instant minute = Instant.parse("2026-05-01T10:00:00Z");
        server.library().addTexts(1000, minute);
        assertThat(Client.json(client.get("/api/documents/?page_size=1&fields=id&modified__gte=2026-05-01T10:00:00Z"
                                + "&modified__lt=2026-05-01T10:01:00Z"))
                        .path("count")
                        .asInt())
                .isEqualTo(1000);
    }

    @Test
    void theClockCanBeMovedAndStopped() throws IOException {
        int id = seed();
        Instant stopped = Instant.parse("2027-01-01T00:00:00Z");
        server.clock().stopAt(stopped);
        assertThat(client.patch("/api/documents/" + id + "/", "{}").headers().firstValue("Date"))
                .contains("Fri, 01 Jan 2027 00:00:00 GMT");
        client.patch("/api/documents/" + id + "/", "{}");
        assertThat(server.library().document(id).modified()).isEqualTo(stopped);
        server.clock().move(Duration.ofDays(1));
        server.clock().run();
        client.patch("/api/documents/" + id + "/", "{}");
        assertThat(server.library().document(id).modified()).isAfter(stopped.plus(Duration.ofDays(1)));
    }

    @Test
    void fileNamesArriveAsTheyWereSent() throws IOException {
        List<String> names = List.of("a;b, c=d.txt", "Gruß: 100 %.txt", "it's +1 [x].txt");
        int number = 0;
        for (String name : names) {
            client.upload(name, ("text " + number++).getBytes(StandardCharsets.UTF_8));
        }
        server.worker().awaitIdle(PATIENCE);
        assertThat(server.library().documents())
                .extracting(DocumentView::originalFileName)
                .containsExactlyElementsOf(names);
    }

    @Test
    void bigFilesAreKeptOnDiskAndComeBackWhole() throws IOException {
        byte[] big = new byte[5 << 20];
        new java.util.Random(1).nextBytes(big);
        System.arraycopy("%PDF-1.4\n".getBytes(StandardCharsets.US_ASCII), 0, big, 0, 9);
        client.upload("big.pdf", big);
        server.worker().awaitIdle(PATIENCE);
        HttpResponse<byte[]> answer = client.get("/api/documents/1/download/?original=true");
        assertThat(answer.body()).isEqualTo(big);
        assertThat(answer.headers().firstValue("Content-Length")).contains(String.valueOf(big.length));
    }

    @Test
    void aBodyOfUnknownLengthIsRead() throws Exception {
        byte[] body = ("--x\r\nContent-Disposition: form-data; name=\"document\"; "
                        + "filename*=UTF-8''%C3%9Cbung%2C%201.txt\r\n\r\na chunked text\r\n--x--\r\n")
                .getBytes(StandardCharsets.UTF_8);
        java.net.http.HttpRequest request = java.net.http.HttpRequest.newBuilder(
                        java.net.URI.create(server.url() + "/api/documents/post_document/"))
                .header("Authorization", "Token " + server.adminToken())
                .header("Content-Type", "multipart/form-data; boundary=\"x\"")
                .POST(java.net.http.HttpRequest.BodyPublishers.ofInputStream(
                        () -> new java.io.ByteArrayInputStream(body)))
                .build();
        assertThat(java.net.http.HttpClient.newHttpClient()
                        .send(request, HttpResponse.BodyHandlers.ofString())
                        .statusCode())
                .isEqualTo(200);
        server.worker().awaitIdle(PATIENCE);
        assertThat(server.library().documents()).singleElement().satisfies(document -> {
            assertThat(document.originalFileName()).isEqualTo("Übung, 1.txt");
            assertThat(document.content()).isEqualTo("a chunked text");
        });
    }

    @Test
    void closesAtOnceEvenWithWaitingClients() throws Exception {
        CountDownLatch waiting = new CountDownLatch(1);
        server.faults().on("GET", "/api/tags/").before(waiting::countDown).delay(Duration.ofMinutes(1));
        Thread caller = new Thread(
                () -> assertThatThrownBy(() -> client.get("/api/tags/")).isInstanceOf(IOException.class));
        caller.start();
        assertThat(waiting.await(5, java.util.concurrent.TimeUnit.SECONDS)).isTrue();
        long before = System.nanoTime();
        server.close();
        assertThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(Duration.ofSeconds(2));
        caller.join(PATIENCE.toMillis());
        assertThat(caller.isAlive()).isFalse();
    }

    @Test
    void goesOfflineAndComesBackOnTheSamePort() throws IOException {
        seed();
        server.goOffline();
        assertThatThrownBy(() -> client.get("/api/documents/")).isInstanceOf(java.net.ConnectException.class);
        server.goOnline();
        assertThat(Client.json(client.get("/api/documents/")).path("count").asInt())
                .isEqualTo(1);
    }

    @Test
    void showsWorkflowsAndMailRules() throws IOException {
        assertThat(Client.json(client.get("/api/workflows/")).path("count").asInt())
                .isZero();
        server.library().addWorkflow("file invoices", true);
        server.library().addMailRule("scanner", false);
        assertThat(Client.json(client.get("/api/workflows/"))
                        .at("/results/0/enabled")
                        .asBoolean())
                .isTrue();
        assertThat(Client.json(client.get("/api/mail_rules/"))
                        .at("/results/0/enabled")
                        .asBoolean())
                .isFalse();
    }

    @Test
    void aWipedLibraryGivesTheSameIdsAgain() {
        int id = seed();
        server.library().wipe();
        assertThat(server.library().documents()).isEmpty();
        assertThat(seed()).isEqualTo(id);
        server.library().documentIdsFrom(500);
        assertThat(seed()).isEqualTo(501);
    }

    @Test
    void clientsWorkSideBySide() throws Exception {
        int id = seed();
        List<Thread> threads = new java.util.ArrayList<>();
        for (int t = 0; t < 8; t++) {
            int number = t;
            threads.add(new Thread(() -> {
                try {
                    for (int i = 0; i < 20; i++) {
                        client.patch("/api/documents/" + id + "/", "{\"title\":\"" + number + "-" + i + "\"}");
                        client.upload("u.txt", ("upload " + number + " " + i).getBytes(StandardCharsets.UTF_8));
                        client.get("/api/documents/?page_size=1000");
                    }
                } catch (IOException e) {
                    throw new java.io.UncheckedIOException(e);
                }
            }));
        }
        threads.forEach(Thread::start);
        for (Thread thread : threads) {
            thread.join();
        }
        server.worker().awaitIdle(PATIENCE);
        assertThat(server.library().documents()).hasSize(161);
        assertThat(server.journal().all()).hasSize(480).allMatch(entry -> entry.status() == 200);
    }
}
