package io.pngx.controller.web;

import io.pngx.controller.config.Settings;
import io.pngx.controller.config.Vault;
import io.pngx.controller.engine.cycle.ChangeHints;
import io.pngx.controller.engine.instances.Credentials;
import io.pngx.controller.engine.instances.MasterStatus;
import io.pngx.controller.engine.switchover.SwitchoverChecklist;
import io.pngx.controller.engine.switchover.SwitchoverRequests;
import io.pngx.controller.rules.RuleEngine;
import io.pngx.controller.store.Tables;
import java.util.function.Supplier;
import org.apache.camel.CamelContext;
import org.apache.camel.ProducerTemplate;

/**
 * The parts of the controller that pages and API use.
 *
 * @param master returns the result of the last read of the master
 * @param credentials reads the env file; a replica in this file prefills the form for a new replica
 * @param hints receives webhooks of the master
 * @param metrics returns all meters in the text format of Prometheus
 * @param switchovers accepts requests for switchovers
 * @param checklist reads what a user must change after a switchover
 * @param connectionsChanged called after the address or token of an instance was changed
 */
public record WebParts(
        CamelContext camel,
        Settings settings,
        Tables tables,
        Supplier<MasterStatus.Status> master,
        Credentials credentials,
        ChangeHints hints,
        Supplier<String> metrics,
        RuleEngine rules,
        SwitchoverRequests switchovers,
        SwitchoverChecklist checklist,
        Runnable connectionsChanged) {
    Vault vault() {
        return settings.vault();
    }

    ProducerTemplate routes() {
        return camel.createProducerTemplate();
    }

    /** Makes an object available to the routes under this name. */
    void bind(String name, Object bean) {
        camel.getRegistry().bind(name, bean);
    }
}
