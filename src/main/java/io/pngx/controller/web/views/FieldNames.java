package io.pngx.controller.web.views;

/** Names of fields that the API and the forms share and that are not keys of the settings table. */
public final class FieldNames {
    public static final String HEADERS = "headers";
    public static final String CA_CERTIFICATE = "ca_certificate";
    public static final String MASTER_HEADERS = "master_headers";
    public static final String MASTER_CA_CERTIFICATE = "master_ca_certificate";

    private FieldNames() {}
}
