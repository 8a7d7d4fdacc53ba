package io.pngx.controller.alerts;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.pngx.controller.store.AlertTarget;
import java.time.Instant;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Telegram refuses a text of more than 4096 UTF-16 units, so that a longer text is cut. */
class AlertFormatTest {
    private static final String TITLE = "pngx-controller: weekly report\n";

    private static String text(String message) throws Exception {
        AlertTarget telegram = new AlertTarget("telegram", null, "", "", "{\"chat\": \"1\"}", null, null);
        Event event = new Event(Event.WEEKLY_REPORT, null, null, message, Instant.EPOCH);
        return new ObjectMapper()
                .readTree(AlertFormat.body(telegram, event))
                .path("text")
                .asText();
    }

    @Test
    void aTextThatFitsIsSentWhole() throws Exception {
        String fits = "x".repeat(4096 - TITLE.length());

        assertThat(text(fits)).isEqualTo(TITLE + fits).hasSize(4096);
    }

    @Test
    void aReportOfManyReplicasEndsAfterAWholeLine() throws Exception {
        String report = IntStream.rangeClosed(1, 30)
                .mapToObj(i -> "Replica " + i + ": " + "x".repeat(300) + " end " + i + ".")
                .collect(Collectors.joining("\n"));

        String text = text(report);

        assertThat(text).startsWith(TITLE + "Replica 1: ").endsWith(" end 12.\n...");
        assertThat(text.length()).isBetween(4096 - 330, 4096);
    }

    @Test
    void oneLongLineIsCutBetweenTwoCharacters() throws Exception {
        for (String before : new String[] {"", "a"}) {
            String text = text(before + "\uD83D\uDCC4".repeat(3000));

            assertThat(text).startsWith(TITLE + before + "\uD83D\uDCC4").endsWith("\uDCC4...");
            assertThat(text.length()).isBetween(4095, 4096);
        }
    }
}
