package io.github.useremails.persistence.benchmark;

import io.github.useremails.domain.InstitutionId;
import io.github.useremails.domain.UserId;
import io.github.useremails.domain.address.EmailAddress;
import java.util.List;

/**
 * One way to read and write users. Each answers in objects of its own kind, as code written that way would use them;
 * {@link PlainAnswer} makes them alike.
 */
interface Contender extends AutoCloseable {

    Object withEmail(EmailAddress address) throws Exception;

    Object primaryEmail(UserId id) throws Exception;

    Object find(UserId id) throws Exception;

    Object pageAfter(UserId last, int size) throws Exception;

    Object withEmails(List<EmailAddress> addresses) throws Exception;

    Object primaryEmails(List<UserId> ids) throws Exception;

    /** Refuses an address that is somebody's. */
    Object register(EmailAddress address) throws Exception;

    /** Adds an address of an institution to a user who has none of any, and makes it the primary one. */
    Object addAndMakePrimary(UserId id, EmailAddress address, InstitutionId institution) throws Exception;

    /** Confirms an address that the user has entered. */
    Object confirm(UserId id, EmailAddress address) throws Exception;

    /** Adds an address, confirms it, and makes it the primary one. */
    Object addConfirmAndPromote(UserId id, EmailAddress address) throws Exception;

    @Override
    void close();
}
