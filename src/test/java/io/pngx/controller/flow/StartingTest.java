package io.pngx.controller.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.pngx.controller.app.Controller;
import io.pngx.controller.config.Settings;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.camel.Route;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.main.Main;
import org.apache.camel.support.RoutePolicySupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Answers between the opening of a port and the start of all routes. */
class StartingTest {
    private static final HttpClient CLIENT =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final Path data = Boot.newFolder();
    private final Map<String, String> environment = Boot.environment(data);
    private final Map<String, HttpResponse<String>> answers = new LinkedHashMap<>();
    /** By port: the statuses that a client got during the whole start. */
    private final Map<String, Set<Integer>> seen =
            Map.of("HTTP_PORT", ConcurrentHashMap.newKeySet(), "MANAGEMENT_PORT", ConcurrentHashMap.newKeySet());

    @AfterEach
    void clean() {
        Boot.delete(data);
    }

    private HttpResponse<String> ask(String port, String path, String... headers)
            throws IOException, InterruptedException {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + environment.get(port) + path));
        if (headers.length > 0) {
            request.headers(headers);
        }
        return CLIENT.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    /** Sends requests from before the opening of the port until all routes run. */
    private Thread asking(String port, String path) {
        Thread asking = new Thread(() -> {
            while (!seen.get(port).contains(200) && !Thread.currentThread().isInterrupted()) {
                try {
                    seen.get(port).add(ask(port, path).statusCode());
                } catch (IOException notOpenYet) {
                    Thread.onSpinWait();
                } catch (InterruptedException e) {
                    return;
                }
            }
        });
        asking.start();
        return asking;
    }

    /** Adds the first route to start. While this route starts, no other route runs. */
    private RouteBuilder first() {
        return new RouteBuilder() {
            @Override
            public void configure() {
                from("direct:first")
                        .startupOrder(1)
                        .routePolicy(new RoutePolicySupport() {
                            @Override
                            public void onStart(Route route) {
                                try {
                                    answers.put("page", ask("HTTP_PORT", "/", "Accept", "text/html"));
                                    answers.put("api", ask("HTTP_PORT", "/api/replicas"));
                                    answers.put("health", ask("HTTP_PORT", "/healthz"));
                                    answers.put("nothing", ask("HTTP_PORT", "/nope"));
                                    answers.put("part", ask("HTTP_PORT", "/", "HX-Request", "true"));
                                    answers.put("style", ask("HTTP_PORT", "/static/app.css"));
                                    answers.put("live", ask("MANAGEMENT_PORT", "/health/live"));
                                    answers.put("jolokia", ask("MANAGEMENT_PORT", "/hawtio/jolokia/version"));
                                } catch (IOException | InterruptedException e) {
                                    throw new IllegalStateException(e);
                                }
                                await().until(() ->
                                        seen.values().stream().allMatch(statuses -> statuses.contains(503)));
                            }
                        })
                        .log("first");
            }
        };
    }

    @Test
    void until_the_routes_are_started_everyone_is_asked_to_come_again() throws Exception {
        Thread page = asking("HTTP_PORT", "/setup");
        Thread live = asking("MANAGEMENT_PORT", "/health/live");
        Main main = new Controller(Settings.from(environment)).main();
        main.configure().addRoutesBuilder(first());
        try {
            main.start();
            page.join(30_000);
            live.join(30_000);
        } finally {
            page.interrupt();
            live.interrupt();
            main.stop();
        }
        assertThat(seen.get("HTTP_PORT")).as("never a 404 in between").containsExactlyInAnyOrder(503, 200);
        assertThat(seen.get("MANAGEMENT_PORT")).containsExactlyInAnyOrder(503, 200);

        for (String each : new String[] {"page", "api", "health", "nothing", "part", "live", "jolokia"}) {
            assertThat(answers.get(each).statusCode()).as(each).isEqualTo(503);
            assertThat(answers.get(each).headers().firstValue("Retry-After"))
                    .as(each)
                    .hasValue("2");
            assertThat(answers.get(each).body())
                    .as(each)
                    .contains("The controller is starting; it answers in a few seconds.");
        }
        assertThat(answers.get("page").headers().firstValue("Content-Type")).hasValue("text/html; charset=utf-8");
        assertThat(answers.get("page").body())
                .contains("<h1>", "http-equiv=\"refresh\"")
                .doesNotContain("database", "diagnostics\">");
        assertThat(answers.get("api").headers().firstValue("Content-Type")).hasValue("application/problem+json");
        assertThat(answers.get("part").headers().firstValue("HX-Retarget")).hasValue("#notes");
        assertThat(answers.get("style").statusCode()).as("the page is readable").isEqualTo(200);
    }
}
