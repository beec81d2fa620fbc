package io.github.useremails.persistence;

import static io.github.useremails.persistence.StoredAddress.confirmed;
import static io.github.useremails.persistence.StoredAddress.entered;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.github.useremails.domain.UserEmailEvent;
import io.github.useremails.domain.UserEmailEvent.Added;
import io.github.useremails.domain.UserEmailEvent.Confirmed;
import io.github.useremails.domain.UserEmailEvent.Erased;
import io.github.useremails.domain.UserEmailEvent.PrimaryChanged;
import io.github.useremails.domain.UserEmailEvent.Removed;
import io.github.useremails.domain.UserId;
import io.github.useremails.domain.UserStorageException;
import io.github.useremails.domain.Users;
import io.github.useremails.domain.address.EmailAddress;
import io.github.useremails.persistence.internal.sql.UsersTable;
import io.github.useremails.persistence.spi.UserEmailListener;
import io.github.useremails.postgres.PostgresDatabase;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Who listens writes in the same transaction, or stops it. */
class ListenersTest {

    @RegisterExtension
    static final PostgresDatabase database = Migrated.inPublicSchema();

    private static final EmailAddress MAIL = EmailAddress.parse("ann@mail.example");
    private static final EmailAddress SCHOOL = EmailAddress.parse("ann@school.example");

    private final StoredUsers stored = new StoredUsers(database::dataSource, UsersTable.standard());
    private final List<UserEmailEvent> told = new ArrayList<>();

    @BeforeAll
    static void createTheirTable() throws SQLException {
        database.execute("create table theirs (event text)");
    }

    @BeforeEach
    void startWithoutUsers() {
        stored.removeAll();
        stored.execute("truncate theirs");
    }

    @Test
    void everyWriteIsTold() {
        PostgresUserEmails emails = listenedBy((event, connection) -> told.add(event));

        UserId ann = emails.users().register(MAIL).id();
        emails.confirmations().confirm(emails.confirmations().request(ann, MAIL).token());
        emails.users().update(ann, (user, now) -> user.addEmail(SCHOOL, now));
        emails.users().update(ann, (user, now) -> user);
        emails.users().erase(ann);

        assertThat(told)
                .containsExactly(
                        new Added(ann, MAIL),
                        new PrimaryChanged(ann, Optional.empty(), Optional.of(MAIL)),
                        new Confirmed(ann, MAIL),
                        new Added(ann, SCHOOL),
                        new Erased(ann));
    }

    @Test
    void whatASweepTakesAwayIsTold() {
        UserId ann = stored.aUser(confirmed("ann@mail.example").andPrimary(), entered("ann@school.example"));
        PostgresUserEmails emails = PostgresUserEmails.builder(database.dataSource())
                .clock(() -> Instant.now().plus(Duration.ofDays(4)))
                .listener((event, connection) -> told.add(event))
                .listener(ListenersTest::write)
                .build();

        assertThat(emails.upkeep().removeUnconfirmed(10)).isEqualTo(1);

        assertThat(told).containsExactly(new Removed(ann, SCHOOL));
        assertThat(emails.users().find(ann).orElseThrow().emailAddresses()).hasSize(1);
    }

    @Test
    void aListenerThatThrowsUndoesTheSweep() {
        UserId ann = stored.aUser(confirmed("ann@mail.example").andPrimary(), entered("ann@school.example"));
        PostgresUserEmails emails = PostgresUserEmails.builder(database.dataSource())
                .clock(() -> Instant.now().plus(Duration.ofDays(4)))
                .listener((event, connection) -> {
                    throw new IllegalStateException("theirs");
                })
                .build();

        assertThatIllegalStateException().isThrownBy(() -> emails.upkeep().removeUnconfirmed(10));

        assertThat(emails.users().find(ann).orElseThrow().emailAddresses()).hasSize(2);
    }

    @Test
    void whatAListenerWritesIsThereWithTheChange() throws SQLException {
        listenedBy(ListenersTest::write).users().register(MAIL);

        assertThat(database.query("select t.event from theirs t"))
                .containsExactly(List.of("Added"), List.of("PrimaryChanged"));
    }

    @Test
    void aListenerThatThrowsUndoesTheChangeAndWhatOthersWrote() throws SQLException {
        Users users = PostgresUserEmails.builder(database.dataSource())
                .listener(ListenersTest::write)
                .listener((event, connection) -> {
                    throw new IllegalStateException("theirs");
                })
                .build()
                .users();
        UserId ann = stored.aUser(confirmed("ann@mail.example").andPrimary());

        assertThatIllegalStateException()
                .isThrownBy(() -> users.register(SCHOOL))
                .withMessage("theirs");
        assertThatIllegalStateException()
                .isThrownBy(() -> users.update(ann, (user, now) -> user.addEmail(SCHOOL, now)));
        assertThatIllegalStateException().isThrownBy(() -> users.erase(ann));

        assertThat(stored.addresses()).isEqualTo(1);
        assertThat(database.query("select 1 from theirs")).isEmpty();
    }

    @Test
    void aListenerWhoseSqlFailsIsAFailureOfTheDatabase() {
        Users users = listenedBy((event, connection) -> {
                    try (PreparedStatement statement = connection.prepareStatement("select * from nowhere")) {
                        statement.execute();
                    }
                })
                .users();

        assertThatExceptionOfType(UserStorageException.class)
                .isThrownBy(() -> users.register(MAIL))
                .satisfies(error -> assertThat(error.sqlState()).contains("42P01"));
        assertThat(stored.addresses()).isZero();
    }

    private static PostgresUserEmails listenedBy(UserEmailListener listener) {
        return PostgresUserEmails.builder(database.dataSource())
                .listener(listener)
                .build();
    }

    private static void write(UserEmailEvent event, Connection connection) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement("insert into theirs values (?)")) {
            statement.setString(1, event.getClass().getSimpleName());
            statement.executeUpdate();
        }
    }
}
