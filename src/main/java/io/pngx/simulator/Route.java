package io.pngx.simulator;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.StringJoiner;
import java.util.regex.Pattern;

/** One address of the API, with its methods and the model whose permissions it requires. */
final class Route {
    final Pattern pattern;
    private final Map<String, Endpoint> methods = new LinkedHashMap<>();
    private String model;
    private boolean open;
    private boolean v3Only;

    Route(String pattern) {
        this.pattern = Pattern.compile(pattern);
    }

    /** Requires the permissions {@code view_, add_, change_, delete_} of this model. */
    Route model(String model) {
        this.model = model;
        return this;
    }

    /** Requires no login. */
    Route open() {
        this.open = true;
        return this;
    }

    /** Makes the address missing on v2. */
    Route v3() {
        this.v3Only = true;
        return this;
    }

    boolean existsOn(Personality personality) {
        return personality.isV3() || !v3Only;
    }

    Route on(String method, Endpoint endpoint) {
        methods.put(method, endpoint);
        return this;
    }

    Route get(Endpoint endpoint) {
        return on("GET", endpoint);
    }

    Route post(Endpoint endpoint) {
        return on("POST", endpoint);
    }

    boolean isOpen() {
        return open;
    }

    Endpoint endpoint(String method) {
        return methods.get(method.equals("HEAD") ? "GET" : method);
    }

    /** Returns the codename that a method requires; null: every logged-in user may call it. */
    String permission(String method) {
        if (model == null) {
            return null;
        }
        return switch (method) {
            case "POST" -> "add_" + model;
            case "PUT", "PATCH" -> "change_" + model;
            case "DELETE" -> "delete_" + model;
            default -> "view_" + model;
        };
    }

    String allowed() {
        StringJoiner allowed = new StringJoiner(", ");
        for (String method : methods.keySet()) {
            allowed.add(method);
            if (method.equals("GET")) {
                allowed.add("HEAD");
            }
        }
        return allowed.add("OPTIONS").toString();
    }
}
