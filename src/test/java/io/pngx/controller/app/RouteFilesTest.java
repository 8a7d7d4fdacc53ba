package io.pngx.controller.app;

import static io.pngx.controller.app.RouteFiles.entries;
import static io.pngx.controller.app.RouteFiles.routes;
import static io.pngx.controller.app.RouteFiles.steps;
import static org.assertj.core.api.Assertions.assertThat;

import io.pngx.controller.app.RouteFiles.Route;
import io.pngx.controller.app.RouteFiles.Step;
import io.pngx.controller.engine.session.ExchangeNames;
import io.pngx.controller.paperless.Wire;
import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.Field;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.camel.CamelContext;
import org.apache.camel.component.direct.DirectEndpoint;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.Test;

/** Conventions of all route files, so that routes can be read, stopped and counted one by one. */
class RouteFilesTest {
    @Test
    void thereAreRoutes() {
        assertThat(routes()).hasSizeGreaterThan(20);
        assertThat(steps().stream().filter(Step::leaves)).hasSizeGreaterThan(15);
    }

    @Test
    void everyRouteFileIsLoaded() throws IOException {
        Path routes = Path.of("src/main/resources/routes");
        try (Stream<Path> files = Files.walk(routes)) {
            assertThat(settings().getProperty("camel.main.routesIncludePattern").split(",\\s*"))
                    .containsExactlyInAnyOrderElementsOf(files.filter(Files::isRegularFile)
                            .map(file -> "classpath:routes/" + routes.relativize(file))
                            .toList());
        }
    }

    private static Properties settings() throws IOException {
        Properties settings = new Properties();
        try (InputStream file = RouteFilesTest.class.getResourceAsStream("/application.properties")) {
            settings.load(file);
        }
        return settings;
    }

    @Test
    void everyRouteHasAnIdOfItsOwn() {
        assertThat(routes()).extracting(Route::id).doesNotContainNull().doesNotHaveDuplicates();
    }

    @Test
    void aDirectRouteIsNamedAsItIsCalled() {
        assertThat(routes().stream().filter(route -> route.from().startsWith("direct:")))
                .isNotEmpty()
                .allSatisfy(
                        route -> assertThat(route.from()).as(route.toString()).isEqualTo("direct:" + route.id()));
    }

    @Test
    void everyRouteSaysInOneSentenceWhatItDoes() {
        assertThat(routes())
                .allSatisfy(route -> assertThat(route.description())
                        .as(route.toString())
                        .isNotBlank()
                        .matches("\\p{Lu}.*[^.]\\.")
                        .doesNotContain(". ")
                        .matches(text -> text.split(" ").length <= 15, "has at most 15 words"));
    }

    @Test
    void everyStepThatLeavesTheProcessHasANameOfItsOwn() {
        assertThat(steps().stream().filter(Step::leaves))
                .allSatisfy(step -> assertThat(step.id())
                        .as("%s in %s", step.uri(), step.route())
                        .isNotBlank());
        assertThat(Stream.concat(
                                routes().stream().map(Route::id),
                                steps().stream().map(Step::id))
                        .filter(Objects::nonNull))
                .doesNotHaveDuplicates();
    }

    @Test
    void aCallOfAStoppedRouteFailsAtOnceAndReachesAnExistingOne() throws Exception {
        try (CamelContext camel = new DefaultCamelContext()) {
            Wire.configure(camel, "direct");
            assertThat(camel.getEndpoint("direct:any", DirectEndpoint.class).isBlock())
                    .isFalse();
        }
        List<String> ids = routes().stream().map(Route::id).toList();
        assertThat(steps().stream().filter(Step::isDirect))
                .isNotEmpty()
                .allSatisfy(step -> assertThat(ids)
                        .as("in %s", step.route())
                        .contains(step.uri().substring("direct:".length())));
    }

    @Test
    void aMapInBracesHasNoSpacesInside() {
        assertThat(RouteFiles.files())
                .allSatisfy(file -> assertThat(Files.readString(file)).doesNotContain("{ ", " }"));
    }

