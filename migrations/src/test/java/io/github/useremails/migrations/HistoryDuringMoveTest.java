package io.github.useremails.migrations;

import static io.github.useremails.fixture.LegacyUser.user;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.useremails.fixture.LegacyUsers;
import io.github.useremails.postgres.Database;
import io.github.useremails.postgres.Databases;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What forwarding makes of a change is recorded behind the change. */
class HistoryDuringMoveTest {

    @Test
    void anAddressThatATriggerOfUsersRespellsIsRecordedInTheOrderOfTheWrites() throws SQLException {
        try (Database database = Databases.shared().create()) {
            database.execute("""
                    create table users (id bigint primary key, email_address text);
                    create function lowered() returns trigger language plpgsql as $$
                    begin
                      new.email_address := lower(new.email_address);
                      return new;
                    end $$;
                    create trigger lowered before insert or update on users for each row execute function lowered()
                    """);
            Migrations.of(database.dataSource()).migrate();

            LegacyUsers.in(database).add(user(1));
            database.execute("insert into user_email_addresses (user_id, email_address,"
                    + " normalized_email_address, \"primary\")"
                    + " values (1, 'Ann@Mail.example', 'ann@mail.example', true)");

            assertThat(database.query("select h.email_address_after from user_email_address_history h order by h.id"))
                    .containsExactly(List.of("Ann@Mail.example"), List.of("ann@mail.example"));
            assertThat(database.query("select p.email_address from user_primary_email_periods p"))
                    .containsExactly(List.of("ann@mail.example"));
            assertThat(database.query("select * from user_email_inconsistencies"))
                    .isEmpty();
        }
    }
}
