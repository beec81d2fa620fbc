package io.github.useremails.persistence.benchmark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import com.zaxxer.hikari.HikariDataSource;
import io.github.useremails.domain.InstitutionId;
import io.github.useremails.domain.UserId;
import io.github.useremails.domain.address.EmailAddress;
import io.github.useremails.postgres.Database;
import io.github.useremails.postgres.Databases;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The benchmark compares like with like: whoever is asked, the answers are the same and so are the rows they leave. */
@Tag("slow")
class ContendersAgreeTest {

    private static final UserShape SHAPE = new UserShape(1_000);
    private static final Instant NOW = Instant.parse("2026-11-21T10:00:00.123456Z");

    private static final EmailAddress NOBODYS = EmailAddress.parse("nobody@mail.example");
    private static final EmailAddress ADDED = EmailAddress.parse("Added@mail.example");

    private static Database read;
    private static List<Object> answersOfTheLibrary;
    private static List<List<@Nullable String>> rowsLeftByTheLibrary;

    @BeforeAll
    static void askTheLibrary() throws Exception {
        read = loaded();
        read.execute("insert into users default values");
        answersOfTheLibrary = answers(Contenders.LIBRARY);
        rowsLeftByTheLibrary = rowsLeftBy(Contenders.LIBRARY);
    }

    @AfterAll
    static void drop() throws SQLException {
        read.close();
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "LIBRARY")
    void answersAreTheSame(Contenders contenders) throws Exception {
        assertThat(answers(contenders)).isEqualTo(answersOfTheLibrary);
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "LIBRARY")
    void writersLeaveTheSameRows(Contenders contenders) throws Exception {
        assertThat(rowsLeftBy(contenders)).isEqualTo(rowsLeftByTheLibrary);
    }

    @Test
    void whatWritersDidIsUndone() throws Exception {
        try (Database database = loaded();
                HikariDataSource pool = pool(database);
                Contender contender = Contenders.LIBRARY.over(pool, () -> NOW)) {
            List<List<@Nullable String>> before = rows(database);
            write(contender);
            assertThat(rows(database)).isNotEqualTo(before);

            new UserData(pool, SHAPE).restore();

            assertThat(rows(database)).isEqualTo(before);
        }
    }

    @Test
    void aDatabaseOfSomethingElseIsLeftAlone() throws Exception {
        try (Database database = Databases.shared().create()) {
            database.execute("create table users (id bigint primary key)");

            assertThatThrownBy(() -> new UserData(database.dataSource(), SHAPE).load(loaded -> {}))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("not the benchmark's");
        }
    }

    @Test
    void usersThatAreThereAreNotLoadedAgain() throws Exception {
        try (Database database = loaded()) {
            new UserData(database.dataSource(), SHAPE).load(loaded -> {});

            assertThat(database.query("select count(*) from users")).isEqualTo(List.of(List.of("1000")));
            assertThatThrownBy(() -> new UserData(database.dataSource(), new UserShape(2_000)).load(loaded -> {}))
                    .hasMessageContaining("1000 users");
        }
    }

    @ParameterizedTest
    @EnumSource
    void anAddressOfSomebodyCannotBeRegistered(Contenders contenders) throws Exception {
        try (Database database = loaded();
                HikariDataSource pool = pool(database);
                Contender contender = contenders.over(pool, () -> NOW)) {
            List<List<@Nullable String>> before = rows(database);

            assertThat(catchThrowable(() -> contender.register(UserShape.primaryOf(1))))
                    .isNotNull();
            assertThat(rows(database)).isEqualTo(before);
        }
    }

    private static List<Object> answers(Contenders contenders) throws Exception {
        List<Object> answers = new ArrayList<>();
        try (HikariDataSource pool = pool(read);
                Contender contender = contenders.over(pool, () -> NOW)) {
            for (long user = 1; user <= 20; user++) {
                for (EmailAddress address : UserShape.claimedBy(user)) {
                    answers.add(contender.withEmail(address));
                }
                answers.add(contender.withEmail(UserShape.enteredBy(user)));
                answers.add(contender.find(new UserId(user)));
                answers.add(contender.primaryEmail(new UserId(user)));
            }
            answers.add(contender.withEmail(NOBODYS));
            answers.add(contender.find(new UserId(1_001)));
            answers.add(contender.find(new UserId(2_000)));
            answers.add(contender.primaryEmail(new UserId(1_001)));
            answers.add(contender.pageAfter(new UserId(100), 50));
            answers.add(contender.pageAfter(new UserId(990), 50));
            answers.add(contender.withEmails(addresses()));
            answers.add(contender.primaryEmails(
                    LongStream.rangeClosed(900, 1_100).mapToObj(UserId::new).toList()));
            return answers.stream().map(PlainAnswer::of).toList();
        }
    }

    /** Several of the same user, entered ones and nobody's among them. */
    private static List<EmailAddress> addresses() {
        List<EmailAddress> addresses = new ArrayList<>(List.of(NOBODYS));
        for (long user = 1; user <= 200; user++) {
            addresses.addAll(UserShape.claimedBy(user));
            addresses.add(UserShape.enteredBy(user));
        }
        return addresses;
    }

    private static List<List<@Nullable String>> rowsLeftBy(Contenders contenders) throws Exception {
        try (Database database = loaded();
                HikariDataSource pool = pool(database);
                Contender contender = contenders.over(pool, () -> NOW)) {
            write(contender);
            return rows(database);
        }
    }

    private static void write(Contender contender) throws Exception {
        contender.register(EmailAddress.parse("Somebody@mail.example"));
        contender.addAndMakePrimary(new UserId(SHAPE.unmanaged(7)), ADDED, new InstitutionId(5));
        contender.confirm(new UserId(SHAPE.entering(9)), UserShape.enteredBy(SHAPE.entering(9)));
        contender.addConfirmAndPromote(new UserId(SHAPE.any(11)), EmailAddress.parse("Another@mail.example"));
    }

    private static List<List<@Nullable String>> rows(Database database) throws SQLException {
        return database.query("""
                select u.id,
                       e.email_address,
                       e.normalized_email_address,
                       e.primary,
                       e.confirmed,
                       e.institution_managed,
                       e.institution_id,
                       e.confirmed_at,
                       e.created_at,
                       e.updated_at
                  from users u
                  left
                  join user_email_addresses e
                    on e.user_id = u.id
                 order by e.id
                """);
    }

    private static Database loaded() throws SQLException {
        return Databases.shared().preparedBy("users of the benchmark", dataSource -> {
            try {
                new UserData(dataSource, SHAPE).load(loaded -> {});
            } catch (SQLException e) {
                throw new IllegalStateException(e);
            }
        });
    }

    private static HikariDataSource pool(Database database) throws SQLException {
        return MeasuredPool.over(database.jdbcUrl(), 2, Duration.ZERO);
    }
}
