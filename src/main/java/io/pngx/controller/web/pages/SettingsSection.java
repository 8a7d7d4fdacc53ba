package io.pngx.controller.web.pages;

import io.pngx.controller.store.SettingGroup;
import io.pngx.controller.text.LowerCase;
import io.pngx.controller.text.Text;
import java.util.Arrays;
import java.util.Optional;

/** The sections of the settings, in the order of the navigation. Each section has an address of its own. */
enum SettingsSection {
    MASTER(SettingGroup.MASTER),
    RUNS(SettingGroup.RUNS),
    DOCUMENTS(SettingGroup.CARRIED),
    VERIFICATION(SettingGroup.VERIFICATION),
    DELETIONS(SettingGroup.DELETIONS),
    NOTIFICATIONS(SettingGroup.ALERTS),
    TOKENS(Text.of("API tokens")),
    CONFIGURATION(Text.of("Configuration")),
    SYSTEM(Text.of("System"));

    private final SettingGroup group;
    private final Text title;

    SettingsSection(SettingGroup group) {
        this.group = group;
        this.title = group.title();
    }

    SettingsSection(Text title) {
        this.group = null;
        this.title = title;
    }

    /** Returns the section with this word at the end of its address. */
    static Optional<SettingsSection> of(String word) {
        return Arrays.stream(values())
                .filter(section -> section.word().equals(word))
                .findFirst();
    }

    static SettingsSection of(SettingGroup group) {
        return Arrays.stream(values())
                .filter(section -> section.group == group)
                .findFirst()
                .orElse(MASTER);
    }

    String word() {
        return LowerCase.of(this);
    }

    public String address() {
        return "/settings/" + word();
    }

    public Text title() {
        return title;
    }

    /** Returns the settings of this section; empty: the section has no form with settings. */
    Optional<SettingGroup> group() {
        return Optional.ofNullable(group);
    }
}
