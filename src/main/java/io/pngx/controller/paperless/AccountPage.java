package io.pngx.controller.paperless;

import java.util.List;

/** A page of users or groups. All accounts must be on one page. */
public record AccountPage(Long count, String next, List<Account> results) {
    public AccountPage {
        Shape.requireRows(count, results, "a page of users or groups");
        Shape.require(next == null && count == results.size(), "all users and groups on one page");
    }
}
