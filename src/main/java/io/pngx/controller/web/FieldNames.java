package io.pngx.controller.web;

/** Names of fields that API and forms share and that are no key of the settings table. */
final class FieldNames {
    static final String HEADERS = "headers";
    static final String CA_CERTIFICATE = "ca_certificate";
    static final String MASTER_HEADERS = "master_headers";
    static final String MASTER_CA_CERTIFICATE = "master_ca_certificate";

    private FieldNames() {}
}
