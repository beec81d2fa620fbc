package io.github.useremails.persistence.benchmark;

import io.github.useremails.domain.User;
import java.util.List;

/** A user as hand-written code reads it: what the rows say, and no rules. */
record PlainUser(long id, List<PlainAddress> addresses) {

    static PlainUser of(User user) {
        return new PlainUser(
                user.id().value(),
                user.emailAddresses().stream().map(PlainAddress::of).toList());
    }
}
