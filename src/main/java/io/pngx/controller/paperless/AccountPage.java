package io.pngx.controller.paperless;

import java.util.List;

/** A page of users or groups; it has to be the only one. */
public record AccountPage(Long count, String next, List<Account> results) {
    public AccountPage {
        Shape.require(count != null && results != null, "a page of users or groups (count, results)");
        Shape.require(next == null, "all users and groups on one page");
    }
}
