package io.pngx.controller.rules;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.pngx.controller.config.Proxies;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.apache.camel.CamelContext;
import org.apache.camel.Route;
import org.apache.camel.component.properties.PropertiesComponent;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Texts that try to use forbidden elements, and texts that are too deep or too large. */
class RuleAttacksTest {
    private static CamelContext camel;
    private static RuleStarter stage;

    @BeforeAll
    static void start() throws Exception {
        camel = new DefaultCamelContext();
        Map<String, String> environment = Map.of(
                "hook",
                "http://home.invalid/hook",
                "name_part",
                "Uri",
                "way",
                "http://master/api/",
                "config",
                "#gateway",
                "options",
                "GET&httpClientConfigurer=#gateway",
                "function",
                "${bean:gateway}",
                "read",
                "resource:file:/etc/hostname",
                "step",
                "direct:deleteOnReplica",
                "regex",
                "(a+)+",
                "secret",
                "s3cr#t{x%");
        environment.forEach((name, value) ->
                ((PropertiesComponent) camel.getPropertiesComponent()).addOverrideProperty(name, value));
        RuleCalls calls = new RuleCalls();
        camel.getRegistry().bind("ruleSteps", new RuleSteps());
        camel.getRegistry().bind("gateway", new Object());
        camel.addComponent(RuleCalls.SCHEME, calls.component(Proxies.NONE));
        camel.start();
        stage = new RuleStarter(camel, new RuleTemplates(camel), calls);
    }

    @AfterAll
    static void stop() throws Exception {
        camel.close();
    }

    @AfterEach
    void nothingIsLeft() {
        assertThat(camel.getRoutes()).extracting(Route::getId).isEmpty();
    }

    /**
     * @param sentence beginning of the message
     * @param line null: the message names no line
     */
    record Attack(String text, String sentence, Integer line) {
        @Override
        public String toString() {
            return text.replaceAll("\\s+", " ");
        }
    }

    private static Attack step(String step, String sentence) {
        return new Attack(
                "- route:\n    from:\n      uri: direct:rule-settled\n      steps:\n        - " + step + "\n",
                sentence,
                5);
    }

    private static Attack simple(String expression, String sentence) {
        return step("setBody: {simple: \"" + expression + "\"}", sentence);
    }

    private static Attack to(String address, String sentence) {
        return step("to: \"" + address + "\"", sentence);
    }

    private static String noStep(String name) {
        return "A rule has no step \"" + name + "\"; check its spelling, or use one of these: bean, choice, "
                + "convertBodyTo, ";
    }

    private static String noFunction(String function) {
        return "${" + function + "} is not allowed in a rule; allowed are ${body}, ${bodyAs(String)}, ";
    }

    private static String filledIn(String written) {
        return "\"" + written
                + "\" is not allowed in a rule as simple after its placeholders are filled in; to see the reason, "
                + "replace the placeholders by their values.";
    }

    private static String noMethod(String method, String function) {
        return "\"" + method + "\" in ${" + function + "} is not allowed in a rule; read a field with "
                + "${body[title]}; the allowed methods are contains, ";
    }

    private static final String HEADER =
            ", because the HTTP call sets it; write the address in the step \"to\", and put the changing parts into "
                    + "the headers CamelHttpPath and CamelHttpQuery.";
    private static final String READS = "The prefix \"resource:\" is not allowed in a rule, because it reads a file or "
            + "an address; write the text itself.";
    private static final String LOOP =
            "A loop of a rule has at most 1000 rounds, or \"doWhile: true\"; write the number as constant.";
    private static final String NO_BEAN = "\"gateway\" is not allowed in a rule as bean; use ruleSteps.";

    static Stream<Attack> components() {
        return Stream.of(
                to("rulehttp:http://master/api/documents/?httpClientConfigurer=#gateway", noComponent("rulehttp")),
                to("rulehttp:http://rule-other-r1-1", noComponent("rulehttp")),
                to("bean:gateway?method=token", noComponent("bean")),
                to("class:java.lang.Runtime?method=getRuntime", noComponent("class")),
                to("sql:delete from sync_map?dataSource=#writer", noComponent("sql")),
                to("quartz:x?cron=*", noComponent("quartz")),
                to("seda:x", noComponent("seda")),
                to("language:simple:${bean:gateway}", noComponent("language")),
                to("platform-http:/x", noComponent("platform-http")),
                to("file:/data?fileName=x", noComponent("file")),
                to("exec:sh", noComponent("exec")),
                to("controlbus:route?routeId=sync&action=stop", noComponent("controlbus")),
                to("ref:gateway", noComponent("ref")),
                to("dataset:x", noComponent("dataset")),
                to(
                        "log:x?exchangeFormatter=#gateway",
                        "The option \"exchangeFormatter\" of \"log:\", or its value, is not "
                                + "allowed in a rule; allowed options are level, "),
                to(
                        "log:x?level=#gateway",
                        "The option \"level\" of \"log:\", or its value, is not allowed in a rule; "
                                + "allowed options are level, "),
                to(
                        "log:x?showBody=RAW(true)&logger=#gateway",
                        "The option \"logger\" of \"log:\", or its value, is not allowed in a "
                                + "rule; allowed options are level, "),
                to(
                        "direct:deleteOnReplica",
                        "A rule can only call its own routes, and this rule has no route that begins with from: "
                                + "direct:deleteOnReplica."),
                to(
                        "{{step}}",
                        "A rule can only call its own routes, and this rule has no route that begins with from: "
                                + "{{step}}."),
                step(
                        "wireTap: log:x",
                        "The step \"wireTap\" can't be only a text; indent the parts of the step " + "below its name."),
                step(
                        "wireTap: {uri: direct:own}",
                        "In a rule, \"wireTap\" can call only http:, https: and log:; call direct:own with the "
                                + "step \"to\"."),
                to("direct-vm:x", noComponent("direct-vm")));
    }

