package io.github.useremails.persistence.internal.roster;

import static io.github.useremails.persistence.internal.schema.Tables.USER_EMAIL_INSTITUTION_MEMBERS;
import static org.jooq.impl.DSL.deleteFrom;
import static org.jooq.impl.DSL.param;

import io.github.useremails.domain.InstitutionId;
import io.github.useremails.persistence.internal.jdbc.RenderedSql;
import io.github.useremails.persistence.internal.schema.tables.UserEmailInstitutionMembers;
import io.github.useremails.persistence.internal.sql.Rendering;
import java.sql.Connection;
import java.sql.SQLException;

/** Forgets which user an institution knows by a key. */
public final class ExternalKeys {

    private static final UserEmailInstitutionMembers M = USER_EMAIL_INSTITUTION_MEMBERS;

    private final RenderedSql forget;

    public ExternalKeys(Rendering rendering) {
        forget = rendering.statement(deleteFrom(M)
                .where(M.INSTITUTION_ID.eq(param("institution", M.INSTITUTION_ID)))
                .and(M.EXTERNAL_KEY.eq(param("key", M.EXTERNAL_KEY)))
                .returningResult(M.USER_ID));
    }

    /** Returns whether the key was known. */
    boolean forget(Connection connection, InstitutionId institution, String key) throws SQLException {
        return forget.matches(connection, statement -> {
            statement.setLong(1, institution.value());
            statement.setString(2, key);
        });
    }
}
