package io.github.useremails.examples;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.useremails.domain.EmailAddress;
import io.github.useremails.domain.EmailAddressClaimedException;
import io.github.useremails.domain.User;
import io.github.useremails.domain.UserEmails;
import io.github.useremails.domain.Users;
import io.github.useremails.migrations.Migrations;
import io.github.useremails.persistence.JooqUsers;
import io.github.useremails.postgres.Database;
import io.github.useremails.postgres.Databases;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;

class FirstStepsTest {

    @Test
    void theFirstStepsOfTheReadme() throws Exception {
        try (Database database = Databases.shared().create()) {
            firstSteps(database.dataSource());
        }
    }

    private static void firstSteps(DataSource dataSource) {
        // example: first steps
        Migrations.of(dataSource).migrate(); // or with the Flyway command line
        Users users = JooqUsers.over(dataSource);

        EmailAddress mail = EmailAddress.parse("Ann@mail.example");
        User ann = users.register(mail); // primary, and not confirmed yet
        assertThat(users.withEmail(mail)).isEmpty(); // entered is not owned

        // Ann followed the link that you sent to the address.
        ann = users.update(ann.id(), (user, now) -> user.confirmEmail(mail, now));
        assertThat(users.withEmail("ANN@mail.example")).contains(ann);

        // A second address becomes the one to write to.
        EmailAddress career = EmailAddress.parse("ann@career.example");
        users.update(ann.id(), (user, now) -> user.addEmail(career, now));
        users.update(ann.id(), (user, now) -> user.confirmEmail(career, now).makePrimary(career));
        assertThat(users.primaryEmail(ann.id())).contains(career);

        // Nobody else gets it.
        User bob = users.register(EmailAddress.parse("bob@mail.example"));
        try {
            users.update(bob.id(), (user, now) -> user.addEmail(career, now).confirmEmail(career, now));
        } catch (EmailAddressClaimedException e) {
            assertThat(e).hasMessage("the email address belongs to another user");
        }

        // Many at once, each call one round trip.
        Map<EmailAddress, User> owners = users.withEmails(List.of(mail, career));
        assertThat(owners).hasSize(2);
        for (UserEmails line : users.firstPage(100)) {
            Optional<EmailAddress> writeTo = line.primaryEmail();
            assertThat(writeTo).isPresent();
        }
        // end
    }
}
