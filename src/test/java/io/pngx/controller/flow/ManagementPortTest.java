package io.pngx.controller.flow;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.pngx.controller.metrics.Scrape;
import io.pngx.simulator.NewDocument;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The management port: access, and allowed operations. */
class ManagementPortTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String CONTEXT =
            "org.apache.camel:context=pngx-controller,type=context,name=\"pngx-controller\"";

    /** Uses HTTP/1.1, because a request that upgrades to HTTP/2 can't have a long body. */
    private static final HttpClient CLIENT =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    private static World world;

    @BeforeAll
    static void start() {
        System.setProperty("jdk.httpclient.allowRestrictedHeaders", "origin");
        world = World.managed(Version.V2, Version.V3);
        world.master.library().add(NewDocument.text("one.txt", "One").title("One"));
        world.run();
    }

    @AfterAll
    static void stop() {
        world.close();
    }

    private static HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create(world.boot.managementUrl() + path));
    }

    private static HttpRequest.Builder signedIn(String path) {
        return request(path).header("Authorization", basic("anybody", world.boot.managementPassword()));
    }

    private static String basic(String user, String password) {
        return "Basic " + Base64.getEncoder().encodeToString((user + ":" + password).getBytes(StandardCharsets.UTF_8));
    }

    private static HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
        return CLIENT.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    private static JsonNode jolokia(JsonNode question) throws Exception {
        HttpResponse<String> answer =
                send(signedIn("/hawtio/jolokia").POST(HttpRequest.BodyPublishers.ofString(question.toString())));
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return JSON.readTree(answer.body());
    }

    private static ObjectNode exec(String bean, String operation, Object... arguments) {
        ObjectNode question =
                JSON.createObjectNode().put("type", "exec").put("mbean", bean).put("operation", operation);
        for (Object argument : arguments) {
            question.withArray("arguments").addPOJO(argument);
        }
        return question;
    }

    @Test
    void healthAndMetricsNeedNoPassword() throws Exception {
        assertThat(JSON.readTree(send(request("/health/live")).body())
                        .path("status")
                        .asText())
                .isEqualTo("UP");
        HttpResponse<String> ready = send(request("/health/ready"));
        assertThat(ready.statusCode()).isEqualTo(200);
        assertThat(ready.body()).contains("database");
        assertThat(Scrape.of(world.boot.managementUrl() + "/metrics").sum("pngx_controller_sync_runs_total"))
                .isEqualTo(1);
    }

    @Test
    void everythingElseNeedsThePasswordThatOnlyThisUserCanRead() throws Exception {
        for (String path : List.of(
                "/",
                "/hawtio/",
                "/hawtio/jolokia",
                "/hawtio/jolokia/version",
                "/hawtio/static/js/",
                "/nope",
                "/health/else",
                "/observe/health")) {
            HttpResponse<String> answer = send(request(path));
            assertThat(answer.statusCode()).as(path).isEqualTo(401);
            assertThat(answer.headers().firstValue("WWW-Authenticate").orElse(""))
                    .startsWith("Basic ");
            assertThat(send(request(path).header("Authorization", basic("admin", "wrong")))
                            .statusCode())
                    .as(path)
                    .isEqualTo(401);
        }
        for (String odd : List.of(
                "Basic",
                "Basic !",
                "Basic " + Base64.getEncoder().encodeToString("no colon".getBytes(StandardCharsets.UTF_8)),
                "Bearer x")) {
            assertThat(send(request("/hawtio/").header("Authorization", odd)).statusCode())
                    .as(odd)
                    .isEqualTo(401);
        }
        assertThat(world.boot.managementPassword()).hasSizeGreaterThan(30);
        assertThat(PosixFilePermissions.toString(
                        Files.getPosixFilePermissions(world.boot.data.resolve("management-password"))))
                .isEqualTo("rw-------");
        assertThat(send(signedIn("/hawtio/")).body()).contains("Hawtio");
        assertThat(send(signedIn("/hawtio/../application.properties")).statusCode())
                .isEqualTo(404);
        assertThat(send(signedIn("/hawtio/%2e%2e/application.properties")).statusCode())
                .isEqualTo(404);
    }

    @Test
    void guessingThePasswordIsSlowedDownAndLoggedAndLocksNobodyElseOut() throws Exception {
        String thief = "127.0.0.9";
        try (LogLines log = new LogLines()) {
            for (int i = 0; i < 40; i++) {
                answer(thief, "Authorization: " + basic("admin", "guess" + i));
            }
            assertThat(answer(thief, "Authorization: " + basic("admin", "guess")))
                    .startsWith("HTTP/1.1 429 ")
                    .contains("Retry-After: ");
            assertThat(answer(thief, "Authorization: " + basic("admin", world.boot.managementPassword())))
                    .as("a guess that is right is not told")
                    .startsWith("HTTP/1.1 429 ");
            assertThat(log.with("Refused a wrong password for the console from " + thief))
                    .hasSize(1);
            assertThat(log.with("guess")).isEmpty();
        }
        assertThat(answer(thief, "X-None: x"))
                .as("a page that asks for the password")
                .startsWith("HTTP/1.1 401 ");
        assertThat(answer("127.0.0.1", "Authorization: " + basic("admin", world.boot.managementPassword())))
                .startsWith("HTTP/1.1 200 ");
    }

    private static String answer(String from, String header) throws Exception {
        URI url = URI.create(world.boot.managementUrl());
        try (Socket socket =
                new Socket(InetAddress.getByName(url.getHost()), url.getPort(), InetAddress.getByName(from), 0)) {
            socket.getOutputStream()
                    .write(("GET /hawtio/ HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n" + header + "\r\n\r\n")
                            .getBytes(StandardCharsets.UTF_8));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    @Test
    void noNotificationIsSubscribedTo() throws Exception {
        for (ObjectNode question : List.of(
                JSON.createObjectNode().put("command", "register"),
                JSON.createObjectNode().put("command", "list").put("client", "x"),
                JSON.createObjectNode()
                        .put("command", "add")
                        .put("client", "x")
                        .put("mode", "pull")
                        .put("mbean", "java.lang:type=Memory"))) {
            JsonNode answer = jolokia(question.put("type", "notification"));
            assertThat(answer.path("status").asInt())
                    .as(question + " " + answer)
                    .isEqualTo(403);
        }
    }

    @Test
    void anotherHostNameAndAnotherSiteAreRefused() throws Exception {
        for (String path : List.of("/hawtio/", "/metrics", "/health/ready")) {
            assertThat(firstLine(path, "evil.example")).as(path).contains(" 421 ");
        }
        assertThat(firstLine("/metrics", "localhost:9876")).contains(" 200 ");
        String version = "{\"type\": \"version\"}";
        assertThat(send(signedIn("/hawtio/jolokia").POST(HttpRequest.BodyPublishers.ofString(version)))
                        .statusCode())
                .isEqualTo(200);
        for (String header : List.of(
                "Origin: http://evil.example",
                "Origin: null",
                "Sec-Fetch-Site: cross-site",
                "Sec-Fetch-Site: same-site")) {
            String[] parts = header.split(": ");
            assertThat(send(signedIn("/hawtio/jolokia")
                                    .header(parts[0], parts[1])
                                    .POST(HttpRequest.BodyPublishers.ofString(version)))
                            .statusCode())
                    .as(header)
                    .isEqualTo(403);
            assertThat(send(signedIn("/hawtio/jolokia/version").header(parts[0], parts[1]))
                            .statusCode())
                    .as("GET " + header)
                    .isEqualTo(403);
        }
    }

    /** Sends a request that an HTTP client would not send, and returns the first line of the answer. */
    private static String firstLine(String path, String host) throws Exception {
        URI url = URI.create(world.boot.managementUrl());
        try (Socket socket = new Socket(url.getHost(), url.getPort())) {
            socket.getOutputStream()
                    .write(("GET " + path + " HTTP/1.1\r\nHost: " + host + "\r\nConnection: close\r\n\r\n")
                            .getBytes(StandardCharsets.UTF_8));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .findFirst()
                    .orElseThrow();
        }
    }

    @Test
    void aRouteCanBeReadStoppedAndStarted() throws Exception {
        String route = "org.apache.camel:context=pngx-controller,type=routes,name=\"housekeeping\"";
        assertThat(jolokia(exec(route, "stop()")).path("status").asInt()).isEqualTo(200);
        ObjectNode read = JSON.createObjectNode().put("type", "read").put("mbean", route);
        assertThat(jolokia(read).path("value").path("State").asText()).isEqualTo("Stopped");
        assertThat(send(request("/health/ready")).statusCode())
                .as("ready with a stopped route")
                .isEqualTo(200);
        assertThat(jolokia(exec(route, "start()")).path("status").asInt()).isEqualTo(200);
        assertThat(jolokia(read).path("value").path("Description").asText()).startsWith("Deletes log rows");
        assertThat(jolokia(exec(CONTEXT, "dumpRoutesAsXml()")).path("value").asText())
                .contains("syncReplica");
    }

    /** Tries every listed operation of every MBean. */
    @Test
    void noOtherOperationIsAllowed() throws Exception {
        JsonNode beans = jolokia(JSON.createObjectNode().put("type", "list")).path("value");
        ArrayNode questions = JSON.createArrayNode();
        beans.fields()
                .forEachRemaining(domain -> domain.getValue()
                        .fields()
                        .forEachRemaining(bean -> bean.getValue()
                                .path("op")
                                .fields()
                                .forEachRemaining(operation -> {
                                    List<JsonNode> overloads = new ArrayList<>();
                                    (operation.getValue().isArray()
                                                    ? operation.getValue()
                                                    : JSON.createArrayNode().add(operation.getValue()))
                                            .forEach(overloads::add);
                                    for (JsonNode overload : overloads) {
                                        List<String> types =
                                                overload.path("args").findValuesAsText("type");
                                        questions.add(exec(
                                                domain.getKey() + ":" + bean.getKey(),
                                                operation.getKey() + "(" + String.join(",", types) + ")",
                                                types.stream()
                                                        .map(type -> (Object) null)
                                                        .toArray()));
                                    }
                                })));
        Set<String> allowed = new TreeSet<>();
        for (int from = 0; from < questions.size(); from += 200) {
            ArrayNode some = JSON.createArrayNode();
            for (int i = from; i < Math.min(questions.size(), from + 200); i++) {
                String operation = questions.get(i).path("operation").asText();
                boolean harmful = questions.get(i).path("mbean").asText().contains("type=routes")
                        && operation.matches("(start|stop)\\(\\)");
                if (!harmful) {
                    some.add(questions.get(i));
                }
            }
            JsonNode answers = jolokia(some);
            for (int i = 0; i < some.size(); i++) {
                if (answers.get(i).path("status").asInt() != 403) {
                    allowed.add(some.get(i).path("mbean").asText().replaceAll(".*type=([a-zA-Z]+).*", "$1") + " "
                            + some.get(i).path("operation").asText());
                }
            }
        }

        assertThat(questions.size()).isGreaterThan(3000);
        assertThat(allowed)
                .containsExactlyInAnyOrder(
                        "routes isUpdateRouteEnabled()",
                        "routes reset()",
                        "routes reset(boolean)",
                        "routes dumpRouteAsXml()",
                        "routes dumpRouteStatsAsXml(boolean,boolean)",
                        "context dumpRoutesAsXml()",
                        "context dumpRoutesStatsAsXml(boolean,boolean)");
    }

    @Test
    void nothingIsWrittenSentRunOrAskedByGet() throws Exception {
        assertThat(jolokia(exec(CONTEXT, "sendBody(java.lang.String,java.lang.Object)", "direct:deadLetter", "x"))
                        .path("status")
                        .asInt())
                .isEqualTo(403);
        assertThat(jolokia(exec(CONTEXT, "createEndpoint", "log:x"))
                        .path("status")
                        .asInt())
                .isEqualTo(403);
        assertThat(jolokia(exec("com.sun.management:type=DiagnosticCommand", "vmSystemProperties"))
                        .path("status")
                        .asInt())
                .isEqualTo(403);
        assertThat(jolokia(exec("java.lang:type=Memory", "gc")).path("status").asInt())
                .isEqualTo(403);
        JsonNode write = jolokia(JSON.createObjectNode()
                .put("type", "write")
                .put("mbean", CONTEXT)
                .put("attribute", "Tracing")
                .put("value", true));
        assertThat(write.path("status").asInt()).isEqualTo(403);
        String route = "org.apache.camel:context=pngx-controller,type=routes,name=!%22housekeeping!%22";
        HttpResponse<String> get = send(signedIn("/hawtio/jolokia/exec/" + route + "/stop()"));
        assertThat(JSON.readTree(get.body()).path("status").asInt())
                .as(get.body())
                .isEqualTo(403);
        assertThat(world.boot
                        .camel()
                        .getRouteController()
                        .getRouteStatus("housekeeping")
                        .isStarted())
                .isTrue();
    }

    @Test
    void theSourceOfARuleShowsNoAddressThatStandsInTheEnvironment() throws Exception {
        System.setProperty("hook_of_a_rule", "http://127.0.0.1:1/s3cret-of-a-hook");
        world.boot
                .rules()
                .loader()
                .save("tells", "- route: {from: {uri: direct:rule-settled, steps: [{to: \"{{hook_of_a_rule}}\"}]}}");
        System.clearProperty("hook_of_a_rule");

        assertThat(jolokia(exec(CONTEXT, "dumpRoutesAsXml()")).toString())
                .contains("rulehttp:http://rule-tells-r")
                .doesNotContain("s3cret-of-a-hook");
        world.boot.rules().loader().delete("tells");
    }

    @Test
    void noAttributeOfAnyBeanAndNoRouteShowsASecret() throws Exception {
        // Camel reads each processor once for each route, which takes minutes.
        boolean processors = Boolean.getBoolean("pngx.soak");
        String everything = jolokia(JSON.createObjectNode()
                                .put("type", "read")
                                .put("mbean", "*:*")
                                .set("config", JSON.createObjectNode().put("ignoreErrors", true)))
                        .toString()
                + jolokia(exec(CONTEXT, "dumpRoutesAsXml()"))
                + jolokia(exec(CONTEXT, "dumpRoutesStatsAsXml(boolean,boolean)", true, processors));

        assertThat(everything.length()).isGreaterThan(100_000);
        assertThat(everything)
                .contains("syncReplica")
                .doesNotContain(
                        world.master.adminToken(),
                        world.replica().server().adminToken(),
                        Boot.SECRET_KEY,
                        world.boot.managementPassword());
        assertThat(everything).as("java.lang:type=Runtime").doesNotContain("java.class.path");
    }
}