    private static String noComponent(String scheme) {
        return "The component \"" + scheme
                + "\" is not allowed in a rule; allowed are http:, https:, log: and direct: with a route of the rule.";
    }

    static Stream<Attack> calls() {
        String master = "The address of this call names the master or a replica, which rules must not call; write an "
                + "address such as https://home.example/hook.";
        String option = "The address of this call has the option \"%s\", which is not allowed in a rule; allowed "
                + "are authBearerToken, authMethod, ";
        return Stream.of(
                to("http://master/api/documents/", master),
                to("http:master/api/documents/", master),
                to("http://MASTER:8000/api/documents/", master),
                to("https://replica-2/api/documents/", master),
                to("http://master./api/documents/", master),
                to("{{way}}", master),
                to("http://home.invalid/?httpClientConfigurer=#gateway", String.format(option, "httpClientConfigurer")),
                to("{{hook}}?httpClientConfigurer=#gateway", String.format(option, "httpClientConfigurer")),
                to("{{hook}}?httpMethod={{options}}", String.format(option, "httpClientConfigurer")),
                to(
                        "http://home.invalid/?httpClientConfigurer={{config}}",
                        String.format(option, "httpClientConfigurer")),
                to("http://home.invalid/?clientBuilder=#gateway", String.format(option, "clientBuilder")),
                to("http://home.invalid/?httpClient.x=1", String.format(option, "httpClient.x")),
                to("http://home.invalid/?bridgeEndpoint=true", String.format(option, "bridgeEndpoint")),
                to("http://home.invalid/?headerFilterStrategy=#gateway", String.format(option, "headerFilterStrategy")),
                to(
                        "http://home.invalid/?oauth2TokenEndpoint=http://master/&oauth2ClientId=a&oauth2ClientSecret=b",
                        String.format(option, "oauth2TokenEndpoint")),
                to("http://home.invalid/?customHostHeader=master", String.format(option, "customHostHeader")),
                to("http://home.invalid/?preserveHostHeader=true", String.format(option, "preserveHostHeader")),
                to("http://home.invalid/?cookieHandler=#gateway", String.format(option, "cookieHandler")),
                to("http://home.invalid/?proxyHost=master", "The address of this call names a proxy; set HTTP_PROXY, "),
                to("http://home.invalid/?authPassword=#gateway", lookup("authPassword")),
                to("http://home.invalid/?authPassword={{config}}", lookup("authPassword")),
                to("http://home.invalid/?authPassword=RAW(#gateway)", lookup("authPassword")),
                step(
                        "to: {uri: \"http://home.invalid/\", parameters: {httpClientConfigurer: \"#gateway\"}}",
                        String.format(option, "httpClientConfigurer")),
                step(
                        "wireTap: {uri: \"http://home.invalid/\", parameters: {httpClientConfigurer: \"{{config}}\"}}",
                        String.format(option, "httpClientConfigurer")),
                step("wireTap: {uri: \"http://master/\"}", master),
                to("http://169.254.169.254/latest/meta-data/", "The address of this call is a link-local address; "),
                to(
                        "http://[fd00:ec2::254]/latest/",
                        "The address of this call is the address of a cloud's metadata service, which holds the keys "
                                + "of the machine; "),
                to(
                        "http://metadata.google.internal/",
                        "The address of this call is the name of a cloud's metadata service, which holds the keys of "
                                + "the machine; "),
                to("http://0.0.0.0/", "The address of this call means every address of a machine; "));
    }

    /** Camel decodes the value of an option, and then resolves it as a reference. */
    static Stream<Attack> lookups() {
        String bean = "%23class:java.io.FileOutputStream('/data/db.sqlite3')";
        return Stream.concat(
                Stream.of(
                                "%7B%7BSECRET_KEY%7D%7D",
                                "%257B%257BSECRET_KEY%257D%257D",
                                "{%7BSECRET_KEY}%7D",
                                "RAW(%7B%7BSECRET_KEY%7D%7D)",
                                "RAW{%7B%7BSECRET_KEY%7D%7D}",
                                "a%7b%7bSECRET_KEY%7d%7d",
                                "{{nothing:%7B}}{{nothing:%7B}}SECRET_KEY%7D%7D",
                                "%23property:SECRET_KEY",
                                "%2523property:SECRET_KEY",
                                "%20%23property:SECRET_KEY",
                                "+%23property:SECRET_KEY",
                                "RAW(%23gateway)",
                                "RAW{%23gateway}",
                                "RAW%28%23gateway%29",
                                "RAW(RAW(#gateway))",
                                bean)
                        .flatMap(value -> Stream.of(
                                to("http://home.invalid/?authBearerToken=" + value, lookup("authBearerToken")),
                                to("log:x?showBody=" + value, LOG_VALUE),
                                step(
                                        "to: {uri: \"http://home.invalid/\", parameters: {httpMethod: \"" + value
                                                + "\"}}",
                                        lookup("httpMethod")),
                                step(
                                        "wireTap: {uri: \"log:x\", parameters: {level: \"" + value + "\"}}",
                                        LOG_VALUE.replace("showBody", "level")))),
                Stream.of(
                        to(
                                "log:x?showBody=true&showBody=%23property:SECRET_KEY",
                                "The address of this call has the parameter \"showBody\" twice; "),
                        to(
                                "http://home.invalid/?httpMethod=GET&httpMethod=%23property:SECRET_KEY",
                                "The address of this call has the parameter \"httpMethod\" twice; "),
                        to("log:x?show%42ody=%23property:SECRET_KEY", LOG_VALUE),
                        to("log:%7B%7BSECRET_KEY%7D%7D", "The name after \"log:\" contains an encoded {{; ")));
    }

