package io.github.useremails.move;

import io.github.useremails.domain.User;
import io.github.useremails.domain.UserId;
import io.github.useremails.domain.address.EmailAddress;
import io.github.useremails.persistence.PostgresUserEmails;
import java.util.List;
import java.util.Optional;

/** A new release: it reads and writes with the library. */
record NewRelease(PostgresUserEmails emails, Share share, WriteJournal journal) implements Writer {

    @Override
    public void write() {
        UserId id = new UserId(share.next());
        long begin = System.nanoTime();
        Optional<User> before = emails.users().find(id);
        if (!journal.contested().contains(id.value())) {
            journal.read(
                    "a new release",
                    id.value(),
                    before.flatMap(User::primaryEmail).map(EmailAddress::value).orElse(WriteJournal.NONE));
        }
        if (before.isPresent()) {
            replace(id);
        }
        journal.took(System.nanoTime() - begin);
    }

    private void replace(UserId id) {
        EmailAddress next = EmailAddress.parse(share.address());
        if (share.random().nextInt(10) == 0) {
            emails.users().erase(id);
            journal.acknowledged(id.value(), WriteJournal.NONE);
            return;
        }
        emails.users().update(id, (user, now) -> {
            List<EmailAddress> old =
                    user.emailAddresses().stream().map(e -> e.address()).toList();
            User changed = user.addEmail(next, now).confirmEmail(next, now).makePrimary(next);
            for (EmailAddress address : old) {
                changed = changed.removeEmail(address);
            }
            return changed;
        });
        journal.acknowledged(id.value(), next.value());
    }
}
