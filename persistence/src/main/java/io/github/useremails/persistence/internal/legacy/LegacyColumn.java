package io.github.useremails.persistence.internal.legacy;

/** All knowledge about a column from which addresses are being moved. Remove it with the column. */
public final class LegacyColumn {

    /** The view of the addresses, and of the column's texts for users who are not copied yet. */
    public static final String ADDRESSES_WITH_LEGACY = "user_email_addresses_with_legacy";

    /** A user has one address until the contract step, since the column holds only one. */
    public static final String ONE_ADDRESS_CONSTRAINT = "user_email_addresses_one_address_until_contract";

    private LegacyColumn() {}

    /** If users share a text of the column, it belongs to the user who will receive it from the backfill. */
    public static boolean belongsToEarlier(long user, long other) {
        return user < other;
    }
}