    private static final String LOG_VALUE =
            "The option \"showBody\" of \"log:\", or its value, is not allowed in a rule; "
                    + "allowed options are level, ";

    private static String lookup(String option) {
        return "The address of this call has the option \"" + option + "\" with a value that Camel would look up; ";
    }

    /** Calls inside of every step that contains other steps. */
    static Stream<Attack> nested() {
        return Stream.of(
                        "filter: {simple: \"${body} == 1\", steps: [%s]}",
                        "choice: {when: [{simple: \"${body} == " + "1\", steps: [%s]}]}",
                        "choice: {when: [{simple: \"${body} == 1\", steps: []}], otherwise: {steps: [%s]}}",
                        "loop: {constant: 1, steps: [%s]}",
                        "pipeline: {steps: [%s]}",
                        "doTry: {steps: [%s], doFinally: {steps: []}}",
                        "doTry: {steps: [{log: x}], doCatch: [{exception: " + "[java.lang.Exception], steps: [%s]}]}",
                        "doTry: {steps: [{log: x}], doFinally: {steps: [%s]}}",
                        "doTry: {steps: [{filter: {simple: \"${body} == 1\", steps: [{loop: {constant: 1, steps:"
                                + " [%s]}}]}}], doFinally: {steps: []}}")
                .flatMap(step -> Stream.of(
                                "{to: \"http://master/\"}",
                                "{to: {uri: \"http://master/\"}}",
                                "{wireTap: {uri: \"http://master/\"}}")
                        .map(call -> step(
                                String.format(step, call),
                                "The address of this call names the master or a replica, "
                                        + "which rules must not call; ")));
    }

    static Stream<Attack> headers() {
        return Stream.of(
                step(
                        "setHeader: {name: CamelHttpUri, constant: \"http://master/\"}",
                        "A rule can't set the header " + "CamelHttpUri" + HEADER),
                step(
                        "setHeader: {name: \"CamelHttp{{name_part}}\", constant: x}",
                        "A rule can't set the header " + "CamelHttp{{name_part}}" + HEADER),
                step(
                        "setHeader: {name: \"CamelHttp{{nothing:Uri}}\", constant: x}",
                        "A rule can't set the header " + "CamelHttp{{nothing:Uri}}" + HEADER),
                step(
                        "setProperty: {name: \"Camel{{name_part}}\", constant: x}",
                        "A rule can't set the property " + "Camel{{name_part}}, because it controls Camel; "),
                step(
                        "setVariable: {name: \"{{way}}\", constant: x}",
                        "The variable \"{{way}}\" does not belong to this rule; "),
                step("setBody: {header: \"{{function}}\"}", "\"{{function}}\" is not a valid name for a header; "),
                step(
                        "removeHeaders: {pattern: \"{{config}}\"}",
                        "The pattern \"{{config}}\" is not allowed in a " + "rule; "),
                step("convertBodyTo: {type: \"{{config}}\"}", "\"{{config}}\" is not allowed in a rule as type; "),
                step(
                        "setHeader: {name: \" CamelHttpUri\", constant: x}",
                        "\" CamelHttpUri\" is not a valid name for a header; "),
                step(
                        "setHeader: {name: \"Camel${body[title]}\", constant: x}",
                        "\"Camel${body[title]}\" is not a valid name for a header; "),
                step(
                        "setHeader: {name: \"$simple{body}\", constant: x}",
                        "\"$simple{body}\" is not a valid name for a header; "),
                step(
                        "setHeaders: {headers: [{name: camelhttpuri, constant: x}]}",
                        "A rule can't set the header " + "camelhttpuri" + HEADER),
                step(
                        "set-header: {name: CamelRestHttpUri, constant: x}",
                        "A rule can't set the header CamelRestHttpUri" + HEADER),
                step(
                        "setHeader: {name: CamelHttpRawQuery, constant: x}",
                        "A rule can't set the header " + "CamelHttpRawQuery" + HEADER),
                step(
                        "setHeader: {name: CamelJacksonUnmarshalType, constant: x}",
                        "A rule can't set the header " + "CamelJacksonUnmarshalType" + HEADER),
                step(
                        "setHeader: {name: org.apache.camel.x, constant: x}",
                        "A rule can't set the header " + "org.apache.camel.x" + HEADER),
                step("setHeader: {name: Host, constant: master}", "A rule can't set the header Host" + HEADER),
                step(
                        "setHeader: {name: Proxy-Authorization, constant: x}",
                        "A rule can't set the header " + "Proxy-Authorization" + HEADER),
                step(
                        "setProperty: {name: CamelToEndpoint, constant: x}",
                        "A rule can't set the property " + "CamelToEndpoint, because it controls Camel; "),
                step(
                        "setProperty: {name: \"${body[title]}\", constant: x}",
                        "\"${body[title]}\" is not a valid name for a property; "),
                step(
                        "setVariable: {name: \"global:x\", constant: x}",
                        "The variable \"global:x\" does not belong to this rule; "),
                step(
                        "setVariable: {name: \"header:CamelHttpUri\", constant: x}",
                        "The variable \"header:CamelHttpUri\" does not belong to this rule; "),
                step("setBody: {variable: \"global:x\"}", "The variable \"global:x\" does not belong to this rule; "),
                step("removeHeaders: {pattern: \"(a+)+\"}", "The pattern \"(a+)+\" is not allowed in a rule; "));
    }

