package com.example.shop.support;

/** Names that are used everywhere. */
final class Columns {

    static final String EMAIL = "email_";
    static final String ADDRESS = "address";

    /** The email_address of a supplier, and not of a user. */
    static final String OF_SUPPLIER = "suppliers.email_address";

    enum Sorting {
        NAME,
        EMAIL_ADDRESS,
    }

    private Columns() {}
}
