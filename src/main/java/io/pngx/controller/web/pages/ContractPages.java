package io.pngx.controller.web.pages;

import io.pngx.controller.text.Text;
import io.pngx.controller.web.http.Answer;
import io.pngx.controller.web.http.Call;
import io.pngx.controller.web.views.Contract;
import io.pngx.controller.web.views.ContractView;
import java.util.List;
import org.apache.camel.Exchange;

/** Answers requests for the page of the API. */
public final class ContractPages {
    private final Layout layout;
    private final Contract contract;
    private final Html html;
    /** The page, which is rendered only once, because the contract never changes while the process runs. */
    private volatile String content;

    public ContractPages(Layout layout, Contract contract, Html html) {
        this.layout = layout;
        this.contract = contract;
        this.html = html;
    }

    public Answer show(Exchange exchange) {
        Call call = Call.withoutParameters(exchange);
        return layout.page(call, "api", Text.of("API"), () -> List.of(Section.still("contract", content())));
    }

    private String content() {
        if (content == null) {
            content = html.part("contract", "all", "contract", ContractView.of(contract.parsed()));
        }
        return content;
    }
}