    static Stream<Attack> steps() {
        String address = "\" is not allowed in a rule: its address would only be known when the rule runs; "
                + "use the step \"to\" with a fixed address, ";
        return Stream.concat(
                List.of("toD", "enrich", "pollEnrich", "poll", "recipientList", "routingSlip", "dynamicRouter").stream()
                        .map(name -> step(name + ": {simple: x}", "\"" + name + address)),
                Stream.of(
                        step("script: {groovy: \"x\"}", "\"script\" is not allowed in a rule: it runs code; "),
                        step(
                                "script: {simple: \"${header.CamelHttpUri}\"}",
                                "\"script\" is not allowed in a rule: it runs " + "code; "),
                        step(
                                "process: {ref: gateway}",
                                "\"process\" is not allowed in a rule: it calls a bean of the " + "controller; "),
                        step("kamelet: {name: x}", noStep("kamelet")),
                        step("policy: {ref: gateway}", noStep("policy")),
                        step("transacted: {ref: gateway}", noStep("transacted")),
                        step("split: {simple: x, steps: []}", noStep("split")),
                        step("aggregate: {aggregationStrategy: \"#gateway\"}", noStep("aggregate")),
                        step("multicast: {steps: []}", noStep("multicast")),
                        step("circuitBreaker: {steps: []}", noStep("circuitBreaker")),
                        step("saga: {steps: []}", noStep("saga")),
                        step("threads: {poolSize: 1000}", noStep("threads")),
                        step("throttle: {constant: 1}", noStep("throttle")),
                        step("claimCheck: {operation: Get}", noStep("claimCheck")),
                        step("loadBalance: {steps: []}", noStep("loadBalance")),
                        step("onFallback: {steps: []}", noStep("onFallback")),
                        step("rollback: {message: x}", noStep("rollback")),
                        step("sort: {simple: x, comparator: \"#gateway\"}", noStep("sort")),
                        step("intercept: {}", noStep("intercept")),
                        step("removeProperties: {pattern: \"*\"}", noStep("removeProperties")),
                        step("idempotentConsumer: " + "{simple: x}", noStep("idempotentConsumer")),
                        step("bean: {ref: gateway, method: token}", NO_BEAN),
                        step(
                                "bean: {beanType: java.lang.Runtime, method: getRuntime}",
                                "\"bean\" has no \"beanType\" in a "
                                        + "rule; allowed are method, ref, id, description."),
                        step(
                                "bean: {ref: ruleSteps, method: \"getClass\"}",
                                "\"getClass\" is not allowed in a rule as " + "method of the bean ruleSteps; "),
                        step(
                                "bean: {ref: ruleSteps, method: \"tagged(${bean:gateway})\"}",
                                "\"tagged(${bean:gateway})\" is "
                                        + "not allowed in a rule as method of the bean ruleSteps; "),
                        step(
                                "bean: {ref: \"{{nothing:gateway}}\", method: x}",
                                NO_BEAN.replace("gateway", "{{nothing:gateway}}")),
                        step(
                                "wireTap: {uri: \"log:x\", onPrepare: \"#gateway\"}",
                                "\"wireTap\" has no \"onPrepare\" in a " + "rule; "),
                        step("wireTap: {uri: \"http://home.invalid/${body[title]}\"}", "\"wireTap" + address),
                        step("to: {uri: \"log:x\", pattern: InOut}", "\"to\" has no \"pattern\" in a rule; "),
                        step(
                                "log: {message: x, logger: \"#gateway\"}",
                                "\"log\" has no \"logger\" in a rule; allowed are "
                                        + "loggingLevel, message, id, description."),
                        step(
                                "delay: {constant: 1, executorService: gateway}",
                                "\"delay\" has no \"executorService\" in a " + "rule; "),
                        step(
                                "marshal: {json: {objectMapper: gateway}}",
                                "\"json\" has no \"objectMapper\" in a rule; "
                                        + "allowed are prettyPrint, id, description."),
                        step(
                                "unmarshal: {json: {unmarshalType: java.io.File}}",
                                "\"json\" has no \"unmarshalType\" in a rule; "),
                        step(
                                "unmarshal: {custom: {ref: gateway}}",
                                "\"unmarshal\" has no \"custom\" in a rule; allowed are " + "json, id, description."),
                        step("unmarshal: {jaxb: {contextPath: x}}", "\"unmarshal\" has no \"jaxb\" in a rule; "),
                        step(
                                "convertBodyTo: {type: java.io.File}",
                                "\"java.io.File\" is not allowed in a rule as type; " + "allowed are boolean, "),
                        step(
                                "throwException: {exceptionType: java.lang.OutOfMemoryError, message: x}",
                                "\"java.lang.OutOfMemoryError\" is not allowed in a rule as exceptionType; "),
                        step("throwException: {ref: gateway}", "\"throwException\" has no \"ref\" in a rule; "),
                        step("doTry: {steps: [{script: {simple: x}}]}", "\"script\" is not allowed in a rule: "),
                        step(
                                "doTry: {steps: [], doCatch: [{exception: [com.example.Evil], steps: []}]}",
                                "\"com.example.Evil\" can't be caught in a rule; "),
                        step(
                                "doTry: {steps: [], doCatch: [{exception: [java.lang.Exception], onWhen: {method:"
                                        + " {ref: gateway}}, steps: []}]}",
                                NO_BEAN),
                        step("doTry: {steps: [], doFinally: {steps: [{toD: x}]}}", "\"toD" + address),
                        step("choice: {when: [{simple: \"${body} == 1\", steps: [{bean: {ref: gateway}}]}]}", NO_BEAN),
                        step("choice: {otherwise: {steps: [{bean: {ref: gateway}}]}}", NO_BEAN),
                        step(
                                "loop: {constant: 1, onPrepare: x, steps: []}",
                                "\"loop\" has no \"onPrepare\" in a rule; "),
                        step("loop: {constant: 2000000000, steps: []}", LOOP),
                        step("loop: {constant: 1001, doWhile: false, steps: []}", LOOP),
                        step("loop: {constant: -1, steps: []}", LOOP),
                        step("loop: {constant: {expression: 1001}, steps: []}", LOOP),
                        step("loop: {expression: {constant: 1001}, steps: []}", LOOP),
                        step("loop: {simple: \"${body[title]}\", steps: []}", LOOP),
                        step("loop: {steps: []}", LOOP),
                        step("loop: {constant: 1, copy: true, steps: []}", "\"loop\" has no \"copy\" in a rule; "),
                        step("stop: {x: y}", "\"stop\" has no \"x\" in a rule; allowed are id, description."),
                        step(
                                "setBody: x",
                                "The step \"setBody\" can't be only a text; indent the parts of the step "
                                        + "below its name."),
                        step("setBody: [x]", "\"setBody\" must be a map of names and values; "),
                        step("{log: x, stop: {}}", "Each step of a rule has exactly one name; ")));
    }

