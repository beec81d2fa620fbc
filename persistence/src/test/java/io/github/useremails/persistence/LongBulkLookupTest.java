package io.github.useremails.persistence;

import static io.github.useremails.persistence.StoredAddress.confirmed;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.useremails.domain.UserId;
import io.github.useremails.domain.Users;
import io.github.useremails.domain.address.EmailAddress;
import io.github.useremails.persistence.internal.lookup.BulkLookup;
import io.github.useremails.persistence.internal.sql.UsersTable;
import io.github.useremails.postgres.PostgresDatabase;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Lookups of more than goes into one round trip. */
class LongBulkLookupTest {

    @RegisterExtension
    static final PostgresDatabase database = Migrated.inPublicSchema();

    private static final int MANY = 2 * BulkLookup.MOST_IN_ONE_ROUND_TRIP;
    private static final EmailAddress ANN = EmailAddress.parse("ann@mail.example");
    private static final EmailAddress BOB = EmailAddress.parse("bob@mail.example");

    private final StoredUsers stored = new StoredUsers(database::dataSource, UsersTable.standard());
    private final Users users = PostgresUserEmails.over(database.dataSource()).users();

    @Test
    void theFirstAndTheLastAreFoundInTheOrderAskedFor() {
        UserId ann = stored.aUser(confirmed(ANN.value()).andPrimary());
        UserId bob = stored.aUser(confirmed(BOB.value()).andPrimary());
        List<UserId> ids = new ArrayList<>(List.of(bob));
        List<EmailAddress> addresses = new ArrayList<>(List.of(BOB));
        for (int i = 0; i < MANY; i++) {
            ids.add(new UserId(1_000_000 + i));
            addresses.add(EmailAddress.parse("nobody" + i + "@mail.example"));
        }
        ids.addAll(List.of(ann, bob));
        addresses.addAll(List.of(ANN, BOB));

        assertThat(users.findAll(ids).keySet()).containsExactly(bob, ann);
        assertThat(users.withEmails(addresses).keySet()).containsExactly(BOB, ANN);
        assertThat(users.primaryEmails(ids).values()).containsExactly(BOB, ANN);
        assertThat(users.institutionManagedEmails(ids)).isEmpty();
    }
}
