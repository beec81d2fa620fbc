package io.github.useremails.persistence.benchmark;

import io.github.useremails.domain.UserSummary;
import org.jspecify.annotations.Nullable;

/** A line of a page: a user with the two addresses that mean something. */
record PlainEmails(
        long id, @Nullable PlainEmail primary, @Nullable PlainEmail institutionManaged) {

    static PlainEmails of(UserSummary emails) {
        return new PlainEmails(
                emails.id().value(),
                emails.primaryEmail().map(PlainEmail::of).orElse(null),
                emails.institutionManagedEmail().map(PlainEmail::of).orElse(null));
    }
}