    static Stream<Attack> expressions() {
        return Stream.concat(
                Stream.of(
                                "csimple",
                                "groovy",
                                "joor",
                                "java",
                                "ognl",
                                "mvel",
                                "spel",
                                "ref",
                                "xpath",
                                "xquery",
                                "tokenize",
                                "js",
                                "python",
                                "wasm",
                                "file")
                        .map(language -> step(
                                "setBody: {" + language + ": x}",
                                "\"setBody\" has no \"" + language
                                        + "\" in a rule; allowed are constant, exchangeProperty, ")),
                Stream.of(
                        step("setBody: {SIMPLE: x}", "\"setBody\" has no \"SIMPLE\" in a rule; "),
                        step("setBody: {method: {ref: gateway, method: token}}", NO_BEAN),
                        step(
                                "setBody: {method: {beanType: java.lang.System, method: getenv}}",
                                "\"method\" has no \"beanType\" in a rule; "),
                        step("setBody: {expression: {groovy: x}}", "\"setBody\" has no \"groovy\" in a rule; "),
                        step("setBody: {expression: {expression: {method: {ref: gateway}}}}", NO_BEAN),
                        step(
                                "setBody: {simple: {expression: x, nested: true}}",
                                "\"nested\" is not allowed in a rule as " + "option of the language simple; "),
                        step(
                                "setBody: {simple: {expression: x, resultType: java.io.File}}",
                                "\"java.io.File\" is not " + "allowed in a rule as resultType; "),
                        step("setBody: {constant: \"resource:file:/etc/passwd\"}", READS),
                        step("setBody: {simple: " + "\"resource:classpath:x\"}", READS),
                        step("setBody: {simple: \" Resource:http://master/\"}", READS),
                        step("setBody: {constant: \"{{read}}\"}", READS),
                        step("log: \"resource:file:/etc/passwd\"", READS),
                        step(
                                "setBody: {jsonpath: \"${bean:gateway}\"}",
                                "A JSON path of a rule must be a fixed text without =~; "),
                        step(
                                "setBody: {jsonpath: \"$[?(@.a =~ /(a+)+b/)]\"}",
                                "A JSON path of a rule must be a fixed text without =~; "),
                        step("setBody: {jsonpath: \"$..a..b\"}", "A JSON path of a rule may contain .. only once; "),
                        step(
                                "setBody: {header: \"${bean:gateway}\"}",
                                "\"${bean:gateway}\" is not a valid name for a header; ")));
    }

