package io.github.useremails.persistence;

import static io.github.useremails.persistence.StoredAddress.confirmed;
import static io.github.useremails.persistence.StoredAddress.entered;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.useremails.domain.UserId;
import io.github.useremails.domain.Users;
import io.github.useremails.domain.address.EmailAddress;
import io.github.useremails.domain.confirmation.ConfirmationRequest;
import io.github.useremails.domain.confirmation.EmailConfirmations;
import io.github.useremails.domain.confirmation.RevocationReason;
import io.github.useremails.domain.institution.InstitutionRosters;
import io.github.useremails.domain.institution.RosterLimits;
import io.github.useremails.domain.outbox.EventOutbox;
import io.github.useremails.domain.outbox.OutboxMessage;
import io.github.useremails.domain.upkeep.Upkeep;
import io.github.useremails.persistence.internal.sql.UsersTable;
import io.github.useremails.postgres.PostgresDatabase;
import io.github.useremails.postgres.RoundTrips;
import java.io.IOException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jooq.SQLDialect;
import org.jooq.impl.DSL;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.postgresql.ds.PGSimpleDataSource;

/** The round trips of every public call, inside a transaction of the application, whose commit is its own. */
class RoundTripsOfEveryCallTest {

    @RegisterExtension
    static final PostgresDatabase database = Migrated.inPublicSchema();

    private static final Path PAGE = Path.of("..", "docs", "reference", "costs.md");
    private static final Pattern LINE = Pattern.compile("(?m)^\\| `(\\w+\\.\\w+\\(.*\\))` \\| (\\d+) \\|$");

    /** What gives one of them does nothing yet. */
    private static final Set<Class<?>> NO_ACCESS = Set.of(
            PostgresUserEmails.class,
            Users.class,
            EmailConfirmations.class,
            InstitutionRosters.class,
            EventOutbox.class,
            Upkeep.class);

    private static final EmailAddress MAIL = EmailAddress.parse("ann@mail.example");
    private static final EmailAddress SCHOOL = EmailAddress.parse("ann@school.example");
    private static final EmailAddress NEW = EmailAddress.parse("new@school.example");

    private final Map<String, Long> counted = new TreeMap<>();
    private final PGSimpleDataSource dataSource = database.dataSource();
    private RoundTrips roundTrips;

    @BeforeEach
    void countRoundTrips() throws SQLException {
        roundTrips = RoundTrips.on(dataSource);
    }

    @Test
    void everyCallTakesAsManyAsItIsDocumentedToTake() throws Exception {
        StoredUsers stored = new StoredUsers(database::dataSource, UsersTable.standard());
        UserId ann = stored.aUser(confirmed("ann@mail.example").andPrimary(), entered("ann@school.example"));
        UserId bob = stored.aUser(confirmed("bob@mail.example").andPrimary());
        try (Connection connection = dataSource.getConnection()) {
            connection.setAutoCommit(false);
            count(connection, ann, bob);
            connection.rollback();
        }
        assertThat(counted).isEqualTo(new TreeMap<>(documented()));
    }

    @Test
    void noCallIsLeftOut() throws IOException {
        Set<String> calls = Stream.of(
                        Users.class,
                        PostgresUserEmails.class,
                        EmailConfirmations.class,
                        InstitutionRosters.class,
                        EventOutbox.class,
                        Upkeep.class)
                .flatMap(type -> Arrays.stream(type.getDeclaredMethods()))
                .filter(method -> Modifier.isPublic(method.getModifiers()))
                .filter(method -> !Modifier.isStatic(method.getModifiers()) && !method.isSynthetic())
                .filter(method -> !NO_ACCESS.contains(method.getReturnType()))
                .map(RoundTripsOfEveryCallTest::name)
                .collect(Collectors.toCollection(TreeSet::new));

        assertThat(documented().keySet()).containsExactlyInAnyOrderElementsOf(calls);
    }

    private static Map<String, Long> documented() throws IOException {
        return LINE.matcher(Files.readString(PAGE))
                .results()
                .collect(Collectors.toMap(line -> line.group(1), line -> Long.valueOf(line.group(2))));
    }

