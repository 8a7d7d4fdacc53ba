package io.pngx.controller.rules;

import java.util.Map;
import org.apache.camel.Consumer;
import org.apache.camel.DelegateEndpoint;
import org.apache.camel.Endpoint;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.apache.camel.Producer;
import org.apache.camel.component.http.HttpComponent;
import org.apache.camel.support.DefaultEndpoint;
import org.apache.camel.support.DefaultProducer;
import org.apache.camel.support.service.ServiceHelper;

/**
 * Makes the HTTP calls of rules, but only to the address of the endpoint. Just before a call, the component removes the
 * headers that could choose another address.
 */
final class RuleHttpComponent extends HttpComponent {
    @Override
    protected Endpoint createEndpoint(String uri, String remaining, Map<String, Object> parameters) throws Exception {
        return new FixedEndpoint(uri, this, super.createEndpoint(uri, remaining, parameters));
    }

    private static final class FixedEndpoint extends DefaultEndpoint implements DelegateEndpoint {
        private final Endpoint http;

        FixedEndpoint(String uri, HttpComponent component, Endpoint http) {
            super(uri, component);
            this.http = http;
        }

        @Override
        public Endpoint getEndpoint() {
            return http;
        }

        /** Treats unknown options as parameters of the query. */
        @Override
        public boolean isLenientProperties() {
            return true;
        }

        @Override
        public Producer createProducer() throws Exception {
            return new FixedProducer(this, http.createProducer());
        }

        @Override
        public Consumer createConsumer(Processor processor) {
            throw new UnsupportedOperationException("A rule can make HTTP calls, but can't receive any.");
        }

        @Override
        protected void doStart() throws Exception {
            super.doStart();
            ServiceHelper.startService(http);
        }

        @Override
        protected void doStop() throws Exception {
            ServiceHelper.stopService(http);
            super.doStop();
        }
    }

    private static final class FixedProducer extends DefaultProducer {
        private final Producer http;

        FixedProducer(Endpoint endpoint, Producer http) {
            super(endpoint);
            this.http = http;
        }

        @Override
        public void process(Exchange exchange) throws Exception {
            exchange.getMessage().getHeaders().keySet().removeIf(NameCheck::choosesAddress);
            http.process(exchange);
        }

        @Override
        protected void doStart() throws Exception {
            super.doStart();
            ServiceHelper.startService(http);
        }

        @Override
        protected void doStop() throws Exception {
            ServiceHelper.stopService(http);
            super.doStop();
        }
    }
}
