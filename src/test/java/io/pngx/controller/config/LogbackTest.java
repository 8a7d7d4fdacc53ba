package io.pngx.controller.config;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.joran.JoranConfigurator;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.LoggingEvent;
import ch.qos.logback.classic.util.LogbackMDCAdapter;
import ch.qos.logback.core.ConsoleAppender;
import ch.qos.logback.core.joran.spi.JoranException;
import ch.qos.logback.core.status.Status;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The logback.xml of the product. The tests log with another configuration. */
class LogbackTest {
    private final LoggerContext context = new LoggerContext();

    @BeforeEach
    void read() throws JoranException {
        context.setMDCAdapter(new LogbackMDCAdapter());
        JoranConfigurator configurator = new JoranConfigurator();
        configurator.setContext(context);
        configurator.doConfigure(LogbackTest.class.getResource("/logback.xml"));
    }

    @AfterEach
    void stop() {
        context.stop();
    }

    @Test
    void itIsReadWithoutAComplaint() {
        assertThat(context.getStatusManager().getCopyOfStatusList())
                .allSatisfy(status ->
                        assertThat(status.getLevel()).as(status.toString()).isEqualTo(Status.INFO));
    }

    @Test
    void requestHeadersAreNotPrintedEvenWhereTheRootIsAtDebug() {
        context.getLogger(Logger.ROOT_LOGGER_NAME).setLevel(Level.DEBUG);
        assertThat(context.getLogger("org.apache.hc.client5.http.headers").isDebugEnabled())
                .isFalse();
        assertThat(context.getLogger("org.apache.hc.client5.http.wire").isDebugEnabled())
                .isFalse();
    }

    @Test
    void aLineSaysWhichRunReplicaAndDocumentItIsAbout() {
        assertThat(line("ok", Map.of("run", "7", "replica", "2", "document", "41")))
                .matches("\\d{4}-\\d\\d-\\d\\dT[0-9:.]+(Z|[+-]\\d\\d:\\d\\d) INFO  io.pngx.Test +"
                        + " run=7 replica=2 document=41 ok\\R");
    }

    @Test
    void whatALineIsNotAboutIsLeftOut() {
        assertThat(line("ok", Map.of("replica", "2"))).matches(".* io.pngx.Test + replica=2 ok\\R");
        assertThat(line("ok", Map.of())).matches(".* io.pngx.Test + ok\\R");
    }

    @Test
    void aTextOfSeveralLinesCannotPassForSeveralMessages() {
        assertThat(line("title: a\r\n2026-01-01 ERROR forged\nb", Map.of()))
                .matches("(?s).* title: a\r\n    2026-01-01 ERROR forged\n    b\\R");
    }

    @Test
    void aTitleCannotControlTheTerminal() {
        assertThat(line("title: \u001b[31mred\u0007\tend", Map.of())).endsWith("title: ?[31mred?\tend\n");
        assertThat(line("title: \u202ered\u2069 end", Map.of())).endsWith("title: ?red? end\n");
    }

    private String line(String message, Map<String, String> mdc) {
        LoggingEvent event = new LoggingEvent("x", context.getLogger("io.pngx.Test"), Level.INFO, message, null, null);
        event.setMDCPropertyMap(mdc);
        ConsoleAppender<ILoggingEvent> appender = (ConsoleAppender<ILoggingEvent>)
                context.getLogger(Logger.ROOT_LOGGER_NAME).getAppender("STDOUT");
        return new String(appender.getEncoder().encode(event), StandardCharsets.UTF_8);
    }
}
