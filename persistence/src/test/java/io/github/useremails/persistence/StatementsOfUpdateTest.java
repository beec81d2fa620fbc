package io.github.useremails.persistence;

import static io.github.useremails.persistence.StoredAddress.confirmed;
import static io.github.useremails.persistence.StoredAddress.entered;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.useremails.domain.InstitutionId;
import io.github.useremails.domain.UserChange;
import io.github.useremails.domain.UserId;
import io.github.useremails.domain.Users;
import io.github.useremails.domain.address.EmailAddress;
import io.github.useremails.persistence.SentStatements.Sent;
import io.github.useremails.persistence.internal.sql.UsersTable;
import io.github.useremails.postgres.PostgresDatabase;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;

/** What an update writes: a statement for each address that changed, one more where a flag must be given up first. */
class StatementsOfUpdateTest {

    @RegisterExtension
    static final PostgresDatabase database = Migrated.inPublicSchema();

    private static final Set<String> WRITING = Set.of("insert", "update", "delete");

    private static final EmailAddress MAIL = EmailAddress.parse("ann@mail.example");
    private static final EmailAddress WORK = EmailAddress.parse("ann@work.example");
    private static final EmailAddress SCHOOL = EmailAddress.parse("ann@school.example");
    private static final EmailAddress NEW = EmailAddress.parse("ann@new.example");
    private static final InstitutionId NORTHFIELD = new InstitutionId(7);

    private final StoredUsers stored = new StoredUsers(database::dataSource, UsersTable.standard());
    private final SentStatements statements = new SentStatements();
    private Connection connection;
    private Users users;
    private UserId ann;

    @BeforeEach
    void connect() throws SQLException {
        stored.removeAll();
        ann = stored.aUser(
                confirmed("ann@mail.example").andPrimary(),
                confirmed("ann@work.example"),
                entered("ann@school.example"));
        connection = database.dataSource().getConnection();
        users = PostgresUserEmails.over(new SingleConnectionDataSource(statements.of(connection), true))
                .users();
    }

    @AfterEach
    void disconnect() throws SQLException {
        connection.close();
    }

    @Test
    void whatChangesNothingWritesNothing() {
        assertThat(written((user, now) -> user)).isEmpty();
        assertThat(written((user, now) -> user.confirmEmail(MAIL, now).makePrimary(MAIL)))
                .isEmpty();
        assertThat(written((user, now) -> user.addEmail(NEW, now).removeEmail(NEW)))
                .isEmpty();
    }

    @Test
    void anAddressIsAddedConfirmedAndRemovedByOneStatement() {
        assertThat(written((user, now) -> user.addEmail(NEW, now))).containsExactly("insert");
        assertThat(written((user, now) -> user.confirmEmail(NEW, now))).containsExactly("update");
        assertThat(written((user, now) -> user.revokeConfirmation(NEW))).containsExactly("update");
        assertThat(written((user, now) -> user.removeEmail(NEW))).containsExactly("delete");
    }

    @Test
    void anAddressIsAddedAndConfirmedAtOnceByOneStatement() {
        assertThat(written((user, now) -> user.addEmail(NEW, now).confirmEmail(NEW, now)))
                .containsExactly("insert");
    }

    @Test
    void anotherPrimaryTakesOneStatementForEachOfTheTwo() {
        assertThat(written((user, now) -> user.makePrimary(WORK))).containsExactly("update", "update");
        assertThat(written((user, now) -> user.confirmEmail(SCHOOL, now).makePrimary(SCHOOL)))
                .containsExactly("update", "update");
    }

    @Test
    void aPrimaryThatIsRemovedTakesOneStatementForEachOfTheTwo() {
        assertThat(written((user, now) -> user.removeEmail(MAIL, WORK))).containsExactly("delete", "update");
    }

    @Test
    void anInstitutionClaimsAndReleasesAnAddressByOneStatement() {
        assertThat(written((user, now) -> user.claimForInstitution(SCHOOL, NORTHFIELD, now)))
                .containsExactly("update");
        assertThat(written((user, now) -> user.releaseFromInstitution(SCHOOL))).containsExactly("update");
        assertThat(written((user, now) -> user.claimForInstitution(NEW, NORTHFIELD, now)))
                .containsExactly("insert");
    }

    @Test
    void severalChangesOfOneAddressAreOneStatement() {
        assertThat(written((user, now) -> user.addEmail(NEW, now)
                        .confirmEmail(NEW, now)
                        .makePrimary(NEW)
                        .removeEmail(MAIL)))
                .containsExactly("delete", "insert");
    }

    private List<String> written(UserChange change) {
        List<Sent> unused = statements.take();
        users.update(ann, change);
        return statements.take().stream()
                .map(Sent::kind)
                .filter(WRITING::contains)
                .toList();
    }
}
