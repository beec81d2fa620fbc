package io.github.useremails.sample;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.useremails.domain.User;
import io.github.useremails.domain.UserEmailAddress;
import io.github.useremails.migrations.Migrations;
import io.github.useremails.postgres.PostgresDatabase;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

@Tag("slow")
class SampleDataTest {

    @RegisterExtension
    static final PostgresDatabase database = PostgresDatabase.empty();

    private static final int USERS = 12_000;

    private static final List<User> loaded = new ArrayList<>();

    @BeforeAll
    static void load() throws Exception {
        Migrations.of(database.dataSource()).migrate();
        SampleData.load(database.dataSource(), "public", USERS, loaded::addAll);
    }

    @Test
    void theSampleIsAlwaysTheSame() {
        SampleUsers again = new SampleUsers();

        assertThat(Stream.generate(again::next).limit(USERS)).containsExactlyElementsOf(loaded);
    }

    @Test
    void thereAreMoreThanTwoAddressesForAUser() throws Exception {
        long addresses =
                loaded.stream().mapToLong(user -> user.emailAddresses().size()).sum();

        assertThat(addresses).isGreaterThan(USERS * 22L / 10);
        assertThat(database.query("select count(*) from user_email_addresses").get(0))
                .containsExactly(String.valueOf(addresses));
        assertThat(database.query("select count(*) from users").get(0)).containsExactly(String.valueOf(USERS));
    }

    @Test
    void thereIsEveryKindOfUser() {
        assertThere(user -> user.emailAddresses().isEmpty());
        assertThereIsAnAddress(e -> e.primary() && !e.claimed());
        assertThereIsAnAddress(e -> e.institutionManaged() && e.confirmed());
        assertThereIsAnAddress(e -> e.institutionManaged() && !e.confirmed());
        assertThereIsAnAddress(e -> e.institutionManaged() && e.primary());
        assertThereIsAnAddress(e -> e.address().value().matches(".*[A-Z].*"));
        assertThereIsAnAddress(e -> e.address().value().contains("+"));
        assertThereIsAnAddress(e -> e.address().value().contains("@xn--"));
        assertThereIsAnAddress(e -> e.address().value().matches(".*@[^.]+\\.[^.]+\\.[^.]+"));
        assertThereIsAnAddress(e -> e.address().value().chars().anyMatch(c -> c > 127));
    }

    @Test
    void someAddressesWereEnteredBySeveralUsersAndSomeBelongToAnother() throws Exception {
        assertThat(database.query("""
                        select e.normalized_email_address
                          from user_email_addresses e
                         group by e.normalized_email_address
                        having count(*) > 1
                           and not bool_or(e.confirmed or e.institution_managed)
                        """)).isNotEmpty();
        assertThat(database.query("""
                        select e.normalized_email_address
                          from user_email_addresses e
                         group by e.normalized_email_address
                        having count(*) > 1
                           and bool_or(e.confirmed or e.institution_managed)
                        """)).isNotEmpty();
    }

    @Test
    void newUsersGetIdsAfterTheSample() throws Exception {
        assertThat(database.query("insert into users default values returning id")
                        .get(0))
                .containsExactly(String.valueOf(USERS + 1));
        database.execute("delete from users where id > " + USERS);
    }

    private static void assertThereIsAnAddress(Predicate<UserEmailAddress> kind) {
        assertThere(user -> user.emailAddresses().stream().anyMatch(kind));
    }

    private static void assertThere(Predicate<User> kind) {
        assertThat(loaded.stream().filter(kind).count()).isGreaterThan(20);
    }
}