    private void count(Connection connection, UserId ann, UserId bob) throws SQLException {
        PostgresUserEmails emails = PostgresUserEmails.joining(
                DSL.using(connection, SQLDialect.POSTGRES).configuration());
        EmailConfirmations confirmations = emails.confirmations();
        InstitutionRosters rosters = emails.rosters();
        count("Users.find(UserId)", () -> emails.users().find(ann));
        count("Users.findAll(Collection)", () -> emails.users().findAll(List.of(ann, bob)));
        count("Users.withEmail(EmailAddress)", () -> emails.users().withEmail(MAIL));
        count("Users.withEmail(String)", () -> emails.users().withEmail("ann@mail.example"));
        count("Users.withPrimaryEmail(EmailAddress)", () -> emails.users().withPrimaryEmail(MAIL));
        count(
                "Users.withInstitutionManagedEmail(EmailAddress)",
                () -> emails.users().withInstitutionManagedEmail(MAIL));
        count("Users.withEmails(Collection)", () -> emails.users().withEmails(List.of(MAIL, SCHOOL)));
        count("Users.primaryEmail(UserId)", () -> emails.users().primaryEmail(ann));
        count("Users.primaryEmails(Collection)", () -> emails.users().primaryEmails(List.of(ann, bob)));
        count("Users.institutionManagedEmail(UserId)", () -> emails.users().institutionManagedEmail(ann));
        count(
                "Users.institutionManagedEmails(Collection)",
                () -> emails.users().institutionManagedEmails(List.of(ann, bob)));
        count("Users.firstPage(int)", () -> emails.users().firstPage(10));
        count("Users.pageAfter(UserId,int)", () -> emails.users().pageAfter(ann, 10));
        count("PostgresUserEmails.writePosition()", emails::writePosition);
        count("Users.register(EmailAddress)", () -> emails.users().register(NEW));
        ConfirmationRequest[] request = new ConfirmationRequest[1];
        count("EmailConfirmations.request(UserId,EmailAddress)", () -> request[0] = confirmations.request(ann, SCHOOL));
        count("EmailConfirmations.peek(ConfirmationToken)", () -> confirmations.peek(request[0].token()));
        count(
                "EmailConfirmations.confirm(ConfirmationToken,UserId)",
                () -> confirmations.confirm(request[0].token(), ann));
        count(
                "EmailConfirmations.revoke(UserId,EmailAddress,RevocationReason)",
                () -> confirmations.revoke(ann, SCHOOL, RevocationReason.BOUNCED));
        request[0] = confirmations.request(ann, SCHOOL);
        count("EmailConfirmations.confirm(ConfirmationToken)", () -> confirmations.confirm(request[0].token()));
        count("EmailConfirmations.cancel(UserId)", () -> confirmations.cancel(ann));
        count("Upkeep.removeUnconfirmed(int)", () -> emails.upkeep().removeUnconfirmed(10));
        count(
                "Users.update(UserId,UserChange)",
                () -> emails.users().update(ann, (user, now) -> user.makePrimary(SCHOOL)));
        count("InstitutionRosters.plan(Institution,Collection)", () -> rosters.plan(Rosters.NORTHFIELD, List.of()));
        count(
                "InstitutionRosters.synchronize(Institution,Collection,RosterLimits)",
                () -> rosters.synchronize(Rosters.NORTHFIELD, List.of(), RosterLimits.standard()));
        count("InstitutionRosters.resume(InstitutionId,int)", () -> rosters.resume(Rosters.NORTHFIELD.id(), 500));
        count("InstitutionRosters.waiting(int)", () -> rosters.waiting(10));
        count("InstitutionRosters.abandon(InstitutionId)", () -> rosters.abandon(Rosters.NORTHFIELD.id()));
        count(
                "InstitutionRosters.withExternalKey(InstitutionId,String)",
                () -> rosters.withExternalKey(Rosters.NORTHFIELD.id(), "1"));
        count(
                "InstitutionRosters.withExternalKeys(InstitutionId,Collection)",
                () -> rosters.withExternalKeys(Rosters.NORTHFIELD.id(), List.of("1", "2")));
        count("InstitutionRosters.forget(InstitutionId,String)", () -> rosters.forget(Rosters.NORTHFIELD.id(), "1"));
        count("Users.planMerge(UserId,UserId)", () -> emails.users().planMerge(bob, ann));
        count("Users.merge(UserId,UserId)", () -> emails.users().merge(bob, ann));
        count("Users.erase(UserId)", () -> emails.users().erase(ann));
        PostgresUserEmails recording = PostgresUserEmails.builder(
                        DSL.using(connection, SQLDialect.POSTGRES).configuration())
                .recordEvents()
                .build();
        recording.users().register(EmailAddress.parse("new@outbox.example"));
        EventOutbox outbox = recording.outbox();
        OutboxMessage[] message = new OutboxMessage[1];
        count(
                "EventOutbox.claim(int,Duration)",
                () -> message[0] = outbox.claim(1, Duration.ofMinutes(1)).get(0));
        count("EventOutbox.retryLater(OutboxMessage)", () -> outbox.retryLater(message[0]));
        count("EventOutbox.suspended(int)", () -> outbox.suspended(10));
        count("EventOutbox.release(OutboxMessage)", () -> outbox.release(message[0]));
        count("EventOutbox.acknowledge(OutboxMessage)", () -> outbox.acknowledge(message[0]));
        count("EventOutbox.acknowledge(Collection)", () -> outbox.acknowledge(List.of(message[0], message[0])));
        Upkeep upkeep = recording.upkeep();
        count("Upkeep.expireHistory(Duration,int)", () -> upkeep.expireHistory(Duration.ofDays(365), 10));
        count("Upkeep.findInconsistencies()", upkeep::findInconsistencies);
    }

    private void count(String name, Runnable call) {
        counted.put(name, roundTrips.during(call::run));
    }

    private static String name(Method method) {
        return Arrays.stream(method.getParameterTypes())
                .map(Class::getSimpleName)
                .collect(Collectors.joining(
                        ",", method.getDeclaringClass().getSimpleName() + "." + method.getName() + "(", ")"));
    }
}
