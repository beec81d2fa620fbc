package io.github.useremails.persistence;

import static io.github.useremails.persistence.StoredAddress.confirmed;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.github.useremails.domain.UserId;
import io.github.useremails.domain.UserStorageException;
import io.github.useremails.domain.upkeep.Inconsistency;
import io.github.useremails.domain.upkeep.Upkeep;
import io.github.useremails.persistence.internal.sql.UsersTable;
import io.github.useremails.postgres.PostgresDatabase;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class ConsistencyCheckTest {

    @RegisterExtension
    static final PostgresDatabase database = Migrated.inPublicSchema();

    private final StoredUsers stored = new StoredUsers(database::dataSource, UsersTable.standard());
    private final Upkeep upkeep =
            PostgresUserEmails.over(database.asRole("useremails_reader")).upkeep();

    @BeforeEach
    void startWithoutUsers() {
        stored.removeAll();
    }

    @Test
    void goodOrderIsNothingToReport() {
        stored.aUser(confirmed("ann@mail.example").andPrimary());

        assertThat(upkeep.findInconsistencies()).isEmpty();
    }

    @Test
    void eachBrokenPromiseIsCountedWithSomeOfItsUsers() throws SQLException {
        List<UserId> users = new ArrayList<>();
        for (int i = 0; i < 12; i++) {
            users.add(stored.aUser(confirmed("user" + i + "@mail.example").andPrimary()));
        }
        database.execute("set session_replication_role = replica;"
                + " update user_email_addresses as e set \"primary\" = false");

        assertThat(upkeep.findInconsistencies())
                .containsExactly(
                        new Inconsistency(
                                "a user with addresses does not have exactly one primary", 12, users.subList(0, 10)),
                        new Inconsistency("an address differs from its history", 12, users.subList(0, 10)),
                        new Inconsistency(
                                "the last period of a user is not the primary address", 12, users.subList(0, 10)));
    }

    @Test
    void aDatabaseWithoutTheViewIsAFailureAndNotGoodOrder() {
        Upkeep elsewhere = PostgresUserEmails.builder(database.dataSource())
                .schema("elsewhere")
                .build()
                .upkeep();

        assertThatExceptionOfType(UserStorageException.class).isThrownBy(elsewhere::findInconsistencies);
    }
}
