package io.github.useremails.persistence.benchmark;

import java.util.Locale;
import java.util.function.Function;
import java.util.stream.Collectors;

/** What was found at one number of users. */
record Size(long users, Ratios lookups, Pages pages, Storage storage, double backfillSeconds) {

    /**
     * Shared buffers that a call touches.
     *
     * @param depth those that a search for an address of nobody touches
     */
    record Pages(double withEmail, double primaryEmail, double find, double depth) {}

    /** Bytes on the disk, and how many addresses they hold. */
    record Storage(long addresses, long table, long indexes, long claimedIndex) {

        double tableBytesOfAnAddress() {
            return (double) table / addresses;
        }

        double indexBytesOfAnAddress() {
            return (double) indexes / addresses;
        }
    }

    static final String HEADER = "users,"
            + Growth.LOOKUPS.stream()
                    .map(lookup -> lookup.word() + "_library_us," + lookup.word() + "_jdbc_us")
                    .collect(Collectors.joining(","))
            + ",with_email_pages,primary_email_pages,find_pages,depth,addresses,table_bytes,index_bytes,"
            + "claimed_index_bytes,backfill_seconds";

    String line() {
        Function<Operation, String> times = lookup -> String.format(
                Locale.ROOT,
                "%.2f,%.2f",
                microseconds(lookup, Contenders.LIBRARY).median(),
                microseconds(lookup, Contenders.JDBC).median());
        return users
                + ","
                + Growth.LOOKUPS.stream().map(times).collect(Collectors.joining(","))
                + String.format(
                        Locale.ROOT,
                        ",%.1f,%.1f,%.1f,%.1f,%d,%d,%d,%d,%.2f",
                        pages.withEmail(),
                        pages.primaryEmail(),
                        pages.find(),
                        pages.depth(),
                        storage.addresses(),
                        storage.table(),
                        storage.indexes(),
                        storage.claimedIndex(),
                        backfillSeconds);
    }

    Spread microseconds(Operation lookup, Contenders contender) {
        return lookups.microseconds(lookup.word(), 1, contender.word());
    }
}
