package io.github.useremails.migrations;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.useremails.postgres.Database;
import java.sql.SQLException;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** A policy filters in silence. What works for the module turns that off, so that PostgreSQL raises an error instead. */
class RowSecurityTest {

    /** What the caller may see decides; the view below it is read with the rights of the view's owner. */
    private static final Set<String> WITH_THE_POLICIES_OF_THE_CALLER = Set.of(
            "claim_user_email_messages",
            "erase_user_email_addresses",
            "sweep_entered_email_addresses",
            "user_with_email");

    private static Database database;

    @BeforeAll
    static void migrate() throws SQLException {
        database = HostDatabase.moving();
    }

    @AfterAll
    static void dropDatabase() throws SQLException {
        database.close();
    }

    @Test
    void everyFunctionThatReadsOrWritesATableFailsRatherThanSeeAPart() throws SQLException {
        Set<String> filtered = names("""
                select distinct p.proname
                  from pg_proc p
                  join pg_class c
                    on c.relnamespace = p.pronamespace
                   and c.relkind in ('r', 'p', 'v')
                 where p.pronamespace = 'accounts'::regnamespace
                   and concat(p.prosrc, pg_get_function_sqlbody(p.oid)) ~ ('\\maccounts\\.' || c.relname || '\\M')
                   and not coalesce(p.proconfig @> '{row_security=off}', false)
                """);

        assertThat(filtered).isEqualTo(WITH_THE_POLICIES_OF_THE_CALLER);
    }

    /** Whatever it reads by a statement that it puts together. */
    @Test
    void everyFunctionWithTheRightsOfItsOwnerAndEveryTriggerFailsRatherThanSeeAPart() throws SQLException {
        Set<String> filtered = names("""
                select p.proname
                  from pg_proc p
                 where p.pronamespace = 'accounts'::regnamespace
                   and (   p.prosecdef
                        or p.prorettype = 'trigger'::regtype)
                   and not coalesce(p.proconfig @> '{row_security=off}', false)
                """);

        // They read no table.
        assertThat(filtered).isSubsetOf("refuse_truncate_while_forwarding", "set_updated_at_of_user_email_address");
    }

    private static Set<String> names(String sql) throws SQLException {
        Set<String> names = new TreeSet<>();
        for (List<String> row : database.query(sql)) {
            names.add(row.get(0));
        }
        return names;
    }
}
