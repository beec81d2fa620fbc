package io.github.useremails.migrations;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the migrations are told of a column is SQL that is complete in itself. */
class LegacyColumnTest {

    private static final LegacyColumn COLUMN = LegacyColumn.named("email_address");

    @ParameterizedTest
    @ValueSource(
            strings = {
                "true; drop table users",
                "true -- always",
                "true /* always",
                "true) or (false",
                "(u.a",
                "u.a)",
                "u.a = 'x",
                "u.\"a",
                "u.a = $$x$$",
                "u.a = $condition$x",
                "${schema}.f(u)",
                "u.a = '\0'",
            })
    void aTextThatIsNotCompleteIsRefused(String sql) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> COLUMN.confirmedWhere(sql))
                .withMessageStartingWith("the condition on confirmed addresses");
        assertThatIllegalArgumentException().isThrownBy(() -> COLUMN.institutionManagedWhere(sql));
        assertThatIllegalArgumentException().isThrownBy(() -> COLUMN.confirmedAt(sql));
        assertThatIllegalArgumentException().isThrownBy(() -> COLUMN.createdAt(sql));
        assertThatIllegalArgumentException().isThrownBy(() -> COLUMN.assigning(sql));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "\n"})
    void onlyTheAssignmentsMayBeBlank(String blank) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> COLUMN.confirmedWhere(blank))
                .withMessage("the condition on confirmed addresses must not be blank");
        assertThatIllegalArgumentException().isThrownBy(() -> COLUMN.confirmedAt(blank));

        assertThat(COLUMN.assigning(blank).assignments()).isEqualTo(blank);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "u.state in ('a;b', 'it''s -- (')",
                "u.\"odd;name\" is not null",
                "u.email_address ~ '^[a-z]+$'",
                "exists (select from proofs p where p.user_id = u.id and (p.at > now()))",
            })
    void whatIsQuotedIsLeftAlone(String sql) {
        assertThat(COLUMN.confirmedWhere(sql).confirmed()).isEqualTo(sql);
    }

    @Test
    void everyMethodKeepsTheRest() {
        LegacyColumn column = COLUMN.confirmedWhere("u.a")
                .institutionManagedWhere("u.b")
                .confirmedAt("u.c")
                .createdAt("u.d")
                .assigning("e = confirmed");

        assertThat(column).isEqualTo(new LegacyColumn("email_address", "u.a", "u.b", "u.c", "u.d", "e = confirmed"));
        assertThat(column.assigning("")
                        .createdAt("u.d")
                        .confirmedAt("u.c")
                        .confirmedWhere("u.a")
                        .institutionManagedWhere("u.b"))
                .isEqualTo(new LegacyColumn("email_address", "u.a", "u.b", "u.c", "u.d", ""));
    }
}