    static Stream<Attack> functions() {
        return Stream.concat(
                Stream.of(
                                "bean:gateway",
                                "bean:gateway?method=token",
                                "ref:gateway",
                                "camelContext",
                                "camelContext.registry",
                                "exchange",
                                "exchange.context",
                                "env:SECRET_KEY",
                                "env.SECRET_KEY",
                                "sysenv:SECRET_KEY",
                                "sysenv.SECRET_KEY",
                                "sys:user.home",
                                "sys.user.home",
                                "properties:secret",
                                "type:java.lang.Runtime",
                                "propertiesExist:x",
                                "messageAs(java.io.File)",
                                "newEmpty(map)",
                                "hash(x)",
                                "file:name",
                                "random(1,2)",
                                "messageHistory",
                                "uuid(gateway)",
                                "customLanguage",
                                "function(x)",
                                "load:x",
                                "attachment(x)",
                                "xpath(x)",
                                "jsonpath($.a)",
                                "hostname",
                                "threadName",
                                "collate(1)",
                                "range(1,999999999)",
                                "list(a)",
                                "bodyOneLine",
                                "bodyAs(java.io.File)",
                                "headerAs(x,java.io.File)",
                                "exception.cause",
                                "exception",
                                "header.x:bean",
                                "variables",
                                "join")
                        .map(function -> simple(
                                "${" + function + "}",
                                function.startsWith("exception")
                                                || function.startsWith("header.")
                                                || function.startsWith("bodyAs(")
                                        ? ""
                                        : noFunction(function))),
                Stream.of(
                        simple("a $simple{bean:gateway} b", noFunction("bean:gateway")),
                        simple("{{function}}", filledIn("{{function}}")),
                        simple("{{nothing:$}}{bean:gateway}", filledIn("{{nothing:$}}{bean:gateway}")),
                        simple("${body[title]} regex '{{regex}}'", filledIn("${body[title]} regex '{{regex}}'")),
                        step(
                                "setBody: {jsonpath: \"{{function}}\"}",
                                filledIn("{{function}}").replace("simple", "jsonpath")),
                        simple("${variable[global:x]}", noFunction("variable[global:x]")),
                        simple("${variable['global:x']}", noFunction("variable['global:x']")),
                        simple("'${bean:gateway}' == 'x'", noFunction("bean:gateway")),
                        step("log: \"${bean:gateway}\"", noFunction("bean:gateway")),
                        step("log: {message: \"${env:SECRET_KEY}\"}", noFunction("env:SECRET_KEY")),
                        step(
                                "throwException: {exceptionType: java.lang.IllegalStateException, message:"
                                        + " \"${env:SECRET_KEY}\"}",
                                noFunction("env:SECRET_KEY")),
                        step("filter: {simple: \"${sys:user.home} == 'x'\", steps: []}", noFunction("sys:user.home")),
                        simple("${body.class}", noMethod(".class", "body.class")),
                        simple("${body.getClass()}", noMethod(".getClass", "body.getClass()")),
                        simple(
                                "${body[title].getClass().forName('java.lang.Runtime')}",
                                noMethod(".getClass", "body[title].getClass().forName('java.lang.Runtime')")),
                        simple("${body?.class}", noMethod(".class", "body?.class")),
                        simple("${header.x.class}", noMethod(".class", "header.x.class")),
                        simple(
                                "${variable.x.declaringClass}",
                                noMethod(".declaringClass", "variable.x.declaringClass")),
                        simple("${exchangeProperty.x.context}", noMethod(".context", "exchangeProperty.x.context")),
                        simple(
                                "${body[title].replaceAll('(a+)+','b')}",
                                noMethod(".replaceAll", "body[title].replaceAll('(a+)+','b')")),
                        simple("${body[title].matches('(a+)+')}", noMethod(".matches", "body[title].matches('(a+)+')")),
                        simple(
                                "${body[title].repeat(999999999)}",
                                noMethod(".repeat", "body[title].repeat(999999999)")),
                        simple(
                                "${body[title].contains(java.lang.Runtime.class)}",
                                "\"(java.lang.Runtime.class)\" in ${body[title].contains(java.lang.Runtime.class)} is"
                                        + " not allowed in a rule; "),
                        simple(
                                "${body[title].contains('${bean:gateway}')}",
                                "A function inside of " + "${body[title].contains('${bean:gateway"),
                        simple(
                                "${body[${body[title]}]}",
                                "A function inside of ${body[${body[title] is not allowed in a rule, "),
                        simple(
                                "${${body[title]}}",
                                "A function inside of ${${body[title] is not allowed in a rule,"
                                        + " because Camel would run the text of a document as code. "),
                        simple("$init{ $x := ${body} }init$ $x", "\"$init{\" is not allowed in a rule; "),
                        simple(
                                "${body[title]} regex '(a+)+$'",
                                "The regular expression \"(a+)+$\" can take forever to match. "),
                        simple(
                                "${body[title]} !regex '(a|aa)+$'",
                                "The regular expression \"(a|aa)+$\" can take forever"),
                        simple(
                                "${body[title]} not regex '(.*)*x'",
                                "The regular expression \"(.*)*x\" can take forever"),
                        simple(
                                "${body[title]} regex '(\\\\w+\\\\s?)+$'",
                                "The regular expression \"(\\w+\\s?)+$\" can take forever"),
                        simple(
                                "${body[title]} regex '.*a.*b.*c.*d.*'",
                                "The regular expression \".*a.*b.*c.*d.*\" can take forever"),
                        simple("${body[title]} regex '" + ".?".repeat(95) + "zz'", "can take forever"),
                        simple("${body[title]} regex '" + "(.|.)".repeat(38) + "x'", "can take forever"),
                        simple("${body[title]} regex '.*.*.*x'", "The regular expression \".*.*.*x\" can take forever"),
                        simple("${body[title]} regex '.{0,}.+.{9,}x'", "can take forever"),
                        simple("${body[title]} regex '.{0,999}.{0,999}.{0,999}x'", "can take forever"),
                        simple("${body[title]} regex '(?x)(a+ #)\\n#(\\n)+x'", "can take forever"),
                        simple("${body[title]} regex '(?ix:(a+) +)x'", "can take forever"),
                        simple("${body[title]} regex '[\\\\Q[\\\\E](a+)+]'", "can take forever"),
                        simple("${body[title]} regex '[\\\\c[ ](a+)+]'", "can take forever"),
                        simple("${body[title]} regex '(a+\\\\c()+x'", "can take forever"),
                        simple("${body[title]} regex '(a)\\\\1'", "The regular expression \"(a)\\1\" can take forever"),
                        simple(
                                "${body[title]} regex ${body[owner]}",
                                "In a rule, the pattern after regex must be a fixed text in quotes, "),
                        simple(
                                "${body[title]} regex '${body[owner]}'",
                                "The pattern after regex must be a fixed text in a rule; "),
                        simple("${body[title]} regex '('", "\"(\" is not a valid regular expression: "),
                        simple(
                                "${body}".repeat(65),
                                "In a rule, the result of an expression may be at most 64 times as long as its "
                                        + "input. "),
                        simple(
                                "${body[title].replace('a','aaaaaaaaaa').replace('a','aaaaaaaaaa')}",
                                "In a rule, the result of an expression may be at most 64 times as long as its "
                                        + "input. "),
                        simple(
                                "${body[title].replace('','" + "a".repeat(64) + "')}",
                                "In a rule, the result of an expression may be at most 64 times as long as its "
                                        + "input. ")));
    }

