package io.github.useremails.examples;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.useremails.domain.InstitutionId;
import io.github.useremails.domain.User;
import io.github.useremails.domain.UserId;
import io.github.useremails.domain.Users;
import io.github.useremails.domain.address.EmailAddress;
import io.github.useremails.domain.institution.Institution;
import io.github.useremails.domain.institution.VerifiedDomain;
import io.github.useremails.migrations.Migrations;
import io.github.useremails.persistence.PostgresUserEmails;
import io.github.useremails.postgres.PostgresDatabase;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class GraduationTest {

    @RegisterExtension
    static final PostgresDatabase database = PostgresDatabase.preparedBy(
            "examples", dataSource -> Migrations.of(dataSource).migrate());

    private final Users users = PostgresUserEmails.over(database.dataSource()).users();

    @Test
    void aStudentGraduatesAndKeepsTheAccount() {
        // example: graduation
        Institution northfield = Institution.of(
                new InstitutionId(7), // your key of the school
                VerifiedDomain.of("northfield.example"));
        EmailAddress school = EmailAddress.parse("ann@northfield.example");
        EmailAddress mail = EmailAddress.parse("ann@mail.example");

        // Ann enrols: the school gives her an address, and vouches for it.
        UserId ann = users.register(mail).id();
        users.update(ann, (user, now) -> user.confirmEmail(mail, now));
        users.update(ann, (user, now) -> northfield.claim(user, school, now));
        users.update(ann, (user, now) -> user.makePrimary(school)); // she reads mail there
        Optional<User> onTheRoster = users.withInstitutionManagedEmail(school); // Ann

        // Ann graduates: the school takes the address back.
        User graduate = users.update(ann, (user, now) -> user.releaseFromInstitution(school));
        Optional<EmailAddress> writeTo = graduate.primaryEmail(); // ann@mail.example
        Optional<User> found = users.withEmail(school); // nobody

        // The next student gets it. Ann's account is not touched.
        UserId zoe = users.register(EmailAddress.parse("zoe@mail.example")).id();
        users.update(zoe, (user, now) -> northfield.claim(user, school, now));
        // end
        assertThat(onTheRoster).map(User::id).contains(ann);
        assertThat(writeTo).contains(mail);
        assertThat(found).isEmpty();
        assertThat(users.withEmail(school)).map(User::id).contains(zoe);
        assertThat(users.withEmail(mail)).map(User::id).contains(ann);
    }
}