    @Test
    void everyRouteHasTheErrorPolicyOrNamesItsOwn() {
        List<Object> named = new ArrayList<>();
        List<Map<?, ?>> unnamed = new ArrayList<>();
        entries("routeConfiguration").forEach(policy -> {
            if (policy.get("id") == null) {
                unnamed.add(policy);
            } else {
                named.add(policy.get("id"));
            }
        });

        assertThat(unnamed).as("the policy of the pipeline, in one place").hasSize(1);
        assertThat(unnamed.get(0).get("onException")).isNotNull();
        assertThat(routes()).allSatisfy(route -> {
            Object configuration = route.yaml().get("routeConfigurationId");
            if (configuration != null) {
                // with a typo, the route would have no error policy
                assertThat(named).as(route.toString()).contains(configuration);
            }
            Object own = route.yaml().get("errorHandler");
            assertThat(own == null || own.equals(Map.of("noErrorHandler", Map.of())))
                    .as(route.toString())
                    .isTrue();
        });
        assertThat(entries("errorHandler"))
                .as("an error handler of a file is one of all files")
                .isEmpty();
    }

    @Test
    void noWholeAddressIsDynamicSinceEachWouldBeAnEndpoint() {
        assertThat(steps())
                .allSatisfy(
                        step -> assertThat(step.uri()).as("in %s", step.route()).doesNotMatch("\\$\\{.*"));
    }

    @Test
    void everyCallOfAPaperlessNamesItsMethod() {
        assertThat(steps().stream().filter(step -> step.uri().startsWith("http:")))
                .allSatisfy(step -> assertThat(step.uri())
                        .as("in %s", step.route())
                        .containsPattern("[?&]httpMethod=(GET|HEAD|POST|PATCH|DELETE)(&|$)"));
    }

    @Test
    void theMasterIsOnlyRead() {
        assertThat(steps().stream().filter(step -> step.uri().startsWith("http://master/")))
                .isNotEmpty()
                .allSatisfy(step ->
                        assertThat(step.uri()).as("in %s", step.route()).containsPattern("httpMethod=(GET|HEAD)(&|$)"));
    }

    @Test
    void originalsAreStreamedSinceTheyMayBeLargerThanTheMemory() {
        assertThat(steps().stream()
                        .filter(step -> step.uri().matches("http.*/(preview|download)/.*")
                                && step.uri().contains("httpMethod=GET")))
                .isNotEmpty()
                .allSatisfy(
                        step -> assertThat(step.uri()).as("in %s", step.route()).contains("disableStreamCache=true"));
    }

    /** Steps share all other values in their job, or in a variable of one route. */
    @Test
    void stepsShareAtMostTwelveNames() throws Exception {
        Set<Object> known = new HashSet<>();
        for (Field constant : ExchangeNames.class.getFields()) {
            known.add(constant.get(null));
        }
        known.removeIf(name -> name.toString().startsWith("header:")); // the answer of this header is already counted
        assertThat(known).hasSizeLessThanOrEqualTo(12);

        Set<String> inRoutes = new TreeSet<>();
        Pattern name = Pattern.compile("exchangeProperty\\.(\\w+)|variable\\.(?:header:)?(\\w+)"
                + "|(?:setProperty|setVariable): *\\{ *name: *(\\w+)|variable(?:Send|Receive): *(\\w+)");
        for (Path file : RouteFiles.files()) {
            name.matcher(Files.readString(file))
                    .results()
                    .forEach(found -> inRoutes.add(IntStream.rangeClosed(1, found.groupCount())
                            .mapToObj(found::group)
                            .filter(Objects::nonNull)
                            .findFirst()
                            .orElseThrow()));
        }
        assertThat(inRoutes).isNotEmpty().allSatisfy(used -> assertThat(known).contains(used));

        Pattern literal = Pattern.compile(
                "@ExchangeProperty\\(\"|@Variable\\(\"|[gs]etVariable\\(\"|exchange\\.(?:get|set|remove)Property\\(\"");
        try (Stream<Path> sources = Files.walk(Path.of("src/main/java/io/pngx/controller/engine"))) {
            assertThat(sources.filter(file -> file.toString().endsWith(".java")))
                    .isNotEmpty()
                    .allSatisfy(file -> assertThat(Files.readString(file))
                            .as(file.toString())
                            .doesNotContainPattern(literal));
        }
    }
}
