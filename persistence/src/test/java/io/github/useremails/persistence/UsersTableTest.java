package io.github.useremails.persistence;

import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

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
