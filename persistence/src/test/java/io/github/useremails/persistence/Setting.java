package io.github.useremails.persistence;

import io.github.useremails.domain.Users;
import org.junit.jupiter.api.BeforeEach;

/** Where a contract is tested: a way to the users, and a way past them to the tables. */
interface Setting {

    /** Users whose calls are over, and committed, when they return. */
    Users users();

    StoredUsers stored();

    @BeforeEach
    default void startWithoutUsers() {
        stored().removeAll();
    }
}
