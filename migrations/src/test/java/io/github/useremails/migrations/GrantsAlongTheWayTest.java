package io.github.useremails.migrations;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.useremails.postgres.Database;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** The script of the roles runs once, and at the first stop. The roles have the same rights on every way through the move. */
class GrantsAlongTheWayTest {

    private static final String GRANTS = """
            select c.oid::regclass::text as object, x.grantee::regrole, x.privilege_type
              from pg_class c
             cross join lateral aclexplode(c.relacl) x
             where c.relnamespace = 'accounts'::regnamespace
               and x.grantee in ('useremails_app'::regrole, 'useremails_reader'::regrole)
             union all
            select p.oid::regprocedure::text, x.grantee::regrole, x.privilege_type
              from pg_proc p
             cross join lateral aclexplode(p.proacl) x
             where p.pronamespace = 'accounts'::regnamespace
               and x.grantee in ('useremails_app'::regrole, 'useremails_reader'::regrole)
             order by 1, 2, 3
            """;

    @Test
    void theRolesHaveTheSameRightsOnEveryWay() throws Exception {
        List<List<@Nullable String>> expected;
        try (Database atOnce = HostDatabase.moving()) {
            expected = atOnce.query(GRANTS);
        }
        try (Database database = HostDatabase.empty()) {
            HostDatabase.migrations(database).upToForwarding().migrate();
            HostRole.APPLICATION.execute(database, "select from accounts.user_email_addresses_with_legacy");
            HostDatabase.migrations(database).migrate();
            assertThat(database.query(GRANTS)).as("step by step").isEqualTo(expected);

            for (String script : MoveScripts.undoDownTo(MoveStep.STRUCTURE)) {
                run(database, script);
            }
            HostDatabase.migrations(database).migrate();
            assertThat(database.query(GRANTS)).as("taken back and repeated").isEqualTo(expected);

            HostRole.OWNER.execute(database, "select accounts.waive_contract_check('observation', 'a test')");
            HostDatabase.migrations(database)
                    .withContract()
                    .waitingForContract(Duration.ZERO)
                    .migrate();
            run(database, MoveScripts.undo(MoveStep.CONTRACT));
            HostDatabase.migrations(database).migrate();
            assertThat(database.query(GRANTS)).as("brought back").isEqualTo(expected);
        }
    }

    private static void run(Database database, String script) throws Exception {
        HostRole.OWNER.execute(database, MoveScripts.sql(script).replace("public", HostDatabase.SCHEMA));
    }
}
