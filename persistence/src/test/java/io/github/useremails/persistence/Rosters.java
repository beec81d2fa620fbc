package io.github.useremails.persistence;

import static io.github.useremails.persistence.StoredAddress.confirmed;

import io.github.useremails.domain.InstitutionId;
import io.github.useremails.domain.UserId;
import io.github.useremails.domain.address.EmailAddress;
import io.github.useremails.domain.institution.Institution;
import io.github.useremails.domain.institution.RosterLine;
import io.github.useremails.domain.institution.VerifiedDomain;

/** A school and its people. */
final class Rosters {

    static final Institution NORTHFIELD = Institution.of(new InstitutionId(7), VerifiedDomain.of("northfield.example"));

    private Rosters() {}

    /** As if the process ended: nothing is written after it, and nobody catches it. */
    static final class Interruption extends Error {
        private static final long serialVersionUID = 1L;

        Interruption() {
            super("the process ends");
        }
    }

    static RosterLine line(String key, String address) {
        return new RosterLine(key, EmailAddress.parse(address));
    }

    /** A user whom an earlier roster named, and who receives mail elsewhere. */
    static UserId aMember(PostgresUserEmails emails, StoredUsers stored, String key, String address) {
        UserId user = stored.aUser(confirmed("private" + key + "@mail.example").andPrimary());
        EmailAddress managed = EmailAddress.parse(address);
        emails.users().update(user, (before, now) -> NORTHFIELD.claim(before, managed, now));
        stored.execute("insert into user_email_institution_members (institution_id, external_key, user_id) values (7, '"
                + key + "', " + user.value() + ")");
        return user;
    }
}
