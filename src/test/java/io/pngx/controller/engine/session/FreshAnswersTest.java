package io.pngx.controller.engine.session;

import static org.assertj.core.api.Assertions.assertThat;

import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.DefaultExchange;
import org.junit.jupiter.api.Test;

class FreshAnswersTest {
    /** Makes a call that paperless-ngx answers, then a call that a proxy answers. Both answers go into one variable. */
    private static Exchange callTwice(CamelContext camel, String call) throws Exception {
        camel.getCamelContextExtension().addInterceptStrategy(new FreshAnswers());
        camel.addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                from("direct:toD").toD("direct:paperless", null, "answer").toD("direct:proxy", null, "answer");
                from("direct:to").toV("direct:paperless", null, "answer").toV("direct:proxy", null, "answer");
                from("direct:paperless")
                        .setHeader("x-version", constant("3.0.5"))
                        .setHeader("CamelHttpResponseCode", constant(200));
                from("direct:proxy").removeHeaders("*").setHeader("CamelHttpResponseCode", constant(404));
            }
        });
        camel.start();
        return camel.createProducerTemplate().send("direct:" + call, new DefaultExchange(camel));
    }

    @Test
    void theAnswerOfAProxyIsNotTakenForThatOfPaperless() throws Exception {
        try (CamelContext camel = new DefaultCamelContext()) {
            assertThat(Received.of(callTwice(camel, "toD"), "answer")).isEqualTo(new Received(404, false));
        }
        try (CamelContext camel = new DefaultCamelContext()) {
            assertThat(Received.of(callTwice(camel, "to"), "answer")).isEqualTo(new Received(404, false));
        }
    }

    @Test
    void namesOfHeadersIgnoreCase() throws Exception {
        try (CamelContext camel = new DefaultCamelContext()) {
            Exchange exchange = new DefaultExchange(camel);
            exchange.setVariable("header:detail.x-VERSION", "3.0.5");
            exchange.setVariable("header:detail.CamelHttpResponseCode", 200);

            assertThat(Received.of(exchange, "detail")).isEqualTo(new Received(200, true));
            assertThat(Received.of(exchange, "preview")).isEqualTo(new Received(0, false));
        }
    }
}
