package io.github.useremails.persistence.benchmark;

import io.github.useremails.domain.address.EmailAddress;
import java.util.ArrayList;
import java.util.List;

/**
 * What users number 1 to N have, 2.2 addresses each: all a primary one, of which one in twenty is unconfirmed; two of
 * five one that an institution manages, half of those confirmed; three of ten a second confirmed one; and every other
 * user one that is only entered. All follows from the number, so what a writer did can be undone.
 */
record UserShape(long users) {

    /** Numbers of institutions begin with 0. */
    static final int INSTITUTIONS = 1_000;

    static final String PRIMARY_DOMAIN = "mail.example";
    static final String SECOND_DOMAIN = "work.example";
    static final String ENTERED_DOMAIN = "new.example";

    /** A prime, so that steps of it reach every place; and large, so that neighbours lie apart in the indexes. */
    static final long SPREAD = 2_654_435_761L;

    static final long NAMES = 0xffff_ffffL;

    UserShape {
        if (users < 1_000 || users % 1_000 != 0 || users > 1_000_000_000) {
            throw new IllegalArgumentException(
                    "users must be a multiple of 1000, at most 1000000000, but are " + users);
        }
    }

    static EmailAddress primaryOf(long user) {
        return address(user, PRIMARY_DOMAIN);
    }

    static EmailAddress enteredBy(long user) {
        return address(user, ENTERED_DOMAIN);
    }

    /** The addresses by which the user is found. */
    static List<EmailAddress> claimedBy(long user) {
        List<EmailAddress> claimed = new ArrayList<>();
        if (user % 20 != 3) {
            claimed.add(primaryOf(user));
        }
        if (user % 5 < 2) {
            claimed.add(address(user, "school" + user % INSTITUTIONS + ".example"));
        }
        if (user % 10 == 1 || user % 10 == 4 || user % 10 == 7) {
            claimed.add(address(user, SECOND_DOMAIN));
        }
        return claimed;
    }

    /** One of those who have no address of an institution. */
    long unmanaged(long number) {
        long place = spread(number, unmanagedUsers());
        return place / 3 * 5 + 2 + place % 3;
    }

    long unmanagedUsers() {
        return users / 5 * 3;
    }

    /** One of those who have entered an address. */
    long entering(long number) {
        return 2 + 2 * spread(number, enteringUsers());
    }

    long enteringUsers() {
        return users / 2;
    }

    /** One of all; as many different ones as there are, before the first one comes again. */
    long any(long number) {
        return 1 + spread(number, users);
    }

    private static long spread(long number, long places) {
        return number % places * SPREAD % places;
    }

    private static EmailAddress address(long user, String domain) {
        return EmailAddress.parse("User" + Long.toHexString(user * SPREAD & NAMES) + "@" + domain);
    }
}
