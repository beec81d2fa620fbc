package io.github.useremails.persistence;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.useremails.domain.User;
import io.github.useremails.domain.Users;
import io.github.useremails.domain.address.EmailAddress;
import io.github.useremails.persistence.internal.sql.UsersTable;
import io.github.useremails.postgres.PostgresDatabase;
import java.util.List;
import org.jooq.SQLDialect;
import org.jooq.impl.DSL;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A reader who steps into a lookup arrives at the driver soon. */
class FramesOfLookupsTest {

    @RegisterExtension
    static final PostgresDatabase database = Migrated.inPublicSchema();

    private static final EmailAddress MAIL = EmailAddress.parse("ann@mail.example");
    private static final int FRAMES = 10;

    private final DriverCalls calls = new DriverCalls();
    private User ann;

    @BeforeEach
    void startWithAnn() {
        new StoredUsers(database::dataSource, UsersTable.standard()).removeAll();
        Users users = PostgresUserEmails.over(database.dataSource()).users();
        ann = users.register(MAIL);
        users.update(ann.id(), (user, now) -> user.confirmEmail(MAIL, now));
    }

    @Test
    void aLookupOverAPoolPassesFewFrames() {
        assertFewFrames(PostgresUserEmails.over(calls.of(database.dataSource())));
    }

    @Test
    void aLookupInATransactionPassesFewFrames() {
        assertFewFrames(PostgresUserEmails.joining(
                DSL.using(calls.of(database.dataSource()), SQLDialect.POSTGRES).configuration()));
    }

    /** The primary stands for the replica, which makes no difference to the frames. */
    @Test
    void aLookupOnAReplicaPassesFewFrames() {
        assertFewFrames(PostgresUserEmails.builder(database.dataSource())
                .replica(calls.of(database.dataSource()))
                .build());
    }

    private void assertFewFrames(PostgresUserEmails emails) {
        Users users = emails.users();
        List<Runnable> lookups = List.of(
                () -> users.withEmail(MAIL),
                () -> users.withPrimaryEmail(MAIL),
                () -> users.withInstitutionManagedEmail(MAIL),
                () -> users.withEmails(List.of(MAIL)),
                () -> users.find(ann.id()),
                () -> users.findAll(List.of(ann.id())),
                () -> users.primaryEmail(ann.id()),
                () -> users.primaryEmails(List.of(ann.id())),
                () -> users.institutionManagedEmail(ann.id()),
                () -> users.firstPage(10));
        for (Runnable lookup : lookups) {
            lookup.run();
            assertThat(calls.takeDeepest()).hasSizeBetween(1, FRAMES);
        }
    }
}
