package io.pngx.controller.web.api;

import io.pngx.controller.web.http.Call;
import io.pngx.controller.web.http.EntityTags;
import io.pngx.controller.web.views.Contract;
import java.nio.charset.StandardCharsets;
import org.apache.camel.Exchange;
import org.apache.camel.Message;

/** {@code /api/openapi.yaml}: the contract of the API. */
public final class ContractApi {
    private final Contract contract;

    public ContractApi(Contract contract) {
        this.contract = contract;
    }

    public void show(Exchange exchange) {
        Call call = Call.withoutParameters(exchange);
        byte[] text = contract.text().getBytes(StandardCharsets.UTF_8);
        Message message = exchange.getMessage();
        message.removeHeaders("*");
        message.setHeader(Exchange.HTTP_RESPONSE_CODE, 200);
        message.setHeader(Exchange.CONTENT_TYPE, "application/yaml");
        message.setBody(text);
        EntityTags.apply(call, message, text);
    }
}