    static Stream<Attack> placeholders() {
        String setting =
                "} is a setting of the controller, which rules must not read; set the value under another name.";
        return Stream.concat(
                Stream.of(
                                "secret_key",
                                "SECRET_KEY",
                                "secret.key",
                                "Secret-Key",
                                "master_token",
                                "master.token.file",
                                "management_password",
                                "http_proxy",
                                "pngx.tick.rules",
                                "camel.main.name",
                                "?secret_key")
                        .map(name -> step(
                                "setBody: {constant: \"{{" + name + "}}\"}",
                                "{{" + name.replace("?", "") + "}" + setting)),
                Stream.of(
                        step(
                                "setBody: {constant: \"{{env:SECRET_KEY}}\"}",
                                "{{env:...}} is not allowed in a rule; write, for example, "
                                        + "{{invoice_hook}} for the environment variable INVOICE_HOOK."),
                        step("setBody: {constant: \"{{sys:user.home}}\"}", "{{sys:...}} is not allowed in a rule; "),
                        step(
                                "setBody: {constant: \"{{bean:gateway.token}}\"}",
                                "{{bean:...}} is not allowed in a rule; "),
                        step("setBody: {constant: \"{{secret_{{nothing:key}}}}\"}", "A placeholder must be one name, "),
                        step("setBody: {constant: \"{{nothing:{{secret_key}}}}\"}", "A placeholder must be one name, "),
                        step(
                                "setBody: {constant: \"{{no_such_value}}\"}",
                                "There is no value for {{no_such_value}}: set "
                                        + "the environment variable, or give a default, {{name:default}}."),
                        new Attack(
                                "- templatedRoute: {routeTemplateRef: add-tag, parameters: [{name: tag, value: "
                                        + "\"resource:file:/etc/passwd\"}]}",
                                READS,
                                1),
                        new Attack(
                                "- templatedRoute: {routeTemplateRef: call-webhook, parameters: [{name: url, value: "
                                        + "\"http://master/\"}]}",
                                "The address of this call names the master or a replica, which rules must not call; ",
                                null),
                        new Attack(
                                "- templatedRoute: {routeTemplateRef: call-webhook, parameters: [{name: url, value: "
                                        + "\"http://x/?httpClientConfigurer=#gateway\"}]}",
                                "The address of this call has the option \"httpClientConfigurer\", ",
                                null)));
    }

    static Stream<Attack> texts() {
        String template = "- routeTemplate: {id: mine, parameters: [{name: p}], from: {uri: direct:rule-settled, "
                + "steps: [{setBody: {simple: \"{{p}}\"}}]}}\n";
        return Stream.of(
                new Attack(
                        template,
                        "No templatedRoute of this rule uses its template \"mine\"; use or remove the template.",
                        1),
                new Attack(
                        template + "- templatedRoute: {routeTemplateRef: mine, parameters: [{name: p, value: "
                                + "\"${bean:gateway}\"}]}\n",
                        noFunction("bean:gateway"),
                        1),
                new Attack(
                        template.replace("{{p}}", "{{p:a default}}") + "- templatedRoute: {routeTemplateRef: "
                                + "mine, parameters: [{name: p, value: \"${bean:gateway}\"}]}\n",
                        noFunction("bean:gateway"),
                        1),
                new Attack(
                        template.replace("{{p}}", "{{?p}}") + "- templatedRoute: {routeTemplateRef: mine, "
                                + "parameters: [{name: p, value: \"${bean:gateway}\"}]}\n",
                        noFunction("bean:gateway"),
                        1),
                new Attack(
                        template.replace("[{name: p}]", "[{name: p}, {name: hook}]")
                                + "- templatedRoute: {routeTemplateRef: mine, parameters: "
                                + "[{name: p, value: \"{{hook}}\"}, {name: hook, value: \"${bean:gateway}\"}]}\n",
                        noFunction("bean:gateway"),
                        1),
                new Attack(
                        template.replace("[{name: p}]", "[{name: p, defaultValue: \"${bean:gateway}\"}]")
                                + "- templatedRoute: {routeTemplateRef: mine}\n",
                        noFunction("bean:gateway"),
                        1),
                new Attack(
                        template.replace("{name: p}", "{name: p-q}") + "- templatedRoute: {routeTemplateRef: "
                                + "mine, parameters: [{name: p-q, value: x}]}\n",
                        "\"p-q\" is not a valid name for a parameter of a rule; ",
                        1),
                new Attack(
                        template.replace("from:", "beans: [{name: x, type: \"#class:java.io.File\"}], from:"), "", 1),
                new Attack(
                        "- route: {errorHandler: {deadLetterChannel: {}}, from: {uri: direct:rule-settled, "
                                + "steps: []}}",
                        "\"route\" has no \"errorHandler\" in a rule; " + "allowed are from, id, description.",
                        1),
                new Attack(
                        "- route: {routePolicyRef: gateway, from: {uri: direct:rule-settled, steps: []}}",
                        "\"route\" has no \"routePolicyRef\" in a rule; ",
                        1),
                new Attack(
                        "- route: {from: {uri: direct:rule-settled, uri: \"timer:x\", steps: []}}",
                        "\"uri\" occurs twice in \"from\"; keep one of them.",
                        1),
                new Attack(
                        "- route: {from: {uri: direct:rule-settled, parameters: {exceptionHandler: "
                                + "\"#gateway\"}, steps: []}}",
                        "\"from\" has no \"parameters\" in a rule; ",
                        1),
                new Attack(
                        "- route: {from: &a {uri: direct:rule-settled, steps: [*a]}}",
                        "Anchors (&) and aliases " + "(*) are not allowed in a rule; ",
                        1),
                new Attack(
                        "- route: {from: {uri: direct:rule-settled, steps: [{to: direct:rule-settled}]}}",
                        "The route that begins with from: direct:rule-settled calls itself, so it would never end; ",
                        1),
                new Attack(
                        "- route: {from: {uri: direct:rule-settled, steps: [{to: direct:a}]}}\n- route: {from: "
                                + "{uri: direct:a, steps: [{to: direct:b}]}}\n"
                                + "- route: {from: {uri: direct:b, steps: [{to: direct:a}]}}\n",
                        " calls itself, so it would never end; use loop, or remove the call.",
                        null));
    }

