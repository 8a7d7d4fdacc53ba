package io.pngx.controller.rules;

import java.util.Map;
import java.util.stream.Stream;
import org.apache.camel.AsyncCallback;
import org.apache.camel.Exchange;
import org.apache.camel.spi.InterceptStrategy;
import org.apache.camel.support.processor.DelegateAsyncProcessor;

/**
 * Ends a rule if one of its steps produced a text over the maximum size. Otherwise a loop that doubles a text would
 * fill the memory of the process.
 */
final class SizeLimit {
    /** Maximum size of a text in characters, and of an answer in bytes. */
    static final int MAX_SIZE = 256 * 1024;

    static final InterceptStrategy STRATEGY = (camel, definition, target, next) -> new DelegateAsyncProcessor(target) {
        @Override
        public boolean process(Exchange exchange, AsyncCallback callback) {
            return super.process(exchange, done -> {
                if (exchange.getException() == null && isTooLong(exchange)) {
                    exchange.setException(new IllegalStateException(
                            "A step of the rule produced a text of more than " + MAX_SIZE + " characters"));
                }
                callback.done(done);
            });
        }
    };

    private SizeLimit() {}

    private static boolean isTooLong(Exchange exchange) {
        return Stream.of(exchange.getMessage().getHeaders(), exchange.getVariables(), exchange.getProperties())
                        .map(Map::values)
                        .flatMap(values -> values.stream())
                        .anyMatch(SizeLimit::isTooLong)
                || isTooLong(exchange.getMessage().getBody());
    }

    private static boolean isTooLong(Object value) {
        return value instanceof CharSequence text && text.length() > MAX_SIZE
                || value instanceof byte[] bytes && bytes.length > MAX_SIZE;
    }
}
