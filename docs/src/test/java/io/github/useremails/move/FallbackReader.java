package io.github.useremails.move;

import io.github.useremails.domain.UserId;
import io.github.useremails.domain.address.EmailAddress;
import io.github.useremails.persistence.PostgresUserEmails;

/** A new release that only reads, before the backfill is done. */
record FallbackReader(PostgresUserEmails emails, Share share, WriteJournal journal) implements Writer {

    @Override
    public void write() {
        UserId id = new UserId(share.next());
        if (!journal.contested().contains(id.value())) {
            journal.read(
                    "the fallback",
                    id.value(),
                    emails.users().primaryEmail(id).map(EmailAddress::value).orElse(WriteJournal.NONE));
        }
    }
}
