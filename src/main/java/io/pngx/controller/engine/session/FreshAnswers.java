package io.pngx.controller.engine.session;

import org.apache.camel.AsyncCallback;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.NamedNode;
import org.apache.camel.Processor;
import org.apache.camel.model.ToDefinition;
import org.apache.camel.model.ToDynamicDefinition;
import org.apache.camel.spi.InterceptStrategy;
import org.apache.camel.support.processor.DelegateAsyncProcessor;

/**
 * Removes the headers of the previous answer before a call that stores its answer in the same variable. Camel would
 * keep each old header that the new answer lacks. For example, the answer of a proxy would seem to have the {@code
 * X-Version} of paperless-ngx.
 */
public final class FreshAnswers implements InterceptStrategy {
    @Override
    public Processor wrapProcessorInInterceptors(CamelContext camel, NamedNode step, Processor target, Processor next) {
        String variable = step instanceof ToDynamicDefinition call
                ? call.getVariableReceive()
                : step instanceof ToDefinition call ? call.getVariableReceive() : null;
        if (variable == null) {
            return target;
        }
        return new DelegateAsyncProcessor(target) {
            @Override
            public boolean process(Exchange exchange, AsyncCallback callback) {
                Received.forget(exchange, variable);
                return super.process(exchange, callback);
            }
        };
    }
}
