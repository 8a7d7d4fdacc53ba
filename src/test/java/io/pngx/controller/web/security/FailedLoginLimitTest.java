package io.pngx.controller.web.security;

import static org.assertj.core.api.Assertions.assertThat;

import io.pngx.controller.flow.LogLines;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class FailedLoginLimitTest {
    private static final String THIEF = "203.0.113.7";
    private final AtomicLong nanos = new AtomicLong(Long.MAX_VALUE / 2);
    private final FailedLoginLimit limit = new FailedLoginLimit(nanos::get);

    private void pass(Duration time) {
        nanos.addAndGet(time.toNanos());
    }

    private void refuse(String client, int times) {
        for (int i = 0; i < times; i++) {
            limit.refused(client, "a wrong password");
        }
    }

    @Test
    void after_many_refusals_an_address_waits_and_then_has_one_more() {
        assertThat(limit.wait(THIEF)).isZero();
        refuse(THIEF, FailedLoginLimit.AT_ONCE - 1);
        assertThat(limit.wait(THIEF)).isZero();
        refuse(THIEF, 1);
        assertThat(limit.wait(THIEF)).isEqualTo(10);
        pass(Duration.ofSeconds(7));
        assertThat(limit.wait(THIEF)).isEqualTo(3);
        pass(Duration.ofSeconds(3));
        assertThat(limit.wait(THIEF)).isZero();
        refuse(THIEF, 1);
        assertThat(limit.wait(THIEF)).isEqualTo(10);
        pass(Duration.ofHours(1));
        refuse(THIEF, FailedLoginLimit.AT_ONCE - 1);
        assertThat(limit.wait(THIEF))
                .as("an hour of rest is no more than the first refusals")
                .isZero();
        refuse(THIEF, 1);
        assertThat(limit.wait(THIEF)).isPositive();
    }

    @Test
    void nobody_is_locked_out_by_another_address() {
        refuse(THIEF, 1000);

        assertThat(limit.wait("192.168.1.20")).isZero();
    }

    @Test
    void one_network_of_ipv6_is_one_client() {
        assertThat(FailedLoginLimit.client("2001:db8:1:2:0:0:0:7"))
                .isEqualTo(FailedLoginLimit.client("2001:db8:1:2:ffff:1:2:3"))
                .isNotEqualTo(FailedLoginLimit.client("2001:db8:1:3:0:0:0:7"));
        assertThat(FailedLoginLimit.client("fe80:0:0:0:0:0:0:1%eth0")).isEqualTo("fe80:0:0:0::/64");
        assertThat(FailedLoginLimit.client("192.168.1.20")).isEqualTo("192.168.1.20");
    }

    @Test
    void the_memory_is_bounded_and_who_guesses_now_is_not_forgotten_for_others() {
        refuse(THIEF, FailedLoginLimit.AT_ONCE);
        for (int i = 0; i < 3 * FailedLoginLimit.ADDRESSES; i++) {
            limit.refused("10." + i / 65536 + "." + i / 256 % 256 + "." + i % 256, "a wrong password");
            limit.refused(THIEF, "a wrong password");
        }

        assertThat(limit.remembered()).isEqualTo(FailedLoginLimit.ADDRESSES);
        assertThat(limit.wait(THIEF)).isPositive();
    }

    @Test
    void the_log_has_a_line_a_minute_for_an_address_and_few_for_all() {
        try (LogLines log = new LogLines()) {
            refuse(THIEF, 500);
            assertThat(log.with("a wrong password"))
                    .containsExactly("WARN Refused a wrong password from " + THIEF + ".");
            pass(Duration.ofMinutes(1));
            refuse(THIEF, 1);
            assertThat(log.with("a wrong password"))
                    .last()
                    .isEqualTo("WARN Refused a wrong password from " + THIEF
                            + ", 500 times since the last line about this address.");
            for (int i = 0; i < 200; i++) {
                refuse("198.51.100." + i, 1);
            }
            assertThat(log.with("a wrong password")).hasSize(11);
            pass(Duration.ofMinutes(1));
            refuse("192.0.2.1", 1);
            assertThat(log.with("a wrong password"))
                    .last()
                    .asString()
                    .contains("from 192.0.2.1; 191 refused requests from other addresses were not logged.");
        }
    }
}
