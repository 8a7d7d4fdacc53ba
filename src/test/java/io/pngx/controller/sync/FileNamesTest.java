package io.pngx.controller.sync;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FileNamesTest {
    private static String name(String document) {
        return FileNames.of(Paper.document(document));
    }

    @Test
    void theOriginalNameIsKeptAsItIs() {
        assertThat(name("'original_file_name':'a & b; Büro (1).PDF'")).isEqualTo("a & b; Büro (1).PDF");
    }

    @Test
    void withoutANameItIsTheTitleWithTheEndingOfItsType() {
        assertThat(name("'original_file_name':null,'title':'Bill 4/2024','mime_type':'application/pdf'"))
                .isEqualTo("Bill 4_2024.pdf");
        assertThat(name("'original_file_name':' ','title':'Bill','mime_type':'image/jpeg'"))
                .isEqualTo("Bill.jpg");
        assertThat(name("'original_file_name':null,'title':'Bill','mime_type':'application/x-unknown'"))
                .isEqualTo("Bill");
    }

    @Test
    void whatAFormTakesOutOfANameIsTakenOutBefore() {
        assertThat(name("'original_file_name':'Screenshot 9.41.07\u202FPM.png'"))
                .isEqualTo("Screenshot 9.41.07PM.png");
        assertThat(name("'original_file_name':'a\u00A0b\u200Bc\u00ADd\u3000e\uFEFFf\u2028g\\u0007h\uE000i.pdf'"))
                .isEqualTo("abcdefghi.pdf");
        assertThat(name("'original_file_name':'scans\\\\old/new.pdf'")).isEqualTo("new.pdf");
        assertThat(name("'original_file_name':'new/scans\\\\old.pdf'")).isEqualTo("old.pdf");
        assertThat(name("'original_file_name':'e\u0301 \uD83D\uDCC4 \uFE0F.pdf'"))
                .isEqualTo("e\u0301 \uD83D\uDCC4 \uFE0F.pdf");
    }

    @Test
    void aNameOfWhichNothingIsLeftIsMadeOfTheTitle() {
        assertThat(name("'original_file_name':'\u200B','title':'Bill','mime_type':'image/jpeg'"))
                .isEqualTo("Bill.jpg");
        assertThat(name("'original_file_name':'a/..','title':'Bill','mime_type':'image/jpeg'"))
                .isEqualTo("Bill.jpg");
        assertThat(name("'original_file_name':null,'title':'a\u202Fbill','mime_type':'image/jpeg'"))
                .isEqualTo("abill.jpg");
    }

    @Test
    void withoutATitleItIsTheNumber() {
        assertThat(name("'id':17,'original_file_name':null,'title':' ','mime_type':'text/plain'"))
                .isEqualTo("document 17.txt");
        assertThat(name("'id':17,'original_file_name':null,'title':null,'mime_type':null"))
                .isEqualTo("document 17");
    }

    @ParameterizedTest
    @ValueSource(strings = {"x", "ü", "漢", "\uD83D\uDCC4"})
    void aLongNameIsShortenedBetweenCharactersAndKeepsItsEnding(String letter) {
        String name = name("'original_file_name':'" + letter.repeat(300) + ".pdf'");

        assertThat(name.getBytes(StandardCharsets.UTF_8).length)
                .isBetween(FileNames.MAX_BYTES - 4, FileNames.MAX_BYTES);
        assertThat(name).endsWith(letter + ".pdf").doesNotContain("\uFFFD");
        assertThat(new String(name.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8))
                .isEqualTo(name);
    }

    @Test
    void aNameOfExactlyTheLongestLengthIsKept() {
        String name = "x".repeat(FileNames.MAX_BYTES - 4) + ".pdf";

        assertThat(name("'original_file_name':'" + name + "'")).isEqualTo(name);
    }

    @Test
    void whatFollowsADotFarFromTheEndIsNoEnding() {
        assertThat(name("'original_file_name':'a." + "x".repeat(300) + "'"))
                .hasSize(FileNames.MAX_BYTES)
                .startsWith("a.xxx");
    }
}
