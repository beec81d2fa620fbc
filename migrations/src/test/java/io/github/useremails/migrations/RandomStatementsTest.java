package io.github.useremails.migrations;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.useremails.fixture.Seeds;
import io.github.useremails.postgres.Database;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Statements over several users, who are often in each other's way. */
@Tag("slow")
class RandomStatementsTest {

    /** Users of whom the addresses say something else than their row, or who are in conflict with nobody. */
    private static final String WRONG = """
            select u.id, u.email_address, u.proved, e.email_address, e.confirmed, c.reason
              from users u
              left join user_email_addresses e on e.user_id = u.id
              left join user_email_legacy_conflicts c on c.user_id = u.id
             where case
                     when is_blank_email_address(u.email_address)
                     then e.id is not null or c.user_id is not null
                     when c.user_id is null
                     then e.email_address is distinct from u.email_address
                          or e.normalized_email_address <> lower(u.email_address)
                          or e.confirmed <> (u.proved is not false)
                          or not e.primary
                     else e.id is not null
                          or u.proved is false
                          or c.normalized_email_address <> lower(u.email_address)
                          or not exists (
                               select
                                 from user_email_addresses o
                                where o.normalized_email_address = c.normalized_email_address
                                  and o.confirmed
                                  and o.user_id <> u.id)
                   end
            """;

    private static final Seeds SEEDS = Seeds.of("statements.seed");

    static LongStream seeds() {
        return SEEDS.andNewOne(1, 2, 3);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void everyUserIsWhatTheRowSaysBehindEveryStatement(long seed) {
        SEEDS.run(seed, random -> {
            try (Database database = ForwardedUsers.create().database()) {
                for (int i = 0; i < 150; i++) {
                    String statement = statement(random);
                    database.execute(statement);

                    assertThat(database.query(WRONG)).as("%d: %s", i, statement).isEmpty();
                }
                assertThat(database.query("select h.id from user_email_address_history h"))
                        .hasSizeGreaterThan(100);
            }
        });
    }

    /** Texts come from a few, so that many users want the same one. */
    private static String statement(Random random) {
        String text = "(array['a@x.example', 'b@x.example', 'C@x.example', 'c@x.example', 'd@x.example', 'e@x.example',"
                + " '', null, ' ', 'f@x.example'])[1 + (id * " + (1 + random.nextInt(9)) + " + " + random.nextInt(10)
                + ") % 10]";
        String proved = "(id + " + random.nextInt(3) + ") % 3 > 0";
        int from = 1 + random.nextInt(20);
        String some = "id between " + from + " and " + (from + random.nextInt(8));
        return switch (random.nextInt(8)) {
            case 0 ->
                "insert into users (id, email_address, proved) select id, " + text + ", " + proved
                        + " from generate_series(" + from + ", " + (from + 6) + ") as id on conflict (id) do update"
                        + " set email_address = excluded.email_address, proved = excluded.proved";
            case 1 -> "update users set email_address = " + text + " where " + some;
            case 2 -> "update users set email_address = " + text + ", proved = " + proved + " where " + some;
            case 3 -> "update users set proved = " + proved + ", name = 'n' where " + some;
            case 4 ->
                "update users u set email_address = o.email_address from users o where o.id = u.id % 20 + 1 and u."
                        + some;
            case 5 -> "delete from users where id in (" + from + ", " + (from + 3) + ")";
            case 6 -> "delete from user_email_addresses where user_id in (" + from + ", " + (from + 1) + ")";
            default -> "update users set email_address = upper(email_address) where " + some;
        };
    }
}
