package io.github.useremails.persistence.benchmark;

import io.github.useremails.domain.InstitutionId;
import io.github.useremails.domain.UserId;
import io.github.useremails.domain.Users;
import io.github.useremails.domain.address.EmailAddress;
import io.github.useremails.persistence.PostgresUserEmails;
import java.time.InstantSource;
import java.util.List;
import javax.sql.DataSource;

/** The library, called as an application calls it. */
final class LibraryContender implements Contender {

    private final Users users;

    LibraryContender(DataSource dataSource, InstantSource clock) {
        users = PostgresUserEmails.builder(dataSource).clock(clock).build().users();
    }

    @Override
    public Object withEmail(EmailAddress address) {
        return users.withEmail(address);
    }

    @Override
    public Object primaryEmail(UserId id) {
        return users.primaryEmail(id);
    }

    @Override
    public Object find(UserId id) {
        return users.find(id);
    }

    @Override
    public Object pageAfter(UserId last, int size) {
        return users.pageAfter(last, size);
    }

    @Override
    public Object withEmails(List<EmailAddress> addresses) {
        return users.withEmails(addresses);
    }

    @Override
    public Object primaryEmails(List<UserId> ids) {
        return users.primaryEmails(ids);
    }

    @Override
    public Object register(EmailAddress address) {
        return users.register(address).id().value();
    }

    @Override
    public Object addAndMakePrimary(UserId id, EmailAddress address, InstitutionId institution) {
        return users.update(
                id,
                (user, now) ->
                        user.claimForInstitution(address, institution, now).makePrimary(address));
    }

    @Override
    public Object confirm(UserId id, EmailAddress address) {
        return users.update(id, (user, now) -> user.confirmEmail(address, now));
    }

    @Override
    public Object addConfirmAndPromote(UserId id, EmailAddress address) {
        return users.update(
                id,
                (user, now) ->
                        user.addEmail(address, now).confirmEmail(address, now).makePrimary(address));
    }

    @Override
    public void close() {}
}
