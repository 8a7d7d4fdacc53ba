package io.pngx.controller.app;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.joran.JoranConfigurator;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.LoggingEvent;
import ch.qos.logback.classic.util.LogbackMDCAdapter;
import ch.qos.logback.core.ConsoleAppender;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class JsonLinesTest {
    private final LoggerContext context = new LoggerContext();

    @BeforeEach
    void use() throws Exception {
        context.setMDCAdapter(new LogbackMDCAdapter());
        JoranConfigurator configurator = new JoranConfigurator();
        configurator.setContext(context);
        configurator.doConfigure(JsonLinesTest.class.getResource("/logback.xml"));
        JsonLines.use(context);
    }

    @AfterEach
    void stop() {
        context.stop();
    }

    @Test
    void aLineIsOneObjectThatSaysWhatItIsAbout() throws IOException {
        JsonNode line = new ObjectMapper()
                .readTree(
                        line("a \"title\"\nof two lines", Map.of("run", "7", "replica", "2", "document", "41"), null));

        assertThat(line.path("time").asText()).matches("\\d{4}-\\d\\d-\\d\\dT.*Z");
        assertThat(line.path("level").asText()).isEqualTo("WARN");
        assertThat(line.path("message").asText()).isEqualTo("a \"title\"\nof two lines");
        assertThat(line.path("run").intValue()).isEqualTo(7);
        assertThat(line.path("replica").intValue()).isEqualTo(2);
        assertThat(line.path("document").intValue()).isEqualTo(41);
    }

    @Test
    void anExceptionStaysInItsLine() throws IOException {
        String text = line("failed", Map.of(), new IllegalStateException("why"));

        assertThat(text.indexOf('\n')).isEqualTo(text.length() - 1);
        assertThat(new ObjectMapper().readTree(text).path("exception").asText())
                .contains("IllegalStateException: why")
                .contains("JsonLinesTest");
    }

    private String line(String message, Map<String, String> mdc, Throwable cause) {
        LoggingEvent event = new LoggingEvent("x", context.getLogger("pngx"), Level.WARN, message, cause, null);
        event.setMDCPropertyMap(mdc);
        ConsoleAppender<ILoggingEvent> console = (ConsoleAppender<ILoggingEvent>)
                context.getLogger(Logger.ROOT_LOGGER_NAME).getAppender("STDOUT");
        return new String(console.getEncoder().encode(event), StandardCharsets.UTF_8);
    }
}
