package io.pngx.controller.paperless;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Incomplete answers are refused, so that no decision is based on half an answer. */
class StrictAnswersTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"count\":1,\"results\":[]}",
                "{\"count\":0,\"results\":[{\"id\":1}]}",
                "{\"count\":1,\"results\":[null]}",
                "{\"count\":1,\"results\":[{}]}",
                "{\"count\":1,\"results\":[{\"id\":null}]}",
                "{\"count\":1,\"results\":[{\"id\":1.5}]}",
                "{\"count\":1,\"results\":[{\"id\":-1}]}",
                "{\"count\":1,\"results\":[{\"id\":\"1\"}]}",
                "{\"count\":1,\"results\":[{\"id\":1}],\"count\":0}",
                "{\"count\":2,\"results\":[{\"id\":1}],\"all\":[1,1]}",
                "{\"count\":2,\"results\":[{\"id\":1}],\"all\":[1,null]}",
                "{\"count\":1,\"results\":[{\"id\":1,\"added\":\"yesterday\"}]}",
                "{\"count\":1,\"results\":[{\"id\":1}]} {}",
                "{}",
                "{\"count\":1,\"results\":[{\"id\":1,\"versions\":[{\"id\":1,\"is_root\":true}]}]}",
                "{\"count\":1,\"results\":[{\"id\":1,\"versions\":[{\"id\":1,\"checksum\":\"\",\"is_root\":true}]}]}"
            })
    void aBrokenPageOfDocumentsIsRefused(String json) {
        assertThatThrownBy(() -> Json.MAPPER.readValue(json, DocumentPage.class))
                .isInstanceOf(JsonProcessingException.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"count\":2,\"results\":[{\"id\":1,\"name\":\"a\"}]}",
                "{\"count\":1,\"results\":[{\"id\":1}]}",
                "{\"count\":1,\"results\":[{\"name\":\"a\"}]}",
                "{\"count\":1,\"next\":\"http://x\",\"results\":[{\"id\":1,\"name\":\"a\"}]}"
            })
    void lookupsThatAreNotAllThereAreRefused(String json) {
        assertThatThrownBy(() -> Json.MAPPER.readValue(json, LookupPage.class))
                .isInstanceOf(JsonProcessingException.class);
        assertThatThrownBy(() -> Json.MAPPER.readValue(json, AccountPage.class))
                .isInstanceOf(JsonProcessingException.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"id\":1,\"status\":\"SUCCESS\"}",
                "{\"id\":1,\"task_id\":\"a\"}",
                "{\"task_id\":\"a\",\"status\":\"SUCCESS\"}",
                "{\"id\":1,\"task_id\":\"a\",\"status\":\"SUCCESS\",\"related_document\":\"one\"}",
                "{\"id\":1,\"task_id\":\"a\",\"status\":\"SUCCESS\",\"related_document\":-1}",
                "{\"id\":1,\"task_id\":\"a\",\"status\":\"SUCCESS\",\"date_created\":\"now\"}",
                "{\"id\":1,\"task_id\":\"{{env:HOME}}\",\"status\":\"SUCCESS\"}",
                "{\"id\":1,\"task_id\":\"a&b=c\",\"status\":\"SUCCESS\"}",
                "{\"id\":1,\"task_id\":\"\",\"status\":\"SUCCESS\"}"
            })
    void aTaskWithoutAnOutcomeThatCanBeReadIsRefused(String json) {
        assertThatThrownBy(() -> Json.MAPPER.readValue(json, ConsumeTask.class))
                .isInstanceOf(JsonProcessingException.class);
    }

    @Test
    void aDocumentThatDoesNotSayWhenItWasAddedProvesNoLibrary() throws JsonProcessingException {
        Document document = Json.MAPPER.readValue("{\"id\":1}", Document.class);
        assertThatThrownBy(document::requireAdded)
                .isInstanceOf(PaperlessException.class)
                .hasMessageContaining("time of adding");
    }

    @Test
    void whatALaterReleaseAddsIsNoReasonToRefuse() throws JsonProcessingException {
        assertThat(Json.MAPPER
                        .readValue(
                                "{\"count\":1,\"results\":[{\"id\":1,\"mood\":{\"good\":true}}],\"shape\":\"round\"}",
                                DocumentPage.class)
                        .results())
                .hasSize(1);
    }
}
