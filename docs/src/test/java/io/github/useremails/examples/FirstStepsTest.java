package io.github.useremails.examples;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.useremails.domain.EmailAddressClaimedException;
import io.github.useremails.domain.User;
import io.github.useremails.domain.UserId;
import io.github.useremails.domain.UserSummary;
import io.github.useremails.domain.Users;
import io.github.useremails.domain.address.EmailAddress;
import io.github.useremails.migrations.Migrations;
import io.github.useremails.persistence.PostgresUserEmails;
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
        Users users = PostgresUserEmails.over(dataSource).users();

        EmailAddress mail = EmailAddress.parse("Ann@mail.example");
        UserId ann = users.register(mail).id(); // the address is primary, and not confirmed yet
        Optional<User> stranger = users.withEmail(mail); // nobody: entered is not owned

        // Ann followed the link that you sent to the address.
        users.update(ann, (user, now) -> user.confirmEmail(mail, now));
        Optional<User> owner = users.withEmail("ANN@mail.example"); // Ann

        // A second address becomes the one to write to.
        EmailAddress career = EmailAddress.parse("ann@career.example");
        users.update(ann, (user, now) -> user.addEmail(career, now));
        users.update(ann, (user, now) -> user.confirmEmail(career, now).makePrimary(career));
        Optional<EmailAddress> writeTo = users.primaryEmail(ann); // ann@career.example

        // Nobody else gets it.
        UserId bob = users.register(EmailAddress.parse("bob@mail.example")).id();
        String answer = "it is yours";
        try {
            users.update(bob, (user, now) -> user.addEmail(career, now).confirmEmail(career, now));
        } catch (EmailAddressClaimedException e) {
            answer = e.getMessage(); // the email address belongs to another user
        }

        // Many at once, each call one round trip.
        Map<EmailAddress, User> owners = users.withEmails(List.of(mail, career));
        List<UserSummary> page = users.firstPage(100);
        // end
        assertThat(stranger).isEmpty();
        assertThat(owner).map(User::id).contains(ann);
        assertThat(writeTo).contains(career);
        assertThat(answer).isEqualTo("the email address belongs to another user");
        assertThat(owners.values()).extracting(User::id).containsExactly(ann, ann);
        assertThat(page).extracting(UserSummary::id).containsExactly(ann, bob);
    }
}
