package io.pngx.controller.store;

import io.pngx.controller.text.Text;
import java.util.Arrays;
import java.util.List;

/** Group of settings. Each group is one form of the settings page; the groups are declared in the order of the page. */
public enum SettingGroup {
    MASTER("master-settings", Text.of("Master")),
    RUNS("run-settings", Text.of("Runs and log")),
    CARRIED("carried-settings", Text.of("What is carried")),
    VERIFICATION("verification-settings", Text.of("Verification")),
    DELETIONS("deletion-settings", Text.of("Deletions")),
    ALERTS("alert-settings", Text.of("Notifications"), "/api/alerts"),
    /** Settings without a form. Buttons on other pages change these settings. */
    BUTTONS(null, null);

    private final String id;
    private final Text title;
    private final String api;

    SettingGroup(String id, Text title) {
        this(id, title, "/api/settings");
    }

    SettingGroup(String id, Text title, String api) {
        this.id = id;
        this.title = title;
        this.api = api;
    }

    /** Returns the groups whose settings can be read and changed at an address of the API. */
    public static List<SettingGroup> ofApi(String api) {
        return Arrays.stream(values()).filter(group -> group.api.equals(api)).toList();
    }

    /** Returns the groups that have a form. */
    public static List<SettingGroup> forms() {
        return Arrays.stream(values()).filter(group -> group.id != null).toList();
    }

    /** Returns the id of the form's section on the page. */
    public String id() {
        return id;
    }

    public Text title() {
        return title;
    }

    /** Returns the address of the API that reads and changes the settings of this group. */
    public String api() {
        return api;
    }

    public List<Setting<?>> settings() {
        return Setting.all().stream().filter(setting -> setting.group() == this).toList();
    }
}