    @ParameterizedTest
    @MethodSource({
        "components",
        "calls",
        "lookups",
        "nested",
        "headers",
        "steps",
        "expressions",
        "functions",
        "placeholders",
        "texts"
    })
    void isRefusedInOneSentence(Attack attack) {
        InvalidRuleException bad =
                catchThrowableOfType(InvalidRuleException.class, () -> stage.start("attack", attack.text()));

        assertThat(bad).as(attack.text()).isNotNull();
        assertThat(bad.getMessage()).contains(attack.sentence()).endsWith(".").doesNotContain("\n");
        if (attack.line() != null) {
            assertThat(bad.line()).as(bad.getMessage()).isEqualTo(attack.line());
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "to: \"http://home.invalid/?q=%7B%7Bx&r=%23x&httpMethod=%50OST\"",
                "to: \"http://home.invalid/?authMethod=Basic&authUsername=me&authPassword={{secret}}\"",
                "to: {uri: \"http://home.invalid/\", parameters: {authMethod: Basic, authPassword: \"{{secret}}\"}}",
                "to: \"http://home.invalid/?authPassword=RAW(100%25&{x}#)\"",
                "wireTap: {uri: \"log:x?showBody=true&level={{level:INFO}}\"}",
                "setBody: {simple: \"${body[title]} regex '.*(Invoice|Bill|Receipt|Order).*'\"}",
                "setBody: {simple: \"${body[title]} regex '(?i)[A-Z]{3}-?\\\\d{4,8}( .*)?'\"}",
                "setBody: {simple: \"${body[title]} regex '.*?a.*+'\"}",
                "setBody: {jsonpath: \"$..title\"}",
                "setBody: {simple: \"${variable[action]} ${body[custom_fields][a:b]}\"}"
            })
    void isAllowed(String step) throws Exception {
        RunningRule rule = stage.start("plain", step(step, "").text());
        stage.stop(rule);
    }

    @ParameterizedTest
    @ValueSource(strings = {"[", "{a: ", "- ", "\"${", "!!x ["})
    void aTextThatIsNestedTooDeepIsRefused(String level) {
        for (int depth : List.of(61, 1_000, 40_000 / level.length())) {
            InvalidRuleException bad = catchThrowableOfType(
                    InvalidRuleException.class, () -> stage.start("deep", "- route: " + level.repeat(depth)));

            assertThat(bad).as(level + " " + depth).isNotNull();
            if (level.equals("[") || level.equals("{a: ")) {
                assertThat(bad.getMessage())
                        .isEqualTo("The rule is nested deeper than 60 levels; divide it into several routes that "
                                + "call each other with to: direct:name.");
            }
        }
    }

    @Test
    void stepsThatAreNestedTooDeepAreRefused() {
        String deep = "{pipeline: {steps: [".repeat(2_000) + "]}}".repeat(2_000);
        InvalidRuleException bad = catchThrowableOfType(
                InvalidRuleException.class,
                () -> stage.start("deep", "- route: {from: {uri: direct:rule-select, steps: [" + deep + "]}}"));
        assertThat(bad.getMessage()).startsWith("The rule is nested deeper than 60 levels");
    }

    /** Every random text runs, or is refused with one sentence. */
    @Test
    void anyTextRunsOrIsRefused() {
        long seed = Long.getLong("seed", new Random().nextLong());
        Random random = new Random(seed);
        List<String> parts = List.of(
                "[",
                "]",
                "{",
                "}",
                "- ",
                "\n",
                "  ",
                "route: ",
                "from: ",
                "uri: direct:rule-select",
                "steps: ",
                "setBody: ",
                "simple: ",
                "\"${body",
                "}\"",
                "a.b",
                "((((",
                "'",
                "&a ",
                "*a",
                "!!x ",
                "|",
                ">",
                "#",
                "constant: x",
                ", ",
                ": ",
                "? ",
                "\t",
                "\u0000",
                "\\",
                "%TAG",
                "---\n",
                "{{",
                "}}",
                "true",
                "\uD800");
        for (int i = 0; i < 400; i++) {
            StringBuilder text = new StringBuilder(
                    random.nextBoolean() ? "- route: {from: {uri: " + "direct:rule-select, steps: [" : "");
            int length = random.nextInt(random.nextInt(10) == 0 ? 60_000 : 60);
            boolean one = random.nextBoolean();
            String part = parts.get(random.nextInt(parts.size()));
            while (text.length() < length) {
                text.append(one ? part : parts.get(random.nextInt(parts.size())));
            }
            try {
                stage.stop(stage.start("fuzz", text.toString()));
            } catch (InvalidRuleException refused) {
                assertThat(refused.getMessage())
                        .as("seed " + seed + ": " + text)
                        .isNotBlank();
            }
        }
    }
}
