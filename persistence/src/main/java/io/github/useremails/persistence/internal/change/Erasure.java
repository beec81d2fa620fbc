package io.github.useremails.persistence.internal.change;

import static io.github.useremails.persistence.internal.schema.Tables.USERS;
import static org.jooq.impl.DSL.param;
import static org.jooq.impl.DSL.select;

import io.github.useremails.domain.UserEmailEvent;
import io.github.useremails.domain.UserId;
import io.github.useremails.persistence.internal.jdbc.Connections;
import io.github.useremails.persistence.internal.jdbc.RenderedSql;
import io.github.useremails.persistence.internal.sql.Rendering;
import java.util.List;
import org.jooq.impl.SQLDataType;

/** Erases a user's addresses by a function of the schema, since the application cannot delete from the history. */
public final class Erasure {

    private final Listeners listeners;
    private final RenderedSql erase;

    public Erasure(Rendering rendering, Listeners listeners) {
        this.listeners = listeners;
        erase = rendering.statement(
                select(rendering.function("erase_user_email_addresses", SQLDataType.OTHER, param("id", USERS.ID))));
    }

    public void erase(Connections connections, UserId id) {
        listeners.statement(connections, session -> {
            erase.call(session.connection(), statement -> statement.setLong(1, id.value()));
            listeners.call(session, List.of(new UserEmailEvent.Erased(id)));
            return id;
        });
    }
}
