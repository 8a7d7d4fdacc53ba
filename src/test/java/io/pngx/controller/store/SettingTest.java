package io.pngx.controller.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pngx.controller.store.SettingType.OneOf;
import io.pngx.controller.store.SettingType.Option;
import io.pngx.controller.store.SettingType.Plain;
import io.pngx.controller.store.SettingType.WholeNumber;
import java.nio.file.Path;
import java.time.LocalTime;
import java.time.format.DateTimeParseException;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Checks the declarations of settings, and how stored values are read. */
class SettingTest {
    @TempDir
    Path folder;

    private Store store;

    @BeforeEach
    void open() {
        store = new Store(folder);
    }

    @AfterEach
    void close() {
        store.close();
    }

    static Stream<Setting<?>> all() {
        return Setting.all().stream();
    }

    @Test
    void eachKeyIsDeclaredOnce() {
        assertThat(all().map(Setting::key)).hasSizeGreaterThan(15).doesNotHaveDuplicates();
    }

    @ParameterizedTest
    @MethodSource("all")
    void aDefaultIsAValidValueInItsStoredForm(Setting<?> setting) {
        if (setting.type() instanceof Plain<?> type) {
            assertThat(type.check(setting.byDefault())).contains(setting.byDefault());
            assertThat(store.settings.get(setting)).isEqualTo(type.read(setting.byDefault()));
        } else {
            assertThat(setting.byDefault()).isNull();
            assertThat(store.settings.get(setting)).isEqualTo(java.util.Optional.empty());
        }
    }

    @ParameterizedTest
    @MethodSource("all")
    void thePageHasATextForEachWord(Setting<?> setting) {
        if (setting.type() instanceof OneOf<?> type) {
            assertThat(type.options())
                    .extracting(Option::value)
                    .containsExactlyInAnyOrderElementsOf(
                            Arrays.stream(type.words().getEnumConstants())
                                    .map(word -> word.name().toLowerCase(java.util.Locale.ROOT))
                                    .toList());
        }
        assertThat(setting.label().toString()).isNotBlank();
        assertThat(setting.type().options())
                .allSatisfy(option -> assertThat(option.text().toString()).isNotBlank());
    }

    @ParameterizedTest
    @MethodSource("all")
    void aNumberIsAllowedFromItsMinimumToItsMaximum(Setting<?> setting) {
        if (setting.type() instanceof WholeNumber type) {
            assertThat(type.check(String.valueOf(type.min()))).isPresent();
            assertThat(type.check(String.valueOf(type.max()))).isPresent();
            assertThat(type.check(String.valueOf(type.min() - 1))).isEmpty();
            assertThat(type.check(String.valueOf(type.max() + 1))).isEmpty();
        }
    }

    @Test
    void aStoredValueIsReadWithItsType() {
        store.settings.put(Setting.FULL_SYNC_AT, "05:30");
        store.settings.put(Setting.VERIFY_AT, "off");
        store.settings.put(Setting.DELETION_MODE, "hold");
        store.settings.put(Setting.SYNC_CONTENT, "false");

        assertThat(store.settings.get(Setting.FULL_SYNC_AT)).contains(LocalTime.of(5, 30));
        assertThat(store.settings.get(Setting.VERIFY_AT)).isEmpty();
        assertThat(store.settings.get(Setting.DELETION_MODE)).isEqualTo(DeletionMode.HOLD);
        assertThat(store.settings.get(Setting.SYNC_CONTENT)).isFalse();
    }

    /** A value may be stored by an earlier version with another range. */
    @Test
    void aStoredNumberOutsideTheRangeCounts() {
        store.settings.put(Setting.SYNC_INTERVAL, "1");

        assertThat(store.settings.get(Setting.SYNC_INTERVAL)).isEqualTo(1);
    }

    /** An unreadable deletion mode must not become the default, which deletes. */
    @Test
    void anUnreadableValueIsNotReplacedByTheDefault() {
        store.settings.put(Setting.DELETION_MODE, "purge");
        store.settings.put(Setting.MAX_DELETE_COUNT, "many");
        store.settings.put(Setting.BACKUP_AT, "noon");

        assertThatThrownBy(() -> store.settings.get(Setting.DELETION_MODE))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> store.settings.get(Setting.MAX_DELETE_COUNT))
                .isInstanceOf(NumberFormatException.class);
        assertThatThrownBy(() -> store.settings.get(Setting.BACKUP_AT)).isInstanceOf(DateTimeParseException.class);
    }

    @Test
    void anUnreadableWordOrTimeIsShownAsItIsStored() {
        store.settings.put(Setting.DELETION_MODE, "purge");
        store.settings.put(Setting.FULL_SYNC_AT, "noon");

        assertThat(store.settings.shown(SettingGroup.ofApi("/api/settings")))
                .containsEntry("deletion_mode", "purge")
                .containsEntry("full_sync_at", "noon");
    }
}
