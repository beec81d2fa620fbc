package io.github.useremails.persistence;

import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.github.useremails.persistence.internal.sql.UsersTable;
import org.junit.jupiter.api.Test;

class UsersTableTest {

    @Test
    void aBlankNameIsRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> UsersSettings.standard().withSchema(""))
                .withMessage("the schema must not be blank");
        assertThatIllegalArgumentException().isThrownBy(() -> UsersTable.named(" ", "id"));
        assertThatIllegalArgumentException().isThrownBy(() -> UsersTable.named("users", ""));
    }
}
