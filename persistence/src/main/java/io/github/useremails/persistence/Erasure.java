package io.github.useremails.persistence;

import static io.github.useremails.persistence.schema.Tables.USERS;
import static org.jooq.impl.DSL.param;
import static org.jooq.impl.DSL.select;

import io.github.useremails.domain.UserEmailEvent;
import io.github.useremails.domain.UserId;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import org.jooq.impl.SQLDataType;

/** Erases a person. A function of the database does it, since the application may not touch the history. */
final class Erasure {

    private final Listeners listeners;
    private final Statement erase;

    Erasure(Rendering rendering, Listeners listeners) {
        this.listeners = listeners;
        erase = rendering.statement(
                select(rendering.function("erase_user_email_addresses", SQLDataType.OTHER, param("id", USERS.ID))));
    }

    /** Always true: the function gives one row, and no value. */
    boolean erase(Connection connection, UserId id) throws SQLException {
        boolean erased = erase.query(connection, statement -> statement.setLong(1, id.value()), ResultSet::next);
        listeners.tell(connection, List.of(new UserEmailEvent.Erased(id)));
        return erased;
    }
}
