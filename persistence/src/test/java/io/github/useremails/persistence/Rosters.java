package io.github.useremails.persistence;

import static io.github.useremails.persistence.StoredAddress.confirmed;

import io.github.useremails.domain.EmailAddress;
import io.github.useremails.domain.Institution;
import io.github.useremails.domain.InstitutionId;
import io.github.useremails.domain.RosterLine;
import io.github.useremails.domain.UserId;
import io.github.useremails.domain.VerifiedDomain;

/** A school and its people. */
final class Rosters {

    static final Institution NORTHFIELD = Institution.of(new InstitutionId(7), VerifiedDomain.of("northfield.example"));

    private Rosters() {}

    static RosterLine line(String key, String address) {
        return new RosterLine(key, EmailAddress.parse(address));
    }

    /** A user whom an earlier roster named, and who receives mail elsewhere. */
    static UserId aMember(JooqUsers users, StoredUsers stored, String key, String address) {
        UserId user = stored.aUser(confirmed("private" + key + "@mail.example").andPrimary());
        EmailAddress managed = EmailAddress.parse(address);
        users.update(user, (before, now) -> NORTHFIELD.claim(before, managed, now));
        stored.execute(
                "insert into user_email_institution_members (user_email_address_id, institution_id, external_key)"
                        + " select e.id, e.institution_id, '" + key + "' from user_email_addresses e where e.user_id = "
                        + user.value() + " and e.institution_managed");
        return user;
    }
}
