package io.github.useremails.persistence.internal.legacy;

/** All that lookups and changes know of a column from which addresses are being moved. It ends with the column. */
public final class LegacyColumn {

    /** The addresses, and the texts of the column for users who are not copied yet. */
    public static final String ADDRESSES_WITH_LEGACY = "user_email_addresses_with_legacy";

    /** A user keeps one address until the contract, since the column holds one. */
    public static final String ONE_ADDRESS_CONSTRAINT = "user_email_addresses_one_address_until_contract";

    private LegacyColumn() {}

    /** Several users may share a text of the column. It belongs to the user who will receive it from the backfill. */
    public static boolean belongsToEarlier(long user, long other) {
        return user < other;
    }
}
