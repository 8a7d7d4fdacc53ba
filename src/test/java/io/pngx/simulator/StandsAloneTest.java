package io.pngx.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * The simulator shares no code with the controller, because both could then share a misunderstanding of paperless-ngx.
 */
class StandsAloneTest {
    @Test
    void importsNothingOfTheProject() throws IOException {
        try (Stream<Path> files = Files.walk(Path.of("src/main/java/io/pngx/simulator"))) {
            List<Path> sources =
                    files.filter(file -> file.toString().endsWith(".java")).toList();
            assertThat(sources)
                    .isNotEmpty()
                    .allSatisfy(file -> assertThat(Files.readString(file).replace("package io.pngx.simulator;", ""))
                            .doesNotContain("io.pngx.controller"));
        }
    }
}
