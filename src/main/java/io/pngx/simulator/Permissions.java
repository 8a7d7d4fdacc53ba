package io.pngx.simulator;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** Model permissions by codename, and the users who may see or change an object (paperless-api.md §9). */
final class Permissions {
    private static final Map<String, List<String>> MODELS = new LinkedHashMap<>();
    private static final List<String> ACTIONS = List.of("add", "change", "delete", "view");

    static {
        MODELS.put("account", List.of("emailaddress", "emailconfirmation"));
        MODELS.put("admin", List.of("logentry"));
        MODELS.put("auditlog", List.of("logentry"));
        MODELS.put("auth", List.of("group", "permission", "user"));
        MODELS.put("authtoken", List.of("token", "tokenproxy"));
        MODELS.put("contenttypes", List.of("contenttype"));
        MODELS.put(
                "documents",
                List.of(
                        "correspondent",
                        "customfield",
                        "customfieldinstance",
                        "document",
                        "documenttype",
                        "note",
                        "paperlesstask",
                        "savedview",
                        "savedviewfilterrule",
                        "sharelink",
                        "storagepath",
                        "tag",
                        "uisettings",
                        "workflow",
                        "workflowaction",
                        "workflowactionemail",
                        "workflowactionwebhook",
                        "workflowrun",
                        "workflowtrigger"));
        MODELS.put("guardian", List.of("groupobjectpermission", "userobjectpermission"));
        MODELS.put("mfa", List.of("authenticator"));
        MODELS.put("paperless", List.of("applicationconfiguration"));
        MODELS.put("paperless_mail", List.of("mailaccount", "mailrule", "processedmail"));
        MODELS.put("sessions", List.of("session"));
        MODELS.put("socialaccount", List.of("socialaccount", "socialapp", "socialtoken"));
    }

    private final Instance instance;

    Permissions(Instance instance) {
        this.instance = instance;
    }

    /** Returns every permission as {@code app.codename}, ordered by app, model and codename. */
    List<String> all() {
        List<String> all = new ArrayList<>();
        MODELS.forEach((app, models) -> {
            for (String model : models) {
                ACTIONS.forEach(action -> all.add(app + "." + action + "_" + model));
                if (model.equals("sharelink") && instance.isV3()) {
                    ACTIONS.forEach(action -> all.add(app + "." + action + "_sharelinkbundle"));
                }
            }
            if (app.equals("paperless") && instance.isV3()) {
                all.add("paperless.view_global_statistics");
                all.add("paperless.view_system_monitoring");
            }
        });
        return all;
    }

    boolean exists(String codename) {
        return all().stream().anyMatch(p -> codename(p).equals(codename));
    }

    /** Returns codenames in the order in which paperless lists them. */
    List<String> ordered(Collection<String> codenames) {
        List<String> order = all().stream().map(Permissions::codename).toList();
        return codenames.stream()
                .sorted(Comparator.comparingInt(order::indexOf))
                .toList();
    }

    static String codename(String permission) {
        return permission.substring(permission.indexOf('.') + 1);
    }

    /**
     * Returns the permissions of a user by codename: own permissions and those of the groups; for a superuser all
     * permissions.
     */
    Set<String> of(UserRow user) {
        Set<String> codenames = new TreeSet<>();
        if (user.superuser) {
            all().forEach(p -> codenames.add(codename(p)));
            return codenames;
        }
        codenames.addAll(user.permissions);
        for (Integer group : user.groups) {
            codenames.addAll(instance.groups.get(group).permissions);
        }
        return codenames;
    }

    /** Returns {@code inherited_permissions} of a user, with the app label. */
    List<String> inherited(UserRow user) {
        if (user.superuser) {
            return all();
        }
        Set<String> fromGroups = new TreeSet<>();
        user.groups.forEach(group -> fromGroups.addAll(instance.groups.get(group).permissions));
        return all().stream().filter(p -> fromGroups.contains(codename(p))).toList();
    }

    boolean has(UserRow user, String codename) {
        if (user.superuser) {
            return true;
        }
        return user.permissions.contains(codename)
                || user.groups.stream()
                        .anyMatch(g -> instance.groups.get(g).permissions.contains(codename));
    }

    boolean owns(UserRow user, Integer owner) {
        return user.superuser || owner == null || owner == user.id;
    }

    boolean mayView(UserRow user, Integer owner, Grants grants) {
        return owns(user, owner)
                || grants.viewUsers.contains(user.id)
                || user.groups.stream().anyMatch(grants.viewGroups::contains);
    }

    boolean mayChange(UserRow user, Integer owner, Grants grants) {
        return owns(user, owner)
                || grants.changeUsers.contains(user.id)
                || user.groups.stream().anyMatch(grants.changeGroups::contains);
    }

    boolean mayView(UserRow user, DocumentRow row) {
        DocumentRow root = instance.rootOf(row);
        return mayView(user, root.owner, root.grants);
    }

    boolean mayChange(UserRow user, DocumentRow row) {
        DocumentRow root = instance.rootOf(row);
        return mayChange(user, root.owner, root.grants);
    }
}
