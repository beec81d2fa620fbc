package io.github.useremails.persistence;

import static io.github.useremails.persistence.internal.schema.Tables.USER_EMAIL_ADDRESSES;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.useremails.domain.UserEmailAddress;
import io.github.useremails.domain.address.EmailAddress;
import io.github.useremails.persistence.internal.sql.Claims;
import io.github.useremails.postgres.PostgresDatabase;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Optional;
import org.jooq.SQLDialect;
import org.jooq.impl.DSL;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** To whom an address belongs is said in Java, in the index, in the queries and in the view: always the same. */
class ClaimsTest {

    @RegisterExtension
    static final PostgresDatabase database = Migrated.inPublicSchema();

    @ParameterizedTest
    @CsvSource({"false, false", "true, false", "false, true", "true, true"})
    void everyOneSaysTheSame(boolean confirmed, boolean institutionManaged) throws SQLException {
        String row = "(values (" + confirmed + ", " + institutionManaged + ")) as e (confirmed, institution_managed)";
        String index = database.query("""
                        select pg_get_expr(i.indpred, i.indrelid)
                          from pg_index i
                         where i.indexrelid = 'user_email_addresses_claimed_normalized_email_address_key'::regclass
                        """).get(0).get(0);
        String query = DSL.using(SQLDialect.POSTGRES).render(Claims.claimed(USER_EMAIL_ADDRESSES.as("e")));
        String view = database.query("""
                        select substring(pg_get_viewdef('user_email_listing'::regclass) from '([^,]*) AS is_claimed')
                        """).get(0).get(0);
        String claimed = new UserEmailAddress(
                                EmailAddress.parse("ann@mail.example"),
                                false,
                                confirmed,
                                institutionManaged,
                                Optional.empty(),
                                Optional.empty(),
                                Instant.EPOCH)
                        .claimed()
                ? "t"
                : "f";

        for (String predicate : new String[] {index, query, view}) {
            assertThat(database.query("select " + predicate + " from " + row).get(0))
                    .as(predicate)
                    .containsExactly(claimed);
        }
    }
}
